"""Adagrad (Duchi et al. 2011)."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.moves import Move


class Adagrad(Entry):
    """Rare words keep large steps, frequent ones get ever smaller ones."""

    title: ClassVar[str] = "Adagrad"
    kind: Literal["adagrad"] = "adagrad"
    rate_decay: float = Field(
        0.0, ge=0, le=1, title="Decay per step", json_schema_extra={"x-group": "more"}
    )
    """After step n the rate is divided by 1 + decay × n, on top of the rule's own slowing."""
    base_rate: ClassVar[float] = 0.05
    memories: ClassVar[int] = 1

    def build(self) -> "Move":
        from training.tagger.layers.moves import adagrad

        return partial(adagrad, rate_decay=self.rate_decay)
