"""Adam with decoupled weight decay (Loshchilov & Hutter 2019)."""

from typing import ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry


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
