"""Words as bytes: the letters that a biLM reads, numbered as in ELMo's published files.

A word is a mark, its UTF-8 bytes, a mark and padding, 50 places in all. Numbers are one higher than
the byte, since 0 stands for no word at all: 262 rows in the table of letters.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LETTERS = 262
LONGEST = 50
"""Places of a word; of longer words the head is read."""
WIDEST = 8
"""Letters that a window over a word may span."""
SENTENCE_BEGINS, SENTENCE_ENDS, BEGINS, ENDS, PADDING = range(257, 262)


def ids(words: Sequence[str]) -> NDArray[np.int64]:
    """(U, C) numbers. Padding is cut where the widest window would read nothing else: a maximum
    over windows is the same with 8 padding places as with 40.

    >>> ids(["é"])[0, :6].tolist()
    [259, 196, 170, 260, 261, 261]
    """
    spelled = [word.encode("utf-8", "surrogatepass")[: LONGEST - 2] for word in words]
    return _table([[byte + 1 for byte in one] for one in spelled])


def edges() -> NDArray[np.int64]:
    """(2, C): what stands before a sentence and behind it, as words."""
    return _table([[SENTENCE_BEGINS], [SENTENCE_ENDS]])


def _table(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    places = min(LONGEST, max(map(len, rows), default=0) + 2 + WIDEST)
    table = np.full((len(rows), places), PADDING, np.int64)
    for row, letters in zip(table, rows, strict=True):
        row[0] = BEGINS
        row[1 : len(letters) + 1] = letters
        row[len(letters) + 1] = ENDS
    return table
