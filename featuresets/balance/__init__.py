"""The summary of a feature set: what each part holds, and what is wrong with it."""

from typing import Any

from featuresets.balance.lengths import Lengths
from featuresets.balance.light import Light
from featuresets.balance.parts import Part
from featuresets.balance.problems import Fix, of_documents, of_labels, of_parts, of_repeats
from featuresets.balance.repeats import Repeats
from featuresets.balance.unseen import Unseen
from featuresets.splits.rows import PARTS

ORDER = {"error": 0, "warning": 1, "info": 2}


class Balance:
    """Counts sentences as they pass, once; it keeps words and digests, never a text.

    The sentences of one document come one after the other.
    """

    def __init__(self) -> None:
        self.parts = [Part(name) for name in PARTS]
        self._repeats = Repeats()
        self._unseen = Unseen()
        self._lengths = Lengths()

    def add(self, part: int, sentence: Light) -> None:
        self.parts[part].add(sentence)
        self._repeats.add(part, sentence)
        self._unseen.add(part, sentence)
        self._lengths.add(sentence)

    def labels(self) -> list[str]:
        """The labels that occur, by name."""
        return sorted(set().union(*(part.labels for part in self.parts)))

    def summary(
        self, labels: list[str] | None = None, *, left_out: int = 0, fix: Fix | None = None
    ) -> dict[str, Any]:
        """What a user needs before training.

        `labels` are the project's, in its order; `left_out` counts documents that did not enter;
        `fix` is what can be done about sentences that lie in several parts.
        """
        names = [*(labels or []), *(name for name in self.labels() if name not in (labels or []))]
        repeats = self._repeats.shown()
        problems = [
            *of_labels(self.parts, names),
            *of_repeats(repeats, fix),
            *of_parts(self.parts),
            *of_documents(left_out),
        ]
        problems.sort(key=lambda problem: ORDER[problem.severity])
        return {
            "parts": [part.shown(names) for part in self.parts],
            "problems": [problem.shown() for problem in problems],
            "duplicates": repeats,
            "examples": self._repeats.examples(),
            "unseen": self._unseen.shown(),
            "lengths": self._lengths.shown(),
        }
