"""The simple recurrent network of Elman (1990)."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.tagger.encoders.encoder import Encoder
from training.tagger.estimate import Cost

if TYPE_CHECKING:
    from training.tagger.layers.recurrent import Elman as Layer


class Elman(Encoder):
    """Each step sees its word and the step before through one tanh; it forgets within few words."""

    title: ClassVar[str] = "Elman network"
    kind: Literal["elman"] = "elman"
    units: int = Field(100, ge=1, le=4096, title="Units")
    """Numbers that are handed from word to word."""
    dropout: float = Field(0.5, ge=0, le=0.95, title="Dropout")
    """Share of the signal hidden in each training step, against overfitting."""

    @property
    def size(self) -> int:
        return self.units

    def cost(self, width: int) -> Cost:
        """One direction, with torch's two biases."""
        total = self.units * (width + self.units + 2)
        return Cost(total, total)

    def build(self, size: int) -> "Layer":
        from training.tagger.layers.recurrent import Elman as Layer

        return Layer(size, self.units, self.dropout)
