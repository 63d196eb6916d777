"""Adam with decoupled weight decay (Loshchilov & Hutter 2019)."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.moves import Move


class AdamW(Entry):
    """Adam that also pulls all weights a little towards zero, against overfitting."""

    title: ClassVar[str] = "AdamW"
    kind: Literal["adamw"] = "adamw"
    weight_decay: float = Field(0.01, ge=0, le=1, title="Weight decay")
    """Strength of the pull towards zero."""
    beta1: float = Field(0.9, ge=0, lt=1, title="Beta 1", json_schema_extra={"x-group": "more"})
    """Memory of the mean gradient."""
    beta2: float = Field(0.999, ge=0, lt=1, title="Beta 2", json_schema_extra={"x-group": "more"})
    """Memory of the squared gradient."""
    base_rate: ClassVar[float] = 0.004
    memories: ClassVar[int] = 2

    def build(self) -> "Move":
        from training.tagger.layers.moves import adam

        return partial(adam, beta1=self.beta1, beta2=self.beta2, weight_decay=self.weight_decay)
