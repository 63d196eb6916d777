"""Precision, recall and F1 of entities, from tag ids: span arithmetic on arrays.

A predicted entity is right when its borders and its label are. By default broken tags are read as
conlleval (and seqeval) reads them: an I that carries nothing on begins an entity. `strict` counts
only entities that the scheme spells out in full, as seqeval's strict mode does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernel import bio
from kernel.text import Span

Ints = NDArray[np.int64]
_MARKS = "OBIES"
_O, _B, _I, _E, _S = range(5)


@dataclass(frozen=True)
class TagSet:
    """What each tag id means: its mark and the number of its label."""

    labels: tuple[str, ...]
    marks: Ints  # (K,)
    label: Ints  # (K,), -1 outside

    @classmethod
    def of(cls, tags: Sequence[str], scheme: str = "IOB2") -> "TagSet":
        """The tags of a scheme; with no scheme each token is an entity of its own."""
        if not scheme:
            every = np.arange(len(tags), dtype=np.int64)
            return cls(tuple(tags), np.full(len(tags), _S, np.int64), every)
        read = [bio.parts(tag) for tag in tags]
        labels = sorted({label for _, label in read if label})
        numbers = {name: at for at, name in enumerate(labels)}
        return cls(
            tuple(labels),
            np.array([_MARKS.index(mark) for mark, _ in read], np.int64),
            np.array([numbers.get(label, -1) for _, label in read], np.int64),
        )


class Entities(NamedTuple):
    """Entities of many sentences: places in the flat array of tokens, half open."""

    start: Ints
    end: Ints
    label: Ints


class Score(NamedTuple):
    """Precision, recall and F1 (0 where nothing can be divided), and what they rest on."""

    precision: float
    recall: float
    f1: float
    support: int
    predicted: int
    right: int

    @classmethod
    def of(cls, right: int, predicted: int, support: int) -> "Score":
        """
        >>> Score.of(right=1, predicted=2, support=4).f1
        0.3333333333333333
        """
        precision = right / predicted if predicted else 0.0
        recall = right / support if support else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        return cls(precision, recall, f1, support, predicted, right)


@dataclass(frozen=True)
class Scores:
    """Entities of all labels together, and of each."""

    micro: Score
    labels: dict[str, Score]

    @property
    def macro(self) -> Score:
        """The mean over labels that occur, each counting alike; supports are summed."""
        return self._mean([(one, 1) for one in self._occurring])

    @property
    def weighted(self) -> Score:
        """The mean over labels, each counting as often as it is marked."""
        return self._mean([(one, one.support) for one in self._occurring])

    @property
    def _occurring(self) -> list[Score]:
        return [one for one in self.labels.values() if one.support or one.predicted]

    def _mean(self, weighed: Sequence[tuple[Score, int]]) -> Score:
        total = max(1, sum(weight for _, weight in weighed))

        def mean(at: int) -> float:
            return sum(one[at] * weight for one, weight in weighed) / total

        _, _, _, *counted = self.micro
        return Score(mean(0), mean(1), mean(2), *counted)


def entities(
    ids: NDArray[np.integer[Any]], starts: Sequence[int] | NDArray[Any], tags: TagSet,
    *, strict: bool = False,
) -> Entities:  # fmt: skip
    """The entities that flat tag ids mean; `starts` are the places where sentences begin."""
    places = np.asarray(starts, np.int64)
    places = places[places < len(ids)]
    before = np.roll(ids, 1)
    before[places] = len(tags.marks)
    begins = _begins(tags)[before, ids]
    stops = begins | (tags.marks == _O)[ids]
    stops[places] = True
    start = np.flatnonzero(begins)
    borders = np.flatnonzero(np.append(stops, True))
    end = borders[np.cumsum(stops)[start]]  # the first border after as many as are up to here
    found = Entities(start, end, tags.label[ids[start]])
    return _spelled_out(found, tags.marks[ids], tags) if strict else found


def _begins(tags: TagSet) -> NDArray[np.bool_]:
    """(K+1, K): whether an entity begins at a tag (column) after another (row; last: nothing)."""
    mark, label = tags.marks, tags.label
    inside = mark != _O
    opens, closed = np.isin(mark, (_B, _S)), np.isin(mark, (_O, _E, _S))
    after = inside & (opens | closed[:, None] | (label != label[:, None]))
    return np.vstack([after, inside])


def _spelled_out(found: Entities, mark: Ints, tags: TagSet) -> Entities:
    """Those that open and close as their scheme demands."""
    start, end, _ = found
    opens, closes = mark[start], mark[end - 1]
    opening, ending = (np.isin(tags.marks, (mark, _S)).any() for mark in (_B, _E))
    whole = (opens == _B) & (closes == _E) & (end - start > 1)
    single = (opens == _S) & (end - start == 1)
    good = (whole | single) if opening and ending else closes == _E if ending else opens == _B
    return Entities(*(column[good] for column in found))


def score(gold: Entities, predicted: Entities, labels: Sequence[str]) -> Scores:
    """Compare two readings of the same tokens."""
    count = max(1, len(labels))
    width = 1 + max(int(gold.end.max(initial=0)), int(predicted.end.max(initial=0)))
    real_from = np.full(width, -1, np.int64)  # entities do not overlap: one begins at a place
    real_from[gold.start] = gold.end * count + gold.label
    hit = real_from[predicted.start] == predicted.end * count + predicted.label
    right = np.bincount(predicted.label[hit], minlength=len(labels))
    found = np.bincount(predicted.label, minlength=len(labels))
    real = np.bincount(gold.label, minlength=len(labels))
    each = {
        name: Score.of(int(right[at]), int(found[at]), int(real[at]))
        for at, name in enumerate(labels)
    }
    return Scores(Score.of(int(right.sum()), int(found.sum()), int(real.sum())), each)


def score_spans(
    gold: Iterable[Iterable[Span]], predicted: Iterable[Iterable[Span]], labels: Sequence[str] = ()
) -> Scores:
    """The same from spans of each sentence, in the same order on both sides.

    >>> one = [Span(0, 2, "PNAME")]
    >>> score_spans([one], [[*one, Span(3, 4, "PFEATURE")]]).micro.precision
    0.5
    """
    rows = [(set(real), set(said)) for real, said in zip(gold, predicted, strict=True)]
    names = sorted({span.label for pair in rows for side in pair for span in side} | set(labels))
    support, found, right = (dict.fromkeys(names, 0) for _ in range(3))
    for real, said in rows:
        for counts, spans in ((support, real), (found, said), (right, real & said)):
            for span in spans:
                counts[span.label] += 1
    each = {name: Score.of(right[name], found[name], support[name]) for name in names}
    total = (sum(counts.values()) for counts in (right, found, support))
    return Scores(Score.of(*total), each)


def counts(
    gold: Sequence[Sequence[Span]], predicted: Sequence[Sequence[Span]], labels: Sequence[str]
) -> Ints:
    """(S, L, 3): right, predicted and marked spans of each sentence and label.

    >>> one = [Span(0, 2, "PNAME")]
    >>> counts([one], [[*one, Span(3, 4, "PFEATURE")]], ["PFEATURE", "PNAME"]).tolist()
    [[[0, 1, 0], [1, 1, 1]]]
    """
    number = {name: at for at, name in enumerate(labels)}
    table = np.zeros((len(gold), len(labels), 3), np.int64)
    for row, real, said in zip(table, map(set, gold), map(set, predicted), strict=True):
        for column, spans in enumerate((real & said, said, real)):
            for span in spans:
                row[number[span.label], column] += 1
    return table
