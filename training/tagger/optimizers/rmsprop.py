"""RMSprop (Tieleman & Hinton 2012)."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.moves import Move


class RMSprop(Entry):
    """Divides each step by the recent size of the gradient; Adam without a mean gradient."""

    title: ClassVar[str] = "RMSprop"
    kind: Literal["rmsprop"] = "rmsprop"
    alpha: float = Field(0.99, ge=0, lt=1, title="Alpha", json_schema_extra={"x-group": "more"})
    """Memory of the squared gradient."""
    momentum: float = Field(
        0.0, ge=0, lt=1, title="Momentum", json_schema_extra={"x-group": "more"}
    )
    """Share of the last step that is taken again."""
    base_rate: ClassVar[float] = 0.003
    memories: ClassVar[int] = 2

    def build(self) -> "Move":
        from training.tagger.layers.moves import rmsprop

        return partial(rmsprop, alpha=self.alpha, momentum=self.momentum)
