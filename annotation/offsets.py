"""Offsets in the units that callers count in: code points, UTF-16 units, bytes of UTF-8, or tokens.

An offset that stands nowhere raises ValueError with a sentence.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from kernel.text import Token, from_utf8, from_utf16, to_utf8, to_utf16

Unit = Literal["codepoint", "utf16", "utf8", "token"]
Turn = Callable[[int], int]


class Turns(NamedTuple):
    """How the start and the end of a span are turned from one unit into another."""

    start: Turn
    end: Turn


def into_codepoints(text: str, tokens: Sequence[Token], unit: str) -> Turns:
    """From this unit into code points."""
    if unit == "token":
        return Turns(lambda n: _token(tokens, n).start, lambda n: _token(tokens, n - 1).end)
    turns: dict[str, Callable[[str, int], int]] = {"utf16": from_utf16, "utf8": from_utf8}
    turn = turns.get(unit, _inside)
    return Turns(lambda offset: turn(text, offset), lambda offset: turn(text, offset))


def out_of_tokens(text: str, tokens: Sequence[Token], unit: str) -> Turns:
    """From token numbers into this unit."""
    if unit == "token":
        return Turns(lambda n: n, lambda n: n)
    turns: dict[str, Callable[[str, int], int]] = {"utf16": to_utf16, "utf8": to_utf8}
    turn = turns.get(unit, _inside)
    return Turns(lambda n: turn(text, tokens[n].start), lambda n: turn(text, tokens[n - 1].end))


def _token(tokens: Sequence[Token], number: int) -> Token:
    if not 0 <= number < len(tokens):
        raise ValueError(f"Token {number} lies outside the text, which has {len(tokens)} tokens.")
    return tokens[number]


def _inside(text: str, offset: int) -> int:
    if not 0 <= offset <= len(text):
        raise ValueError(f"Offset {offset} lies outside the text, which ends at {len(text)}.")
    return offset
