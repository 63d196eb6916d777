"""What a transformer that is not trained says of each word in its sentence."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.estimate import Cost, Counts
from training.tagger.transformer import sources
from training.tagger.transformer.shape import Shape
from training.tagger.transformer.sources import InstalledTransformer, Source

if TYPE_CHECKING:
    from training.tagger.transformer.frozen import Frozen

PIECES = 1.35
"""Pieces per word of English newspapers."""


class FrozenTransformer(Entry):
    """A transformer stays as it is and reads the corpus once: cheaper than fine-tuning it, and
    often nearly as good."""

    title: ClassVar[str] = "Transformer, kept as it is"
    kind: Literal["transformer"] = "transformer"
    source: Source = Field(InstalledTransformer(), title="Transformer")
    """Which transformer reads the sentences."""
    layers: Literal[1, 4] = Field(4, title="Last layers")
    """The last layer, or the mean of the last four, which keeps more of the words' forms."""
    pooling: Literal["first", "mean"] = Field("mean", title="Pieces of a word")
    """A word takes its first piece's numbers, or the mean of all its pieces'."""

    asks: ClassVar[tuple[str, ...]] = ()
    """Inputs of the graph of words: none."""

    @property
    def shape(self) -> Shape:
        """Its sizes, or what is assumed of them."""
        return sources.shape(self.source) or sources.USUAL

    @property
    def size(self) -> int:
        """Numbers per token."""
        return self.shape.width

    def cost(self, counts: Counts, epochs: int) -> Cost:
        """It reads the corpus once, however many epochs there are."""
        found = sources.shape(self.source)
        size = (
            f"which takes about {found.parameters * 4 / 2**20:,.0f} MB and makes answers slower"
            if found
            else "which makes answers slower; its size is known only when it is read"
        )
        note = f"The model carries the transformer, {size}."
        return Cost(0, PIECES * self.shape.reading / 3 / epochs, (note,))

    def build(self, files: Path | None) -> None:
        """No layer: it is told to the network from outside."""

    def tells(self, files: Path | None, device: str) -> "Frozen":
        """What reads sentences for the network; raises BadTransformer."""
        from training.tagger.layers.transformer import Running, Transformer
        from training.tagger.transformer.frozen import Frozen
        from training.tagger.transformer.reader import Reader

        found = sources.opened(self.source, files)
        network = Transformer(found.shape).eval()
        network.take(found.weights())
        graph = network.graph(self.layers)
        reader = Reader(graph) if device == "cpu" else Running(network, self.layers, device)
        return Frozen(found.pieces, reader, self.pooling, graph)
