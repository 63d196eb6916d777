"""Word vectors out of a file: GloVe and fastText text, word2vec text (with header) and binary.

Only the vectors that are wanted are read into numbers: those of given words, and the first ones of
the file beyond them.
"""

import mmap
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
LONGEST_WORD = 1000


class BadVectors(ValueError):
    """A file of vectors that cannot be read; the message names the line and the reason."""


class Header(NamedTuple):
    """What a file turned out to be. `start` is the place of the first vector."""

    binary: bool
    dimension: int
    words: int  # 0 = not said
    start: int


def header(path: Path) -> Header:
    """Look at the head of a file and tell its form; raises BadVectors."""
    with path.open("rb") as stream:
        first = stream.readline(1 << 20)
        fields = first.split()
        if not fields:
            raise BadVectors(f"{path.name} is empty, or begins with an empty line.")
        if len(fields) == 2 and all(one.isdigit() for one in fields):
            count, dimension = map(int, fields)
            if not 1 <= dimension <= 10_000:
                raise BadVectors(f"The first line says dimension {dimension}; 1 to 10,000 fit.")
            second = stream.readline(1 << 20)
            return Header(not _is_text(second, dimension), dimension, count, len(first))
        if len(fields) < 3 or not _is_text(first, len(fields) - 1):
            raise BadVectors("The first line is neither “words dimension” nor a word and numbers.")
        return Header(False, len(fields) - 1, 0, 0)


def read(
    path: Path, wanted: Collection[str], further: int = 0
) -> tuple[dict[str, Vector], list[str]]:
    """Vectors of the wanted words, and of the first `further` other words, whose names are second.

    A word that stands twice keeps its first vector.
    """
    form = header(path)
    rows = _binary(path, form) if form.binary else _text(path, form)
    found: dict[str, Vector] = {}
    others: list[str] = []
    for word, raw, place in rows:
        known = word in wanted
        if word in found or not word or not (known or len(others) < further):
            continue
        found[word] = _numbers(raw, form, place)
        if not known:
            others.append(word)
    return found, others


def _is_text(line: bytes, dimension: int) -> bool:
    values = line.rstrip().rsplit(b" ", dimension)[1:]
    try:
        return len(values) == dimension and all(np.isfinite(float(one)) for one in values)
    except ValueError:
        return False


def _text(path: Path, form: Header) -> Iterator[tuple[str, bytes, int]]:
    with path.open("rb") as stream:
        stream.seek(form.start)
        for number, line in enumerate(stream, 2 if form.start else 1):
            word, _, values = line.rstrip(b"\r\n ").partition(b" ")
            if values.count(b" ") != form.dimension - 1:  # a word with spaces in it
                parts = line.split()
                if len(parts) <= form.dimension:
                    raise BadVectors(f"Line {number} has no {form.dimension} numbers.")
                word = b" ".join(parts[: -form.dimension])
                values = b" ".join(parts[-form.dimension :])
            yield word.decode("utf-8", "replace"), values, number


def _binary(path: Path, form: Header) -> Iterator[tuple[str, bytes, int]]:
    size = 4 * form.dimension
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        at = form.start
        for number in range(1, form.words + 1):
            gap = raw.find(b" ", at, at + LONGEST_WORD)
            if gap < 0 or gap + 1 + size > len(raw):
                raise BadVectors(f"The file ends within vector {number} of {form.words}.")
            word = raw[at:gap].lstrip(b"\n").decode("utf-8", "replace")
            yield word, raw[gap + 1 : gap + 1 + size], number
            at = gap + 1 + size


def _numbers(raw: bytes, form: Header, place: int) -> Vector:
    where = f"Vector {place}" if form.binary else f"Line {place}"
    try:
        values = np.frombuffer(raw, "<f4") if form.binary else np.array(raw.split(b" "), np.float32)
    except ValueError as fault:
        raise BadVectors(f"{where} holds something that is not a number.") from fault
    if not np.isfinite(values).all():
        raise BadVectors(f"{where} holds a number that is not finite.")
    return values.astype(np.float32)
