"""Two LSTMs, one from each end of the sentence."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.recurrent import BiLSTM as Layer


class BiLSTM(Entry):
    """Two LSTMs read the sentence, one from each end; a token sees all that surrounds it."""

    title: ClassVar[str] = "BiLSTM"
    kind: Literal["bilstm"] = "bilstm"
    units: int = Field(100, ge=1, le=4096, title="LSTM units")
    """Cells per direction. More cells fit more, and overfit sooner."""
    layers: int = Field(1, ge=1, le=8, title="LSTM layers")
    """Layers on top of each other. One is right for most work; each more costs as much again."""
    dropout: float = Field(0.5, ge=0, le=0.95, title="Dropout")
    """Share of the signal hidden in each training step, against overfitting."""

    @property
    def size(self) -> int:
        return 2 * self.units

    def build(self, size: int) -> "Layer":
        from training.tagger.layers.recurrent import BiLSTM as Layer

        return Layer(size, self.units, self.layers, self.dropout)
