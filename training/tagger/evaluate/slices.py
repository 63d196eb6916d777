"""Scores of parts of the test part: where a model is good, and where it only remembers.

A slice holds entities, marked and answered alike, that share a property; an answered entity is
right if it is marked. Properties depend on the words and borders alone, so both readings of one
entity lie in one slice.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from kernel import resampling, sentences
from kernel.resampling import Interval
from kernel.scores import Score
from kernel.text import Span
from training.tagger.evaluate.judged import Judged
from training.tagger.evaluate.known import Known
from training.tagger.evaluate.tables import shown_score

RARE = 0.05
"""Share of the training entities below which a label is rare."""
LONGEST = 3
SEEN, UNSEEN = "Seen in training with this label", "Never seen so"


class Slice(NamedTuple):
    """One group of entities with a common property."""

    group: str
    name: str
    holds: Callable[[Judged, Span], bool]


def slices(judged: Sequence[Judged], known: Known | None) -> list[dict[str, Any]]:
    """Every slice that has entities, in groups."""
    every = [*(_of_training(known) if known else ()), *_of_size(), *_of_sentences(judged)]
    return [found for one in every if (found := _scored(one, judged))]


def _of_training(known: Known) -> Iterator[Slice]:
    def seen(one: Judged, span: Span) -> bool:
        return span.label in known.entities.get(_words(one, span), ())

    def new_word(one: Judged, span: Span) -> bool:
        return any(word not in known.tag_of for word in _words(one, span))

    if known.entities:
        yield Slice("training", SEEN, seen)
        yield Slice("training", UNSEEN, lambda one, span: not seen(one, span))
    yield Slice("training", "With a word that training never had", new_word)
    total = sum(known.labels.values())
    rare = {label for label, count in known.labels.items() if count < RARE * total}
    yield Slice(
        "training", "Rare labels (below 5 % of training)", lambda _, span: span.label in rare
    )


def _words(one: Judged, span: Span) -> tuple[str, ...]:
    row = one.sentence
    return tuple(row.text[start:end] for start, end in row.tokens[span.start : span.end])


def _of_size() -> Iterator[Slice]:
    def of(size: int) -> Callable[[Judged, Span], bool]:
        return lambda _, span: min(span.end - span.start, LONGEST) == size

    for size, name in enumerate(("1 token", "2 tokens", "3 tokens and more"), 1):
        yield Slice("entity length", name, of(size))


def _of_sentences(judged: Sequence[Judged]) -> Iterator[Slice]:
    """Quarters of the sentences by length; fewer where many are of one length."""
    lengths = [len(one.sentence.tokens) for one in judged] or [0]
    borders = sorted({int(at) for at in np.quantile(lengths, (0.25, 0.5, 0.75, 1))})

    def between(low: int, high: int) -> Callable[[Judged, Span], bool]:
        return lambda one, _: low < len(one.sentence.tokens) <= high

    for low, high in zip([0, *borders], borders, strict=False):
        name = f"{low + 1} to {high} tokens" if low + 1 < high else f"{high} tokens"
        yield Slice("sentence length", name, between(low, high))


def _scored(one: Slice, judged: Sequence[Judged]) -> dict[str, Any] | None:
    counts = np.array([_count(one, row) for row in judged], np.int64).reshape(-1, 3)
    right, predicted, support = counts.sum(0).tolist()
    if not predicted + support:
        return None
    resampled = resampling.resample(counts)
    drawn = resampling.measures(resampled[resampled[:, 1:].any(-1)])[:, 2]  # where there is any
    score = shown_score(Score.of(right, predicted, support))
    return {"group": one.group, "name": one.name, **score, "interval": list(Interval.of(drawn))}


def _count(one: Slice, row: Judged) -> tuple[int, int, int]:
    gold, said = ({s for s in spans if one.holds(row, s)} for spans in (row.gold, row.said))
    return len(gold & said), len(said), len(gold)


def unseen_words(judged: Sequence[Judged], known: Known) -> float:
    """Share of the tokens whose word the training part never had."""
    words = [word for one in judged for word in sentences.words(one.sentence)]
    return sum(word not in known.tag_of for word in words) / max(1, len(words))
