"""Three shares become three exact sizes, and groups of sentences fill them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from fractions import Fraction
from random import Random
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from featuresets.splits.rows import NOWHERE, PARTS, Facts, Rows, SplitError
from kernel.entry import Entry


class Draw(Entry, ABC):
    """The base of every way to divide sentences into train, dev and test."""

    include: Literal["done", "all"] = Field(
        "done", title="Which documents", json_schema_extra={"x-group": "more"}
    )
    """Done: documents that a person has finished. All: also those still open, as they stand.
    Skipped documents never enter."""

    def mark(self, facts: Facts) -> int:
        """The part this split names for a document by what it is; most splits name none."""
        return NOWHERE

    @abstractmethod
    def assign(self, rows: Rows) -> bytearray:
        """The part of each sentence (`NOWHERE` = left out). Raises SplitError."""


class Shares(Draw, ABC):
    """A split by three shares that add up to 1."""

    train: float = Field(0.7, gt=0, le=1)
    """Share of the sentences to learn from."""
    dev: float = Field(0.1, ge=0, le=1)
    """Share to watch while training: it decides when to stop. 0 = none."""
    test: float = Field(0.2, ge=0, le=1, validate_default=True)
    """Share kept aside for the report. 0 = none."""
    seed: int = Field(13, ge=0, le=2**31 - 1)
    """The same seed on the same sentences draws the same parts."""

    @field_validator("test")
    @classmethod
    def _whole(cls, test: float, info: ValidationInfo) -> float:
        if "train" in info.data and "dev" in info.data:
            total = info.data["train"] + info.data["dev"] + test
            if abs(total - 1) > 1e-9:
                raise ValueError(f"The three shares add up to {total:.6g}; make them add up to 1.")
        return test

    def sizes(self, sentences: int) -> list[int]:
        """How many sentences each part gets, to the sentence; refuses a wanted part without any."""
        shares = [self.train, self.dev, self.test]
        sizes = largest_remainder(sentences, shares)
        for part, share, size in zip(PARTS, shares, sizes, strict=True):
            if share and not size:
                raise SplitError(
                    f"{share:.6g} of {sentences} sentences leaves the {part} part empty. "
                    "Label more, give this part a larger share, or set it to 0.",
                    part,
                )
        return sizes


def largest_remainder(total: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the shares, which add up to the total (Hamilton's method).

    Of equal remainders the smaller part is served first, so that 0.1 of five is not nothing.

    >>> largest_remainder(47959, [0.7, 0.1, 0.2])
    [33571, 4796, 9592]
    >>> largest_remainder(5, [0.7, 0.1, 0.2])
    [3, 1, 1]
    """
    exact = [Fraction(str(share)) for share in shares]
    quotas = [total * share / sum(exact) for share in exact]
    sizes = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(sizes)), key=lambda i: (sizes[i] - quotas[i], sizes[i]))
    for i in by_remainder[: total - sum(sizes)]:
        sizes[i] += 1
    return sizes


def chance(seed: int) -> Random:
    """Python's Mersenne Twister, which draws the same in every release and on every machine."""
    return Random(seed)  # noqa: S311 - a draw, not a secret


def shuffled(items: Iterable[int], chance: Random) -> list[int]:
    """The items in a drawn order. Only `random()` is used: Python promises it never changes."""
    return sorted(items, key=lambda _: chance.random())


class Rooms:
    """How much room each part still has while groups are placed."""

    def __init__(self, sizes: Sequence[int], groups: Sequence[int]) -> None:
        self.left = list(sizes)
        self.parts = bytearray([NOWHERE]) * len(groups)
        self._groups = groups
        self._to_come = len(groups)
        self._wanted = [part for part, size in enumerate(sizes) if size]
        self._empty = set(self._wanted)

    def open_for(self, group: int) -> list[int]:
        """The parts that may take this group: the ones with room for it, else the roomiest.

        When only as many groups are left as parts still have nothing, each of those takes one.
        """
        if self._empty and self._to_come <= len(self._empty):
            return [max(sorted(self._empty), key=self.left.__getitem__)]
        size = self._groups[group]
        fitting = [part for part in self._wanted if self.left[part] >= size]
        return fitting or [max(self._wanted, key=self.left.__getitem__)]

    def place(self, group: int, part: int) -> None:
        self.parts[group] = part
        self.left[part] -= self._groups[group]
        self._to_come -= 1
        self._empty.discard(part)

    def placed(self, group: int) -> bool:
        return self.parts[group] != NOWHERE

    def fill(self, groups: Iterable[int], chance: Random) -> None:
        """Place groups at random, each part in proportion to its room; the largest groups first.

        The small ones come last and even out: with enough single sentences all sizes are exact.
        """
        drawn = shuffled(groups, chance)
        drawn.sort(key=lambda group: -self._groups[group])
        for group in drawn:
            self.place(group, self._draw(self.open_for(group), chance))

    def _draw(self, parts: list[int], chance: Random) -> int:
        point = chance.random() * sum(max(self.left[part], 0) for part in parts)
        for part in parts:
            point -= self.left[part]
            if point < 0:
                return part
        return parts[-1]

    def done(self, noun: str) -> bytearray:
        """The part of each group; refuses when a wanted part got none."""
        counted = f"{len(self._groups)} {noun}{'s' if len(self._groups) != 1 else ''}"
        for part in sorted(self._empty):
            raise SplitError(
                f"The {PARTS[part]} part would be empty: "
                f"there {'is' if len(self._groups) == 1 else 'are'} only {counted}. "
                "Group less, label more, or set its share to 0.",
                PARTS[part],
            )
        return self.parts
