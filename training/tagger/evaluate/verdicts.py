"""What the figures mean, in words: fit, text cut anew, and what no model at all would reach."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kernel import scores
from kernel.scores import Score
from kernel.text import Span
from training.tagger.corpus import Corpus, Manifest
from training.tagger.evaluate.judged import AT_ONCE, Judged
from training.tagger.evaluate.tables import shown_score
from training.tagger.learners.progress import Epoch
from training.tagger.runtime import Tagger

WARN_DELTA = -0.01


def recut(
    tagger: Tagger, judged: Sequence[Judged], given: Score, manifest: Manifest
) -> dict[str, Any] | None:
    """The score on the same text cut into tokens anew, as the endpoint will cut it."""
    if manifest.task == "tokens" or not judged:
        return None
    changed = 0
    gold, said = [], []
    for at in range(0, len(judged), AT_ONCE):
        block = judged[at : at + AT_ONCE]
        for one, entities in zip(
            block, tagger.answer([one.sentence.text for one in block]), strict=True
        ):
            tokens = one.sentence.tokens
            changed += tagger.cut(one.sentence.text).tokens != tokens
            gold.append(
                [Span(tokens[s].start, tokens[e - 1].end, label) for s, e, label in one.gold]
            )
            said.append([Span(found.start, found.end, found.label) for found in entities])
    micro = scores.score_spans(gold, said).micro
    delta = micro.f1 - given.f1
    if delta < WARN_DELTA:
        message = (
            f"On plain text the F1 is {-delta * 100:.1f} points lower, because the tokenizer "
            f"“{manifest.tokenizer}” cuts {changed:,} of {len(judged):,} sentences otherwise than "
            "the imported tokens. Choose another tokenizer for the project, or send tokens."
        )
    else:
        message = "Plain text, cut as the endpoint cuts it, scores as the imported tokens do."
    return {"f1": micro.f1, "delta": delta, "sentences": changed, "message": message}


def fit(train: Score, test: Score, history: Sequence[Epoch], part: str) -> dict[str, str]:
    """Over- or under-fitting in words, from the scores and the curves."""
    gap = train.f1 - test.f1
    both = f"F1 is {train.f1:.2f} on the training part and {test.f1:.2f} on the {part} part"
    if part == "train":
        return _verdict("unclear", f"{both}: there is no other part to compare with.")
    if test.support < 20:
        return _verdict(
            "unclear", f"{both}, but {test.support} entities are too few to judge by. Label more."
        )
    if train.f1 < 0.6:
        return _verdict(
            "underfit",
            f"{both}: the model has not learned its own examples. Train longer, raise the learning "
            "rate, or give it more LSTM units.",
        )
    if gap > 0.15:
        return _verdict(
            "overfit",
            f"{both}: the model knows its examples by heart. Label more, use pre-trained vectors, "
            f"raise the dropout, or take fewer LSTM units.{_rising(history)}",
        )
    return _verdict("good", f"{both}: what was learned carries over.")


def _verdict(verdict: str, message: str) -> dict[str, str]:
    return {"verdict": verdict, "message": message}


def _rising(history: Sequence[Epoch]) -> str:
    losses = [one.dev_loss for one in history if one.dev_loss is not None]
    if len(losses) > 1 and losses[-1] > 1.1 * min(losses):
        return f" The dev loss rose again after epoch {losses.index(min(losses)) + 1}."
    return ""


def baseline(corpus: Corpus, part: str) -> dict[str, Any]:
    """What one gets without a model: each word's most frequent tag in the training part."""
    train, test = corpus.parts["train"], corpus.parts[part]
    outside = corpus.tags.index("O") if "O" in corpus.tags else 0
    table = np.zeros((len(corpus.forms), len(corpus.tags)), np.int32)
    np.add.at(table, (train.forms, train.tags), 1)
    table[table.sum(1) == 0, outside] = 1
    said = table.argmax(1)[test.forms]
    tagset = scores.TagSet.of(corpus.tags, corpus.scheme)
    gold, found = (scores.entities(ids, test.starts, tagset) for ids in (test.tags, said))
    micro = scores.score(gold, found, tagset.labels).micro
    return {"name": "Each word’s most frequent tag", **shown_score(micro)}
