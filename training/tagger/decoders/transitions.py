"""Segments by moves, as a transition-based parser makes them."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from training.tagger.decoders.decoder import Decoder
from training.tagger.estimate import Cost, lstm

if TYPE_CHECKING:
    from training.tagger.layers.transitions import Transitions as Layer

MORE: JsonDict = {"x-group": "more"}


class Transitions(Decoder):
    """Builds each segment by moves: take the next word in, pass it by, close the segment and name
    it. Four LSTMs remember the open segment, the words to come, what was found, and the moves."""

    title: ClassVar[str] = "Transitions"
    kind: Literal["transitions"] = "transitions"
    chooses: ClassVar[Literal["crf", "softmax", "transitions"]] = "transitions"
    legal_only: ClassVar[bool] = True
    units: int = Field(100, ge=1, le=1024, title="LSTM units")
    """Cells of each of the four memories."""
    layers: int = Field(1, ge=1, le=4, title="LSTM layers")
    """Layers of each memory."""
    dropout: float = Field(0.3, ge=0, le=0.95, title="Dropout")
    """Share of the summary that is hidden from each move while training."""
    moves: int = Field(16, ge=1, le=256, title="Numbers per move", json_schema_extra=MORE)
    """How a move is written for the memory of moves."""

    def cost(self, tags: int) -> Cost:
        """What it costs depends on the words' rows: see `reading`."""
        return Cost()

    def reading(self, width: int, labels: int) -> Cost:
        """All parts, over rows of `width` numbers."""
        above = (self.layers - 1) * lstm(self.units, self.units)
        memories = 3 * lstm(width, self.units) + lstm(self.moves, self.units) + 4 * above
        items = 2 * lstm(width, self.units) + (2 * self.units + 1) * width
        choice = (4 * self.units + 1) * self.units + (self.units + 1) * (2 + labels)
        tables = (2 + labels) * self.moves + labels * width + 3 * width + self.moves
        return Cost(memories + items + choice + tables, 1.3 * memories + items + choice)

    def build(self, tags: int) -> None:
        """Nothing yet: the layer needs to know the width of the words' rows."""

    def layer(self, width: int, labels: int) -> "Layer":
        from training.tagger.layers.transitions import Transitions as Layer

        return Layer(
            width, labels, units=self.units, layers=self.layers, moves=self.moves,
            dropout=self.dropout,
        )  # fmt: skip
