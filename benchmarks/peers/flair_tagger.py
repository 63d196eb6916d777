"""Flair's SequenceTagger with our architecture: word 100, character BiLSTM 25, BiLSTM 100, CRF."""
# mypy: ignore-errors

import logging
import random

import torch

from benchmarks.peers import line
from benchmarks.peers.line import Acts, Said


def acts(settings: Said) -> Acts:
    """`train`: SGD steps of `batch` sentences. `one` and `many`: predictions."""
    import flair

    torch.set_num_threads(1)
    flair.device = torch.device("cpu")
    logging.getLogger("flair").setLevel(logging.ERROR)
    labelled = line.sentences(settings["sentences"])
    tagger = _tagger(labelled)
    if "one" in settings:
        return _tagging(tagger, labelled, settings["one"])
    made = [_sentence(words, tags) for words, tags in labelled]
    rule = torch.optim.SGD(tagger.parameters(), lr=0.1)
    tagger.train()

    def step(batch: int) -> int:
        chosen = random.sample(made, batch)
        rule.zero_grad()
        loss, _ = tagger.forward_loss(chosen)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(tagger.parameters(), 5.0)
        rule.step()
        for sentence in chosen:
            sentence.clear_embeddings()
        return sum(map(len, chosen))

    return {"train": lambda said: line.until(said["tokens"], lambda: step(said["batch"]))}


def _tagging(tagger, labelled, one) -> Acts:
    tokens = sum(len(words) for words, _ in labelled)
    tagger.eval()

    def predict(rows) -> None:
        tagger.predict([_sentence(words) for words in rows], mini_batch_size=64)

    def many() -> int:
        predict([words for words, _ in labelled])
        return tokens

    return {
        "one": lambda said: line.calls(said["calls"], lambda: predict([one])),
        "many": lambda said: line.until(tokens, many),
    }


def _sentence(words, tags=()):
    from flair.data import Sentence

    made = Sentence(list(words), use_tokenizer=False)
    for start, end, label in line.spans(list(tags)):
        made[start:end].add_label("ner", label)
    return made


def _tagger(labelled):
    """Its dictionaries are given, since the default ones are downloaded."""
    from flair.data import Dictionary
    from flair.embeddings import CharacterEmbeddings, OneHotEmbeddings, StackedEmbeddings
    from flair.models import SequenceTagger

    words, letters, labels = Dictionary(), Dictionary(), Dictionary(add_unk=False)
    labels.span_labels = True
    for word in sorted({word for found, _ in labelled for word in found}):
        words.add_item(word)
    for letter in sorted({letter for found, _ in labelled for word in found for letter in word}):
        letters.add_item(letter)
    for label in sorted({tag[2:] for _, tags in labelled for tag in tags if tag != "O"}):
        labels.add_item(label)
    read = StackedEmbeddings([
        OneHotEmbeddings(words, field="text", embedding_length=100),
        CharacterEmbeddings(
            path_to_char_dict=letters, char_embedding_dim=25, hidden_size_char=25
        ),
    ])  # fmt: skip
    return SequenceTagger(
        embeddings=read, tag_dictionary=labels, tag_type="ner", hidden_size=100, rnn_layers=1,
        use_rnn=True, use_crf=True, reproject_embeddings=False, dropout=0.5, word_dropout=0.0,
        locked_dropout=0.0,
    )  # fmt: skip


if __name__ == "__main__":
    line.serve(acts)
