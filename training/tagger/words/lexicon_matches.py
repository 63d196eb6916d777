"""Where word lists (gazetteers) match a sentence, in whole or in part (Chiu & Nichols 2016).

A run of words matches an entry when it is the entry, or its beginning or end and at least half as
long; case does not matter. Where matches of one list overlap, whole entries go before parts, longer
runs before shorter ones, earlier before later. A matched run is told as B, I, E or S, one number
each per list.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernel import strict

FILE = "lexicons.json"
MARKS = 4
"""Begin, inside, end, single; outside is none of them."""
BEGIN, INSIDE, END, SINGLE = range(MARKS)
Words = Sequence[str]


class WordList:
    """One list, ready to be looked for."""

    def __init__(self, entries: Iterable[Words], shortest: int = 1) -> None:
        """`shortest`: words that a part must have to match."""
        self._whole: dict[tuple[str, ...], bool] = {}
        self._reach: dict[str, int] = {}
        for entry in entries:
            self._learn(tuple(word.lower() for word in entry), shortest)

    def _learn(self, entry: tuple[str, ...], shortest: int) -> None:
        for size in range(max(shortest, (len(entry) + 1) // 2), len(entry)):
            self._whole.setdefault(entry[:size], False)
            self._whole.setdefault(entry[-size:], False)
            self._reaches(entry[-size], size)
        self._whole[entry] = True
        self._reaches(entry[0], len(entry))

    def _reaches(self, word: str, size: int) -> None:
        self._reach[word] = max(size, self._reach.get(word, 0))

    def matches(self, words: Words) -> list[tuple[int, int]]:
        """Half-open ranges of words that do not overlap, in their order.

        >>> found = WordList([["bank", "of", "new", "york"]])
        >>> found.matches("The Bank of New York sued York , New York".split(" "))
        [(1, 5), (8, 10)]
        >>> WordList([["bank", "of", "new", "york"]]).matches(["Bank", "of", "Japan"])
        [(0, 2)]
        """
        lowered = [word.lower() for word in words]
        ranked = []
        for start, word in enumerate(lowered):
            for size in range(1, min(self._reach.get(word, 0), len(words) - start) + 1):
                whole = self._whole.get(tuple(lowered[start : start + size]))
                if whole is not None:
                    ranked.append((not whole, -size, start))
        taken = [False] * len(words)
        chosen = []
        for _, size, start in sorted(ranked):
            if not any(taken[start : start - size]):
                taken[start : start - size] = [True] * -size
                chosen.append((start, start - size))
        return sorted(chosen)


class LexiconMatches:
    """What a set of word lists tells of each token."""

    def __init__(self, lists: Mapping[str, Sequence[Words]], shortest: int = 1) -> None:
        self._said = {
            "shortest": shortest,
            "lists": {n: list(map(list, e)) for n, e in lists.items()},
        }
        self._lists = [WordList(entries, shortest) for entries in lists.values()]
        self.size = MARKS * len(self._lists)

    def of(self, sentences: Sequence[Words]) -> list[NDArray[np.float32]]:
        """One (T, size) table per sentence: four numbers per list."""
        return [self._table(words) for words in sentences]

    def files(self) -> dict[str, bytes]:
        """The entries as they were read."""
        return {FILE: json.dumps(self._said, ensure_ascii=False).encode()}

    def _table(self, words: Words) -> NDArray[np.float32]:
        table = np.zeros((len(words), self.size), np.float32)
        for at, one in enumerate(self._lists):
            first = MARKS * at
            for start, end in one.matches(words):
                if end - start == 1:
                    table[start, first + SINGLE] = 1
                    continue
                table[start, first + BEGIN] = 1
                table[start + 1 : end - 1, first + INSIDE] = 1
                table[end - 1, first + END] = 1
        return table


def opened(files: Mapping[str, bytes]) -> LexiconMatches:
    """The word lists of a bundle; raises ValueError."""
    try:
        said = strict.loads(files[FILE])
    except strict.NotStrict as fault:
        raise ValueError(f"The word lists are not readable: {fault}") from fault
    if not isinstance(said, dict) or set(said) != {"shortest", "lists"}:
        raise ValueError("The word lists have exactly the fields shortest and lists.")
    shortest, lists = said["shortest"], said["lists"]
    if (
        type(shortest) is not int
        or not isinstance(lists, dict)
        or not all(map(_plain, lists.values()))
    ):
        raise ValueError("The word lists must be lists of entries, each a list of words.")
    return LexiconMatches(lists, shortest)


def _plain(entries: Any) -> bool:
    return isinstance(entries, list) and all(
        isinstance(entry, list) and entry and all(isinstance(word, str) for word in entry)
        for entry in entries
    )
