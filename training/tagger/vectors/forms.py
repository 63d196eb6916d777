"""What all forms of vector files have in common."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from training.tagger.vectors.subwords import Subwords

Vector = NDArray[np.float32]
MOST_NUMBERS = 10_000
"""Dimension that a first line may claim; more is a damaged file."""


class BadVectors(ValueError):
    """A file of vectors that cannot be read; the message names the place and the reason."""


class Row(NamedTuple):
    """A word and its vector as it stands in the file, not yet read."""

    word: str
    raw: Any
    place: int
    """Its line (text), or its number from 1 (binary)."""


class Source(ABC):
    """An opened file: what it is, and its words from the first to the last."""

    title: str
    dimension: int
    words: int
    """How many the file says it has; 0 = it does not say."""
    spells = False
    """Whether it can make vectors of words that it does not have."""

    @classmethod
    @abstractmethod
    def of(cls, path: Path) -> Self | None:
        """The reader of this file; None where it has another form; raises BadVectors."""

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Every word of the file; raises BadVectors where it is damaged."""

    @abstractmethod
    def numbers(self, rows: Sequence[Row]) -> list[Vector]:
        """The vectors of these rows; raises BadVectors."""

    def subwords(self, limit_bytes: int) -> Subwords | None:
        """What makes vectors of words that the file does not have, where it can."""
        return None


def checked_dimension(said: int) -> int:
    if not 1 <= said <= MOST_NUMBERS:
        raise BadVectors(
            f"The first line speaks of dimension {said:,}; 1 to {MOST_NUMBERS:,} fit. Is there a "
            "line end missing?"
        )
    return said


def finite(values: Vector, where: str) -> Vector:
    sound = np.isfinite(values)
    if not sound.all():
        raise BadVectors(f"{where} holds a number that is not finite ({values[~sound][0]}).")
    return values
