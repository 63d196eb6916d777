"""One LSTM, from the first word to the last."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.tagger import estimate
from training.tagger.encoders.encoder import Encoder
from training.tagger.estimate import Cost

if TYPE_CHECKING:
    from training.tagger.layers.recurrent import OneLSTM


class LSTM(Encoder):
    """One LSTM reads from left to right; a token sees what stands before it, never what follows."""

    title: ClassVar[str] = "LSTM"
    kind: Literal["lstm"] = "lstm"
    units: int = Field(100, ge=1, le=4096, title="LSTM units")
    """Cells. More cells fit more, and overfit sooner."""
    dropout: float = Field(0.5, ge=0, le=0.95, title="Dropout")
    """Share of the signal hidden in each training step, against overfitting."""
    recurrent_dropout: float = Field(
        0.0, ge=0, le=0.95, title="Recurrent dropout", json_schema_extra={"x-group": "more"}
    )
    """Share of what the LSTM remembers from one word to the next that is hidden in each training
    step: the same cells for a whole sentence, and for all sentences of the step."""

    @property
    def size(self) -> int:
        return self.units

    def cost(self, width: int) -> Cost:
        """One direction."""
        total = estimate.lstm(width, self.units)
        return Cost(total, total)

    def build(self, size: int) -> "OneLSTM":
        from training.tagger.layers.recurrent import OneLSTM

        return OneLSTM(size, self.units, self.dropout, self.recurrent_dropout)
