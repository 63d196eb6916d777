"""No reader: rows of words go on as they are."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.tagger.encoders.encoder import Encoder
from training.tagger.estimate import Cost

if TYPE_CHECKING:
    from training.tagger.layers.untouched import Untouched as Layer


class NoEncoder(Encoder):
    """Words are handed on as they are; what follows reads the sentence itself."""

    title: ClassVar[str] = "None"
    kind: Literal["none"] = "none"
    dropout: float = Field(0.5, ge=0, le=0.95, title="Dropout")
    """Share of the words' numbers hidden in each training step, against overfitting."""

    @property
    def size(self) -> int:
        """0: as many as come in."""
        return 0

    def cost(self, width: int) -> Cost:
        """Nothing."""
        return Cost()

    def build(self, size: int) -> "Layer":
        from training.tagger.layers.untouched import Untouched as Layer

        return Layer(size, self.dropout)
