"""How much each part holds, and of which label."""

from collections import Counter
from typing import Any

from featuresets.balance.light import Light


class Part:
    """The counts of one part; sentences come with those of one document together."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.documents = self.sentences = self.tokens = self.empty = 0
        self.labels = Counter[str]()
        self._last: int | None = None

    def add(self, sentence: Light) -> None:
        if sentence.document != self._last:
            self.documents += 1
            self._last = sentence.document
        self.sentences += 1
        self.tokens += len(sentence.words)
        self.empty += not sentence.spans
        for span in sentence.spans:
            self.labels[span.label] += 1

    @property
    def entities(self) -> int:
        return self.labels.total()

    def shown(self, names: list[str]) -> dict[str, Any]:
        """The counts, with a line for each of these labels; its share is that of the entities."""
        return {
            "name": self.name,
            "documents": self.documents,
            "sentences": self.sentences,
            "tokens": self.tokens,
            "entities": self.entities,
            "labels": [
                {
                    "name": name,
                    "count": self.labels[name],
                    "share": self.labels[name] / self.entities if self.entities else 0.0,
                }
                for name in names
            ],
            "empty_sentences": self.empty,
        }
