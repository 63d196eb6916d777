"""fastText's own binary files (.bin): words, and the rows of their groups of letters.

    magic, version                      int32 each; files before 2017 begin with the arguments
    dimension, window, epochs, minimum count, negatives, word n-grams, loss, model,
    buckets, shortest, longest, update rate     int32 each;  sampling threshold  float64
    entries, words, labels              int32 each;  tokens, pruned  int64 each (pruned: not in old)
    per entry: word, zero byte, count int64, type int8 (0 = word, 1 = label)
    quantised  int8 (not in old files);  rows, dimension  int64 each;  rows × dimension float32
    the same once more for the output rows

A word's vector is the mean of its own row and those of its groups.
"""

import mmap
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Self

import numpy as np
from numpy.typing import NDArray

from training.tagger.vectors.forms import BadVectors, Row, Source, Vector, checked_dimension, finite
from training.tagger.vectors.subwords import Subwords, groups

MAGIC, VERSION = 793712314, 12
_AT_ONCE = 1000
_END = "</s>"
_SUPERVISED = 3
_LONGEST_WORD = 1000
"""Bytes."""
_LONGEST_GROUP = 20
_MOST_ENTRIES = 20_000_000
"""Twice what the largest published files hold."""


class Arguments(NamedTuple):
    """What fastText was called with, in the order of the file."""

    dimension: int
    window: int = 5
    epochs: int = 5
    minimum_count: int = 1
    negatives: int = 5
    word_ngrams: int = 1
    loss: int = 1
    model: int = 2
    buckets: int = 0
    shortest: int = 3
    longest: int = 6
    update_rate: int = 100
    sampling: float = 1e-4


class FastText(Source):
    """A file with its words read and its rows left on the disk."""

    title = "fastText binary"

    def __init__(self, path: Path, raw: mmap.mmap, old: bool) -> None:
        self.path, self._raw, self._old = path, raw, old
        self._at = 0 if old else 8
        self.arguments = Arguments(*self._take("<12id"))
        self.dimension = checked_dimension(self.arguments.dimension)
        a = self.arguments
        if a.shortest < 0 or a.longest > _LONGEST_GROUP or a.buckets < 0:
            raise BadVectors(
                f"The head speaks of groups of {a.shortest} to {a.longest} letters in {a.buckets} "
                f"buckets; at most {_LONGEST_GROUP} letters fit. The file is damaged."
            )
        self.known = self._dictionary()
        self.words = len(self.known)
        self.matrix = self._rows()
        self.spells = a.longest > 0 and a.buckets > 0 and len(self.matrix) > self.words

    @classmethod
    def of(cls, path: Path) -> Self | None:
        with path.open("rb") as stream:
            start = stream.read(8)
            if len(start) < 8:
                return None
            magic, version = struct.unpack("<2i", start)
            old = magic != MAGIC
            if old and not (0 < magic <= 5000 and 0 < version <= 1000):
                return None
            if not old and version not in (11, 12):
                raise BadVectors(f"The file is fastText of version {version}; 11 and 12 are read.")
            return cls(path, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ), old)

    def rows(self) -> Iterator[Row]:
        for number, word in enumerate(self.known):
            yield Row(word, number, number + 1)

    def numbers(self, rows: Sequence[Row]) -> list[Vector]:
        found: list[Vector] = []
        for low in range(0, len(rows), _AT_ONCE):
            found += self._means(rows[low : low + _AT_ONCE])
        return [finite(one, f"The word “{r.word}”") for one, r in zip(found, rows, strict=True)]

    def subwords(self, limit_bytes: int) -> Subwords | None:
        """The buckets that the file's words use, those of its first words first.

        Buckets that no word uses hold the numbers they began with, which say nothing.
        """
        if not self.spells:
            return None
        a = self.arguments
        room = max(1, limit_bytes // (4 * self.dimension))
        used = np.zeros(a.buckets, bool)
        for low in range(0, self.words, _AT_ONCE):
            _, bucket = groups(self.known[low : low + _AT_ONCE], a.shortest, a.longest, a.buckets)
            fresh = np.unique(bucket[~used[bucket]])
            used[fresh[: room - int(used.sum())]] = True
            if used.sum() >= room:
                break
        kept = np.flatnonzero(used)
        lower = all(word == word.lower() for word in self.known)
        table = finite(np.asarray(self.matrix[self.words + kept], np.float32), "A group of letters")
        return Subwords(
            a.shortest, a.longest, a.buckets, kept.astype(np.int32), table, lower and self.words > 0
        )

    def _means(self, rows: Sequence[Row]) -> list[Vector]:
        own = np.array([row.raw for row in rows], np.int64)
        total = self.matrix[own].astype(np.float32)
        if not self.spells:
            return list(total)
        a = self.arguments
        words = ["" if row.word == _END and not self._old else row.word for row in rows]
        owner, bucket = groups(words, a.shortest, a.longest, a.buckets)
        real = np.array([bool(word) for word in words])[owner]
        owner, bucket = owner[real], bucket[real]
        firsts = np.flatnonzero(np.diff(owner, prepend=-1))
        if len(firsts):
            parts = self.matrix[self.words + bucket]
            total[owner[firsts]] += np.add.reduceat(parts, firsts, axis=0, dtype=np.float32)
        count = 1 + np.bincount(owner, minlength=len(rows))
        return list(total / count[:, None].astype(np.float32))

    def _dictionary(self) -> list[str]:
        entries, words, _ = self._take("<3i")
        (_,) = self._take("<q")
        pruned = 0 if self._old else self._take("<q")[0]
        if pruned > 0:
            self._quantised()
        if not 0 < words <= entries <= _MOST_ENTRIES:
            raise BadVectors(
                f"The file says {words} words among {entries} entries; at most {_MOST_ENTRIES:,} "
                "can be read."
            )
        known = []
        for number in range(1, entries + 1):
            end = self._raw.find(b"\0", self._at, self._at + _LONGEST_WORD)
            if end < 0 or end + 10 > len(self._raw):
                raise BadVectors(
                    f"The file ends within word {number} of {entries}, at byte {self._at:,}; "
                    "it was cut off or is damaged."
                )
            if self._raw[end + 9] == 0:
                known.append(self._raw[self._at : end].decode("utf-8", "replace"))
            self._at = end + 10
        return known

    def _rows(self) -> NDArray[Any]:
        if not self._old and self._take("<b")[0]:
            self._quantised()
        count, dimension = self._take("<2q")
        a = self.arguments
        least = self.words + (a.buckets if a.longest > 0 and a.model != _SUPERVISED else 0)
        if dimension != self.dimension or count < least:
            raise BadVectors(
                f"The file holds {count:,} rows of {dimension} numbers at byte {self._at:,}; its "
                f"head says at least {least:,} rows of {self.dimension}."
            )
        if self._at + 4 * count * dimension > len(self._raw):
            raise BadVectors(
                f"The file ends at byte {len(self._raw):,}, within its {count:,} rows; it was cut "
                "off. Copy or download it again."
            )
        shape = (int(count), int(dimension))
        return np.memmap(self.path, "<f4", "r", offset=self._at, shape=shape)

    def _take(self, form: str) -> tuple[Any, ...]:
        size = struct.calcsize(form)
        if self._at + size > len(self._raw):
            raise BadVectors(
                f"The file ends at byte {len(self._raw):,}, within its head; it was cut off."
            )
        found = struct.unpack_from(form, self._raw, self._at)
        self._at += size
        return found

    @staticmethod
    def _quantised() -> NoReturn:
        raise BadVectors(
            "This is a quantised fastText file (.ftz), whose vectors are only approximations; "
            "upload the .bin or .vec file that it was made from."
        )


def write(
    path: Path, arguments: Arguments, words: Sequence[str], counts: Sequence[int],
    rows: NDArray[Any], output: NDArray[Any],
) -> None:  # fmt: skip
    """Write a file that fastText itself reads: (V + buckets, E) input rows, (V, E) output rows."""
    with path.open("wb") as stream:
        stream.write(struct.pack("<2i", MAGIC, VERSION))
        stream.write(struct.pack("<12id", *arguments))
        stream.write(struct.pack("<3i2q", len(words), len(words), 0, sum(counts), -1))
        for word, count in zip(words, counts, strict=True):
            stream.write(word.encode() + b"\0" + struct.pack("<qb", count, 0))
        for table in (rows, output):
            stream.write(struct.pack("<b2q", 0, *table.shape))
            stream.write(np.ascontiguousarray(table, "<f4").tobytes())
