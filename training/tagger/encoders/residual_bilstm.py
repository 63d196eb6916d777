"""Two BiLSTMs, the second added to the first."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.tagger.encoders.encoder import Encoder
from training.tagger.estimate import Cost, lstm

if TYPE_CHECKING:
    from training.tagger.layers.recurrent import BiLSTM as Layer


class ResidualBiLSTM(Encoder):
    """Two BiLSTMs on top of each other; what the second says is added to what the first said."""

    title: ClassVar[str] = "Residual BiLSTM"
    kind: Literal["residual_bilstm"] = "residual_bilstm"
    units: int = Field(100, ge=1, le=4096, title="LSTM units")
    """Cells per direction and layer."""
    dropout: float = Field(0.2, ge=0, le=0.95, title="Dropout")
    """Share of the signal hidden in each training step, against overfitting."""
    recurrent_dropout: float = Field(
        0.0, ge=0, le=0.95, title="Recurrent dropout", json_schema_extra={"x-group": "more"}
    )
    """Share of what the LSTMs remember from one word to the next that is hidden in each training
    step: the same cells for a whole sentence, and for all sentences of the step."""

    @property
    def size(self) -> int:
        return 2 * self.units

    def cost(self, width: int) -> Cost:
        """Both layers; the first reads rows of `width` numbers."""
        total = 2 * (lstm(width, self.units) + lstm(self.size, self.units))
        return Cost(total, total)

    def build(self, size: int) -> "Layer":
        from training.tagger.layers.recurrent import BiLSTM as Layer

        return Layer(size, self.units, 2, self.dropout, self.recurrent_dropout, residual=True)
