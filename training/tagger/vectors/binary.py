"""word2vec's binary form: the sizes as text, then each word, a space and its numbers."""

import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from training.tagger.vectors.forms import BadVectors, Row, Source, Vector, finite
from training.tagger.vectors.text import LONGEST_LINE, Head, head, is_text

LONGEST_WORD = 1000


class Binary(Source):
    """Numbers of four bytes, little endian."""

    title = "word2vec binary"

    def __init__(self, path: Path, sizes: Head) -> None:
        self.path, self.start = path, sizes.start
        self.dimension, self.words = sizes.dimension, sizes.words

    @classmethod
    def of(cls, path: Path) -> Self | None:
        sizes = head(path)
        if sizes is None:
            return None
        with path.open("rb") as stream:
            stream.seek(sizes.start)
            if is_text(stream.readline(LONGEST_LINE), sizes.dimension):
                return None
        return cls(path, sizes)

    def rows(self) -> Iterator[Row]:
        size, at = 4 * self.dimension, self.start
        with (
            self.path.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as raw,
        ):
            for number in range(1, self.words + 1):
                gap = raw.find(b" ", at, at + LONGEST_WORD)
                if gap < 0 or gap + 1 + size > len(raw):
                    raise BadVectors(
                        f"The file ends within vector {number} of {self.words}, near byte {at:,}; "
                        "it was cut off or is damaged."
                    )
                word = raw[at:gap].lstrip(b"\n").decode("utf-8", "replace")
                yield Row(word, raw[gap + 1 : gap + 1 + size], number)
                at = gap + 1 + size

    def numbers(self, rows: Sequence[Row]) -> list[Vector]:
        return [
            finite(np.frombuffer(row.raw, "<f4").astype(np.float32), f"Vector {row.place}")
            for row in rows
        ]


def write(path: Path, words: Sequence[str], rows: NDArray[Any]) -> None:
    """Write (V, E) vectors; no word may hold a space or a line end."""
    with path.open("wb") as stream:
        stream.write(f"{len(words)} {rows.shape[1]}\n".encode())
        for word, row in zip(words, rows.astype("<f4"), strict=True):
            stream.write(word.encode() + b" " + row.tobytes() + b"\n")
