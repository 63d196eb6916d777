"""Word vectors that start at random and are learned from the training part."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.estimate import Cost, Counts

if TYPE_CHECKING:
    from pathlib import Path

    from training.tagger.corpus import Corpus
    from training.tagger.layers.sources import WordSource
    from training.tagger.layers.words import WordTable


class RandomWords(Entry):
    """Every word of the training part gets a vector of its own, learned from your labels alone."""

    title: ClassVar[str] = "Random, learned here"
    kind: Literal["random"] = "random"
    dimension: int = Field(100, ge=1, le=1024, title="Dimension")
    """Numbers per word. More hold more shades of meaning and need more labelled text."""
    dropout: float = Field(
        0.0, ge=0, le=0.95, title="Word dropout", json_schema_extra={"x-group": "more"}
    )
    """Share of a word's numbers hidden in each training step, beside the encoder's own dropout."""

    @property
    def size(self) -> int:
        return self.dimension

    def cost(self, counts: Counts) -> Cost:
        """A row for every word, padding and the unknown word."""
        return Cost((counts.forms + 2) * self.dimension)

    def build(self, rows: int) -> "WordTable":
        """A table of `rows` vectors; row 0 is padding."""
        from training.tagger.layers.words import WordTable

        return WordTable.random(rows, self.dimension)

    def sources(self, corpus: "Corpus", files: "Path | None") -> "list[WordSource]":
        """What the table is made of."""
        from training.tagger.layers.sources import Random

        return [Random(self.dimension, self.dropout)]
