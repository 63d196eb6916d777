"""How a word is written, apart from its letters: its case, and of what kind each character is.

Both are pure functions of the word (Chiu & Nichols 2016), made alike by trainer and endpoint.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CASES = ("noinfo", "allCaps", "upperInitial", "lowercase", "mixedCaps")
KINDS = ("padding", "upper", "lower", "punctuation", "other")
KIND_SIZE = 4
"""Numbers for the kind of a character (Chiu & Nichols 2016)."""


def case_of(word: str) -> int:
    """The word's place in `CASES`; a word without cased letters tells nothing.

    >>> [CASES[case_of(word)] for word in ("SONY", "Sony", "zoom", "iPhone", "5.1", "A")]
    ['allCaps', 'upperInitial', 'lowercase', 'mixedCaps', 'noinfo', 'allCaps']
    """
    if word.isupper():
        return 1
    if word.islower():
        return 3
    if word[:1].isupper() and word[1:].islower():
        return 2
    return 4 if word.lower() != word or word.upper() != word else 0


def kind_of(character: str) -> int:
    """The character's place in `KINDS`; symbols count as punctuation.

    >>> [KINDS[kind_of(character)] for character in "Aa-5中"]
    ['upper', 'lower', 'punctuation', 'other', 'other']
    """
    if character.isupper():
        return 1
    if character.islower():
        return 2
    return 3 if unicodedata.category(character)[0] in "PS" else 4


def cases(words: Sequence[str]) -> NDArray[np.int64]:
    """(U,) one number per word."""
    return np.fromiter(map(case_of, words), np.int64)


def kinds(words: Sequence[str], longest: int) -> NDArray[np.int64]:
    """(U, C) one number per character, as far as a word's characters are looked at."""
    known = {character: kind_of(character) for character in set().union(*words)}
    rows = [[known[character] for character in word[:longest]] for word in words]
    table = np.zeros((len(rows), max(map(len, rows), default=1) or 1), np.int64)
    for row, found in zip(table, rows, strict=True):
        row[: len(found)] = found
    return table
