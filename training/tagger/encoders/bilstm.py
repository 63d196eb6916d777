"""Two LSTMs, one from each end of the sentence."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.tagger.encoders.encoder import Encoder
from training.tagger.estimate import Cost, lstm

if TYPE_CHECKING:
    from training.tagger.layers.recurrent import BiLSTM as Layer


class BiLSTM(Encoder):
    """Two LSTMs read the sentence, one from each end; a token sees all that surrounds it."""

    title: ClassVar[str] = "BiLSTM"
    kind: Literal["bilstm"] = "bilstm"
    units: int = Field(100, ge=1, le=4096, title="LSTM units")
    """Cells per direction. More cells fit more, and overfit sooner."""
    layers: int = Field(1, ge=1, le=8, title="LSTM layers")
    """Layers on top of each other. One is right for most work; each more costs as much again."""
    dropout: float = Field(0.5, ge=0, le=0.95, title="Dropout")
    """Share of the signal hidden in each training step, against overfitting."""
    recurrent_dropout: float = Field(
        0.0, ge=0, le=0.95, title="Recurrent dropout", json_schema_extra={"x-group": "more"}
    )
    """Share of what the LSTM remembers from one word to the next that is hidden in each training
    step: the same cells for a whole sentence, and for all sentences of the step."""

    @property
    def size(self) -> int:
        return 2 * self.units

    def cost(self, width: int) -> Cost:
        """All layers; the first reads rows of `width` numbers."""
        widths = [width, *[self.size] * (self.layers - 1)]
        total = sum(2 * lstm(one, self.units) for one in widths)
        return Cost(total, total)

    def build(self, size: int) -> "Layer":
        from training.tagger.layers.recurrent import BiLSTM as Layer

        return Layer(size, self.units, self.layers, self.dropout, self.recurrent_dropout)
