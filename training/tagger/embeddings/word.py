"""Word vectors that start at random and are learned from the training part."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.words import WordTable


class RandomWords(Entry):
    """Every word of the training part gets a vector of its own, learned from your labels alone."""

    title: ClassVar[str] = "Random, learned here"
    kind: Literal["random"] = "random"
    dimension: int = Field(100, ge=1, le=1024, title="Dimension")
    """Numbers per word. More hold more shades of meaning and need more labelled text."""

    def build(self, rows: int) -> "WordTable":
        """A table of `rows` vectors; row 0 is padding."""
        from training.tagger.layers.words import WordTable

        return WordTable.random(rows, self.dimension)
