"""What all contextual embeddings have in common: a frozen biLM out of a file, a learned mix."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from kernel.entry import Entry
from training.tagger.elmo import BadELMo, Shape
from training.tagger.estimate import Cost, Counts

if TYPE_CHECKING:
    from training.tagger.layers.context import Context


class FrozenBiLM(Entry):
    """The biLM stays as it is; the network learns how much of each of its layers it takes."""

    dropout: float = Field(0.5, ge=0, le=0.95, title="Dropout")
    """Share of the mix hidden in each training step, beside the encoder's own dropout."""

    assumed: ClassVar[Shape]
    """The shape until the file is read."""

    @property
    def size(self) -> int:
        """Numbers per token, as assumed."""
        return self.assumed.size

    @property
    def asks(self) -> tuple[str, ...]:
        """Inputs of the graph of words."""
        return ("bytes",)

    def cost(self, counts: Counts, epochs: int) -> Cost:
        """The mix; the biLM reads the corpus once, however many epochs there are."""
        shape = self.assumed
        megabytes = 4 * (shape.word_parameters + shape.sentence_parameters) / 2**20
        note = (
            f"Assumed is a biLM of {shape.size} numbers per token; the model carries it, which "
            f"takes about {megabytes:,.0f} MB and makes answers slower."
        )
        reading = shape.sentence_parameters / 3 / epochs
        return Cost(shape.layers + 2, reading + 5 * shape.size, (note,))

    def build(self, files: Path | None) -> "Context":
        """The layer with its biLM; raises BadELMo."""
        from training.tagger.layers import bilm
        from training.tagger.layers.context import Context

        name: str = self.file  # type: ignore[attr-defined]
        if not name:
            raise BadELMo(f"{self.title} has no file; choose one.")  # type: ignore[attr-defined]
        return Context(bilm.read((files or Path()) / name), self.dropout)

    def tells(self, files: Path | None, device: str) -> None:
        """Nothing from outside: it is a layer of the network."""
