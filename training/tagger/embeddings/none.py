"""No look at a word's letters, or at its sentence before the encoder's."""

from pathlib import Path
from typing import ClassVar, Literal

from kernel.entry import Entry
from training.tagger.estimate import Cost, Counts


class NoCharacters(Entry):
    """Words only: faster, but a word never seen in training is just “unknown”."""

    title: ClassVar[str] = "None"
    kind: Literal["none"] = "none"
    size: ClassVar[int] = 0
    kinds: ClassVar[bool] = False

    def cost(self, counts: Counts) -> Cost:
        """Nothing."""
        return Cost()

    def build(self, characters: int) -> None:
        """No layer: a word's row is its vector alone."""


class NoContext(Entry):
    """A word's numbers are the same in every sentence; the encoder alone reads its surroundings."""

    title: ClassVar[str] = "None"
    kind: Literal["none"] = "none"
    size: ClassVar[int] = 0
    asks: ClassVar[tuple[str, ...]] = ()

    def cost(self, counts: Counts, epochs: int) -> Cost:
        """Nothing."""
        return Cost()

    def build(self, files: Path | None) -> None:
        """No layer."""

    def tells(self, files: Path | None, device: str) -> None:
        """Nothing from outside."""
