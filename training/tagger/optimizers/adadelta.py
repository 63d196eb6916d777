"""Adadelta (Zeiler 2012)."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.moves import Move


class Adadelta(Entry):
    """Sets its steps by the size of its former steps; it needs large rates."""

    title: ClassVar[str] = "Adadelta"
    kind: Literal["adadelta"] = "adadelta"
    rho: float = Field(0.9, ge=0, lt=1, title="Rho", json_schema_extra={"x-group": "more"})
    """Memory of squared gradients and of squared steps."""
    base_rate: ClassVar[float] = 3.0
    memories: ClassVar[int] = 2

    def build(self) -> "Move":
        from training.tagger.layers.moves import adadelta

        return partial(adadelta, rho=self.rho)
