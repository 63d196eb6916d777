"""How tokens lie in a row: flat, because pairs would take half as much room again.

>>> unpacked(packed([(0, 4), (5, 7)]))
[Token(start=0, end=4), Token(start=5, end=7)]
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from kernel.text import Token


def packed(tokens: Iterable[tuple[int, int]]) -> list[int]:
    return list(chain.from_iterable(tokens))


def pairs(flat: Sequence[int]) -> Iterator[tuple[int, int]]:
    ends = iter(flat)
    return zip(ends, ends, strict=True)


def unpacked(flat: Sequence[int]) -> list[Token]:
    return list(map(Token._make, pairs(flat)))
