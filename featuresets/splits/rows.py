"""What a split looks at: one light row per sentence, kept in columns, never the texts."""

from array import array
from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple

PARTS = ("train", "dev", "test")
TRAIN, DEV, TEST = range(3)
NOWHERE = 255
"""The part of a sentence that is left out."""

Group = Literal["duplicates", "document"] | None
LabelCounts = tuple[tuple[str, int], ...]


class SplitError(ValueError):
    """The texts cannot be divided as asked; `at` is the field of the split that can mend it."""

    def __init__(self, message: str, *at: str | int) -> None:
        super().__init__(message)
        self.at = at


class Facts(NamedTuple):
    """What a document is picked by."""

    document: int
    state: str
    sources: tuple[str, ...]
    text: str
    labels: frozenset[str]


class Rows:
    """One row per sentence, in the order in which the sentences come.

    A row takes 33 bytes, and each different sentence a digest of 16 in a dictionary.
    """

    def __init__(self) -> None:
        self.documents = array("q")  # the document's id
        self.sources = array("q")  # equal number, equal source file
        self.words = array("q")  # equal number, equal words
        self.labels: list[LabelCounts] = []  # how often each label stands in the sentence
        self.marks = bytearray()  # the part a picked split names for its document
        self._sources: dict[str, int] = {}
        self._words: dict[bytes, int] = {}
        self._labels: dict[LabelCounts, LabelCounts] = {}

    def __len__(self) -> int:
        return len(self.marks)

    def add(
        self,
        document: int,
        source: str,
        words: bytes,
        labels: Mapping[str, int],
        mark: int = NOWHERE,
    ) -> None:
        """Note a sentence; `words` is a digest of its words."""
        self.documents.append(document)
        self.sources.append(self._sources.setdefault(source, len(self._sources)))
        self.words.append(self._words.setdefault(words, len(self._words)))
        counts = tuple(sorted(labels.items()))
        self.labels.append(self._labels.setdefault(counts, counts))
        self.marks.append(mark)

    def groups(self, by: Literal["duplicates", "document", "source"] | None) -> "Groups":
        """Which sentences must stay together."""
        match by:
            case "duplicates":
                return Groups(self.words)
            case "document":
                return Groups(self.documents)
            case "source":
                return Groups(self.sources)
            case _:
                return Groups(array("q", range(len(self))))


class Groups:
    """Sentences that go to one part together, numbered as they first come."""

    def __init__(self, keys: "array[int]") -> None:
        number: dict[int, int] = {}
        self.of = array("q", (number.setdefault(key, len(number)) for key in keys))
        """The group of each sentence."""
        self.sizes = array("q", bytes(8 * len(number)))
        """Sentences per group."""
        for group in self.of:
            self.sizes[group] += 1

    def labels(self, rows: Rows) -> list[LabelCounts]:
        """The labels of each group, added up."""
        counts: list[LabelCounts] = [()] * len(self.sizes)
        for group, labels in zip(self.of, rows.labels, strict=True):
            counts[group] = _add(counts[group], labels) if counts[group] else labels
        return counts

    def spread(self, parts: bytearray) -> bytearray:
        """The part of each sentence, from the part of each group."""
        return bytearray(map(parts.__getitem__, self.of))


def _add(one: LabelCounts, other: LabelCounts) -> LabelCounts:
    return tuple(sorted((Counter(dict(one)) + Counter(dict(other))).items()))
