"""What a tagging scheme says of two tags that stand side by side, as tables over tag ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernel import bio

Table = NDArray[np.bool_]


class Found(NamedTuple):
    """A span in tokens, half open, with the number of its label."""

    start: int
    end: int
    label: int


@dataclass(frozen=True, eq=False)
class Pairs:
    """The scheme of one tag set. `label[k]` is the number of tag k's label, -1 outside of spans."""

    labels: tuple[str, ...]
    label: tuple[int, ...]
    continues: Table  # (K, K): the second tag carries the span of the first on
    legal: Table  # (K, K): the second may follow the first
    legal_start: Table  # (K,)
    legal_end: Table  # (K,)

    @cached_property
    def _carries(self) -> list[list[bool]]:
        rows: list[list[bool]] = self.continues.tolist()
        return rows

    def spans(self, path: Sequence[int]) -> list[Found]:
        """The spans of one path, as kernel.bio.spans_of reads the same tags."""
        found: list[Found] = []
        start, before = -1, -1
        label = self.label
        for at, tag in enumerate(path):
            if start >= 0 and not self._carries[before][tag]:
                found.append(Found(start, at, label[before]))
                start = -1
            if start < 0 and label[tag] >= 0:
                start = at
            before = tag
        if start >= 0:
            found.append(Found(start, len(path), label[before]))
        return found

    def spans_of_batch(
        self, tags: NDArray[np.int64], lengths: NDArray[np.integer[Any]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The spans of tags (B, T), row b of lengths[b]: their rows (N,), themselves (N, 3)."""
        inside = np.arange(tags.shape[1]) < lengths[:, None]
        label = np.where(inside, np.array(self.label)[tags], -1)
        carried = np.zeros_like(inside)  # whether the token goes on with the span before it
        carried[:, 1:] = self.continues[tags[:, :-1], tags[:, 1:]] & inside[:, 1:]
        ends = label >= 0
        starts = ends & ~carried
        ends[:, :-1] &= ~carried[:, 1:]
        rows, first = np.nonzero(starts)
        last = np.nonzero(ends)[1]
        return rows, np.stack([first, last + 1, label[rows, first]], 1)


def of(tags: Sequence[str], scheme: str) -> Pairs:
    """The tables of a scheme; of none (an empty name) if every token has a tag of its own."""
    size = len(tags)
    if not scheme:
        return Pairs(
            labels=tuple(tags),
            label=tuple(range(size)),
            continues=np.zeros((size, size), bool),
            legal=np.ones((size, size), bool),
            legal_start=np.ones(size, bool),
            legal_end=np.ones(size, bool),
        )
    names = [_label(tag, scheme) for tag in tags]
    labels = tuple(dict.fromkeys(name for name in names if name))
    numbers = {name: at for at, name in enumerate(labels)}
    allowed = [[_may_follow(one, two, scheme) for two in tags] for one in ["O", *tags]]
    continues = [
        [len(bio.spans_of([a, b], scheme)) == 1 and _whole(a, b, scheme) for b in tags]
        for a in tags
    ]
    return Pairs(
        labels=labels,
        label=tuple(numbers.get(name, -1) for name in names),
        continues=np.array(continues, bool).reshape(size, size),
        legal=np.array(allowed[1:], bool),
        legal_start=np.array(allowed[0], bool),
        legal_end=np.array([_may_follow(tag, "O", scheme) for tag in tags], bool),
    )


def _label(tag: str, scheme: str) -> str:
    spans = bio.spans_of([tag], scheme)
    return spans[0].label if spans else ""


def _whole(one: str, two: str, scheme: str) -> bool:
    return bio.spans_of([one, two], scheme)[0][:2] == (0, 2)


def _may_follow(one: str, two: str, scheme: str) -> bool:
    """Whether a well-formed line of tags can have these two in this order.

    >>> _may_follow("O", "I-PER", "IOB2"), _may_follow("B-PER", "I-PER", "IOB2")
    (False, True)
    """
    mark, _, label = one.partition("-")
    next_mark, _, next_label = two.partition("-")
    same = label == next_label and mark != "O" and next_mark != "O"
    if scheme == "IOB2":
        return next_mark != "I" or same
    if scheme == "IOB1":
        return next_mark != "B" or same
    if scheme == "IOE2":
        return mark != "I" or same
    inside = mark in ("B", "I")
    return (
        same if inside and next_mark in ("I", "E") else not inside and next_mark not in ("I", "E")
    )
