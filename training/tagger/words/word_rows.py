"""Which row of a table a word has: its own, or that of its longest known ending.

Endings are kept apart by whether the word begins with a capital: `+ny` is the ending of “Sony”,
`-ny` that of “any”; `+` and `-` alone are the empty endings, which every word has.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kernel import strict


class BadWordRows(ValueError):
    """A file of words and endings that cannot be used; the message says why."""


@dataclass(frozen=True)
class WordRows:
    """Rows in the order of `words`, then of `endings`."""

    words: tuple[str, ...]
    endings: tuple[str, ...]

    @cached_property
    def _words(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(self.words)}

    @cached_property
    def _endings(self) -> dict[str, int]:
        return {ending: at for at, ending in enumerate(self.endings, len(self.words))}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.endings)) - 1

    def row(self, word: str) -> int:
        """The number of the word's row."""
        found = self._words.get(word)
        if found is not None:
            return found
        known = (self._endings.get(ending) for ending in reversed([*endings(word, self._longest)]))
        return next(row for row in known if row is not None)


def capital(word: str) -> str:
    """The mark of a word's endings."""
    return "+" if word[:1].isupper() else "-"


def endings(word: str, longest: int) -> Iterator[str]:
    """From the empty one on.

    >>> list(endings("Sony", 2))
    ['+', '+y', '+ny']
    """
    head = capital(word)
    for size in range(min(longest, len(word)) + 1):
        yield head + word[len(word) - size :]


def shorter(ending: str) -> str:
    """The ending one letter shorter."""
    return ending[0] + ending[2:]


def dumps(rows: WordRows) -> bytes:
    """The file `word_rows.json`."""
    value = {"words": list(rows.words), "endings": list(rows.endings)}
    return json.dumps(value, ensure_ascii=False, indent=0).encode()


def loads(raw: bytes) -> WordRows:
    """Read `word_rows.json`; raises BadWordRows."""
    try:
        value = strict.loads(raw)
    except strict.NotStrict as fault:
        raise BadWordRows(f"The file of word rows is not readable: {fault}") from fault
    if not isinstance(value, dict) or set(value) != {"words", "endings"}:
        raise BadWordRows("The file of word rows has exactly the fields words and endings.")
    for name, items in value.items():
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise BadWordRows(f"The file of word rows's {name} must be a list of texts.")
        if len(set(items)) < len(items):
            raise BadWordRows(f"The file of word rows lists one of its {name} twice.")
    if not {capital(""), capital("A")} <= set(value["endings"]):
        raise BadWordRows("The file of word rows lacks the empty endings.")
    return WordRows(tuple(value["words"]), tuple(value["endings"]))
