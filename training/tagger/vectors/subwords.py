"""Vectors for words never seen, out of their groups of letters (Bojanowski et al. 2017).

A word between “<” and “>” falls into its groups of `shortest` to `longest` letters; a hash takes
each group to one of `buckets` rows, and the word's vector is the mean of these rows. Read by the
trainer and by the endpoint, so that both give a word the same numbers.

Letters: U words, G groups, R rows that are kept, E numbers per row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Rows = NDArray[np.float32]
_START, _PRIME = np.uint32(2166136261), np.uint32(16777619)
_AT_ONCE = 1000
"""Words whose groups are looked up together; memory stays small."""


def groups(words: Sequence[str], shortest: int, longest: int, buckets: int) -> tuple[Ints, Ints]:
    """(G,) numbers of words, rising, and (G,) the buckets of their groups, as fastText counts them.

    The hash is FNV-1a over UTF-8 bytes that count as signed, as in fastText's own files. A single
    letter at the edge (the “<” or “>” alone) is no group.

    >>> groups(["ab"], 3, 3, 100)[0].tolist()  # <ab and ab>
    [0, 0]
    """
    raw = [f"<{word}>".encode("utf-8", "replace") for word in words]
    ends = np.cumsum([len(one) for one in raw], dtype=np.int64)
    letters = np.frombuffer(b"".join(raw), np.uint8)
    owner = np.repeat(np.arange(len(raw)), np.diff(ends, prepend=0))
    heads = np.append((letters & 0xC0) != 0x80, True)  # where a character, or the end, begins
    signed = letters.astype(np.int8).astype(np.int32).view(np.uint32)
    at = np.flatnonzero(heads[:-1])
    first = at == (ends - np.diff(ends, prepend=0))[owner[at]]
    hashed = np.full(len(at), _START)
    count = np.zeros(len(at), np.int64)
    stop = ends[owner[at]]
    found: list[tuple[Ints, Ints]] = []
    step = 0
    while len(at):
        place = at + step
        hashed = (hashed ^ signed[place]) * _PRIME
        whole = heads[place + 1]
        count += whole
        edge = (count == 1) & (first | (place + 1 == stop))
        ready = whole & (count >= shortest) & ~edge
        found.append((at[ready], hashed[ready].astype(np.int64) % buckets))
        going = (place + 1 < stop) & ~(whole & (count == longest))
        at, hashed, count = at[going], hashed[going], count[going]
        first, stop = first[going], stop[going]
        step += 1
    starts = np.concatenate([one for one, _ in found]) if found else np.zeros(0, np.int64)
    ids = np.concatenate([one for _, one in found]) if found else np.zeros(0, np.int64)
    order = np.argsort(starts, kind="stable")
    return owner[starts[order]], ids[order]


@dataclass(frozen=True)
class Subwords:
    """The rows of the buckets that are kept; a group of another bucket says nothing."""

    shortest: int
    longest: int
    buckets: int
    kept: NDArray[np.int32]  # (R,) rising
    rows: Rows  # (R, E)
    lower: bool = False
    """Whether words are read in lower case: the file has no capital letters."""

    @property
    def size(self) -> int:
        return int(self.rows.shape[1])

    def vectors(self, words: Sequence[str]) -> Rows:
        """(U, E); zeros for a word none of whose groups is known."""
        made = np.zeros((len(words), self.size), np.float32)
        for low in range(0, len(words), _AT_ONCE):
            some = [word.lower() if self.lower else word for word in words[low : low + _AT_ONCE]]
            self._mean(some, made[low : low + _AT_ONCE])
        return made

    def _mean(self, words: Sequence[str], out: Rows) -> None:
        owner, bucket = groups(words, self.shortest, self.longest, self.buckets)
        place = np.minimum(np.searchsorted(self.kept, bucket), max(0, len(self.kept) - 1))
        known = self.kept[place] == bucket if len(self.kept) else np.zeros(len(bucket), bool)
        owner, place = owner[known], place[known]
        if not len(owner):
            return
        firsts = np.flatnonzero(np.diff(owner, prepend=-1))
        counts = np.diff(np.append(firsts, len(owner)))
        sums = np.add.reduceat(self.rows[place], firsts, axis=0, dtype=np.float32)
        out[owner[firsts]] = sums / counts[:, None].astype(np.float32)

    def tables(self, prefix: str) -> dict[str, NDArray[Any]]:
        """The numbers that a bundle carries."""
        said = [self.shortest, self.longest, self.buckets, int(self.lower)]
        return {
            f"{prefix}.settings": np.array(said, np.int64),
            f"{prefix}.kept": self.kept.astype(np.int32),
            f"{prefix}.rows": self.rows,
        }

    @classmethod
    def of(cls, tables: Mapping[str, NDArray[Any]], prefix: str) -> "Subwords":
        """What `tables` gave; raises ValueError where the numbers do not fit together."""
        try:
            said, kept, rows = (tables[f"{prefix}.{name}"] for name in ("settings", "kept", "rows"))
        except KeyError as fault:
            raise ValueError(f"The subwords lack the table {fault}.") from None
        if said.shape != (4,) or kept.ndim != 1 or rows.ndim != 2 or len(kept) != len(rows):
            raise ValueError("The tables of the subwords have shapes that do not fit together.")
        shortest, longest, buckets, lower = (int(one) for one in said)
        rising = len(kept) < 2 or bool((np.diff(kept) > 0).all())
        within = not len(kept) or (kept[0] >= 0 and kept[-1] < buckets)
        if not (1 <= shortest <= longest <= 100 and buckets > 0 and rising and within):
            raise ValueError("The subwords' settings or buckets are out of range.")
        return cls(shortest, longest, buckets, kept, rows, bool(lower))


class Joined:
    """The subwords of several files side by side."""

    def __init__(self, parts: Sequence[Subwords]) -> None:
        self.parts = list(parts)
        self.size = sum(part.size for part in self.parts)

    def vectors(self, words: Sequence[str]) -> Rows:
        """(U, all sizes)"""
        return np.concatenate([part.vectors(words) for part in self.parts], 1)

    def tables(self) -> dict[str, NDArray[Any]]:
        """The numbers that a bundle carries."""
        return {
            name: table
            for at, part in enumerate(self.parts)
            for name, table in part.tables(f"{at:03}").items()
        }

    @classmethod
    def of(cls, tables: Mapping[str, NDArray[Any]]) -> "Joined":
        """What `tables` gave; raises ValueError."""
        prefixes = sorted({name.partition(".")[0] for name in tables})
        return cls([Subwords.of(tables, prefix) for prefix in prefixes])
