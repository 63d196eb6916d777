"""spaCy's `ner` on a blank English pipeline, trained for a few steps so that it finds entities."""
# mypy: ignore-errors

from itertools import islice

from benchmarks.peers import line
from benchmarks.peers.line import Acts, Said

STEPS, BATCH = 20, 64


def acts(settings: Said) -> Acts:
    """`one` and `many`: predictions, from words to entities."""
    from spacy.tokens import Doc

    labelled = line.sentences(settings["sentences"])
    nlp = _trained(labelled)
    tokens = sum(len(words) for words, _ in labelled)

    def predict(rows) -> int:
        docs = [Doc(nlp.vocab, words=words) for words in rows]
        return sum(len(doc.ents) for doc in nlp.pipe(docs, batch_size=64))

    def many() -> int:
        predict([words for words, _ in labelled])
        return tokens

    one = settings["one"]
    return {
        "one": lambda said: line.calls(said["calls"], lambda: predict([one])),
        "many": lambda said: line.until(tokens, many),
    }


def _trained(labelled):
    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example

    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    examples = [
        Example.from_dict(Doc(nlp.vocab, words=words), {"entities": _biluo(tags)})
        for words, tags in labelled
    ]
    rule = nlp.initialize(lambda: examples)
    for at in range(0, min(len(examples), STEPS * BATCH), BATCH):
        nlp.update(list(islice(examples, at, at + BATCH)), sgd=rule)
    return nlp


def _biluo(tags):
    made = ["O"] * len(tags)
    for start, end, label in line.spans(tags):
        inner = [f"I-{label}"] * (end - start - 2)
        made[start:end] = (
            [f"U-{label}"] if end - start == 1 else [f"B-{label}", *inner, f"L-{label}"]
        )
    return made


if __name__ == "__main__":
    line.serve(acts)
