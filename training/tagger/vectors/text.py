"""Vectors as text: a word and its numbers per line; word2vec and fastText say the sizes first."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple, Self

import numpy as np

from training.tagger.vectors.forms import BadVectors, Row, Source, Vector, checked_dimension, finite

LONGEST_LINE = 1 << 20
SHOWN = 40
"""Letters of a word that a message names."""


class Head(NamedTuple):
    """The sizes that a first line says, and where the first vector begins."""

    words: int
    dimension: int
    start: int


def head(path: Path) -> Head | None:
    """The sizes on the first line, where it is one of sizes; raises BadVectors."""
    with path.open("rb") as stream:
        first = stream.readline(LONGEST_LINE)
    fields = first.split()
    if not fields:
        raise BadVectors(f"{path.name} is empty, or begins with an empty line.")
    if len(fields) == 2 and all(one.isdigit() and len(one) < 12 for one in fields):
        return Head(int(fields[0]), checked_dimension(int(fields[1])), len(first))
    return None


def lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; raises BadVectors before one that never ends fills the memory."""
    for line in iter(partial(stream.readline, LONGEST_LINE), b""):
        if len(line) == LONGEST_LINE:
            raise BadVectors(f"A line is longer than {LONGEST_LINE >> 20} MB.")
        yield line


class Text(Source):
    """One line per word."""

    def __init__(self, path: Path, dimension: int, start: int) -> None:
        self.path, self.dimension, self.start, self.words = path, dimension, start, 0
        self.title = "word2vec text" if start else "GloVe text"

    @classmethod
    def of(cls, path: Path) -> Self | None:
        sizes = head(path)
        with path.open("rb") as stream:
            stream.seek(sizes.start if sizes else 0)
            first = stream.readline(LONGEST_LINE)
        if sizes:
            return cls(path, sizes.dimension, sizes.start)
        dimension = len(first.split()) - 1
        if not _is_row(first, dimension):
            return None
        return cls(path, checked_dimension(dimension), 0)

    def rows(self) -> Iterator[Row]:
        dimension = self.dimension
        with self.path.open("rb") as stream:
            stream.seek(self.start)
            for number, line in enumerate(lines(stream), 2 if self.start else 1):
                word, _, values = line.rstrip(b"\r\n \t").partition(b" ")
                if values.count(b" ") != dimension - 1:
                    word, values = self._apart(line, number)
                yield Row(word.decode("utf-8", "replace"), values, number)

    def _apart(self, line: bytes, number: int) -> tuple[bytes, bytes]:
        """A line whose fields stand between tabs or several spaces, or whose word has spaces."""
        parts = line.split()
        if len(parts) <= self.dimension:
            raise BadVectors(f"Line {number} has no {self.dimension} numbers.")
        return b" ".join(parts[: -self.dimension]), b" ".join(parts[-self.dimension :])

    def numbers(self, rows: Sequence[Row]) -> list[Vector]:
        return [self._vector(row) for row in rows]

    def _vector(self, row: Row) -> Vector:
        where = f"Line {row.place}, the vector of “{row.word[:SHOWN]}”,"
        try:
            values = np.array(row.raw.split(b" "), np.float32)
        except ValueError as fault:
            raise BadVectors(f"{where} holds something that is not a number.") from fault
        return finite(values, where)


def _is_row(line: bytes, dimension: int) -> bool:
    """Whether a line ends with so many numbers, behind a word."""
    try:
        for one in line.split()[1:]:
            float(one)
    except ValueError:
        return False
    return dimension > 1


def is_text(line: bytes, dimension: int) -> bool:
    """Whether this line is one of a text file; the bytes of a binary one are no numbers."""
    return _is_row(b" ".join([b"word", *line.split()[-dimension:]]), max(dimension, 2))
