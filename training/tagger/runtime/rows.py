"""The vector of each word that was met, kept: a word's vector depends on nothing but the word."""

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
LIMIT_BYTES = 64 * 2**20
_AT_ONCE = 512
_KEY_BYTES = 100
"""What a word takes in the dictionary beside its characters, about."""


class RowCache:
    """Words to rows of one table. Slot 0 is the row of zeros that pads a short sentence.

    When the table is full, it is emptied and starts again with the words at hand: text repeats
    itself, so what is needed is soon back.
    """

    def __init__(
        self, compute: Callable[[Sequence[str]], Rows], width: int, limit_bytes: int = LIMIT_BYTES
    ) -> None:
        self._compute = compute
        self._limit_bytes = limit_bytes
        self._slots: dict[str, int] = {}
        self._bytes = 0
        room = 1 + limit_bytes // (4 * width + _KEY_BYTES)
        self.table: Rows = np.zeros((room, width), np.float32)  # memory is taken as rows come

    def __len__(self) -> int:
        return len(self._slots)

    def know(self, words: Collection[str]) -> None:
        """Have a row for all of these distinct words; slots given out earlier may change."""
        slots = self._slots
        missing = [word for word in words if word not in slots]
        if not missing:
            return
        if self._bytes + self._cost(missing) > self._limit_bytes:
            slots.clear()
            self._bytes = 0
            missing = list(words)
        self._bytes += self._cost(missing)
        missing.sort(key=len)  # words of one length share a matrix without padding
        for at in range(0, len(missing), _AT_ONCE):
            self._learn(missing[at : at + _AT_ONCE])

    def slots(self, words: Sequence[str]) -> list[int]:
        """The row numbers of words that are known."""
        slots = self._slots
        return [slots[word] for word in words]

    def of(self, words: Sequence[str]) -> Rows:
        """(U, E) rows of these distinct words."""
        self.know(words)
        return self.table[self.slots(words)]

    def padded(self, sentences: Sequence[Sequence[str]], steps: int) -> NDArray[np.intp]:
        """(B, T) row numbers, 0 behind the end of a sentence."""
        self.know(set().union(*sentences))
        table = np.zeros((len(sentences), steps), np.intp)
        for row, sentence in zip(table, sentences, strict=True):
            row[: len(sentence)] = self.slots(sentence)
        return table

    def _learn(self, words: list[str]) -> None:
        rows = self._compute(words)
        first = len(self._slots) + 1
        while first + len(words) > len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        self.table[first : first + len(words)] = rows
        self._slots.update(zip(words, range(first, first + len(words)), strict=True))

    def _cost(self, words: Sequence[str]) -> int:
        row = int(self.table.shape[1]) * self.table.itemsize + _KEY_BYTES
        return len(words) * row + 4 * sum(map(len, words))
