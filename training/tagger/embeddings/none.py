"""No look at a word's letters."""

from typing import ClassVar, Literal

from kernel.entry import Entry


class NoCharacters(Entry):
    """Words only: faster, but a word never seen in training is just “unknown”."""

    title: ClassVar[str] = "None"
    kind: Literal["none"] = "none"

    def build(self, characters: int) -> None:
        """No layer: a word's row is its vector alone."""
