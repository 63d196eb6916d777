"""Several word embeddings side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.embeddings.pretrained import PretrainedWords
from training.tagger.embeddings.word import RandomWords
from training.tagger.estimate import Cost, Counts

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus
    from training.tagger.layers.sources import WordSource

Part = Annotated[RandomWords | PretrainedWords, Field(discriminator="kind", title="Embedding")]


class StackedWords(Entry):
    """A word's numbers are those of all parts, one after the other: for example vectors from a
    file that stay as they are beside ones that are learned here."""

    title: ClassVar[str] = "Several side by side"
    kind: Literal["stacked"] = "stacked"
    parts: list[Part] = Field(
        [RandomWords(dimension=50)], min_length=1, max_length=6, title="Parts"
    )
    """Each with choices of its own. A word that one part does not know may be known to another."""

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)

    def cost(self, counts: Counts) -> Cost:
        """All parts together."""
        return sum((part.cost(counts) for part in self.parts), Cost())

    def sources(self, corpus: "Corpus", files: Path | None) -> "list[WordSource]":
        """What the tables are made of; raises BadVectors."""
        return [source for part in self.parts for source in part.sources(corpus, files)]
