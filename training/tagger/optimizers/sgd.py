"""Stochastic gradient descent with momentum."""

from typing import ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry


class SGD(Entry):
    """Plain steps against the gradient, as in the papers of 2015–2016; slower."""

    title: ClassVar[str] = "SGD"
    kind: Literal["sgd"] = "sgd"
    momentum: float = Field(0.9, ge=0, lt=1, title="Momentum")
    """Share of the last step that is taken again."""
    weight_decay: float = Field(
        0.0, ge=0, le=1, title="Weight decay", json_schema_extra={"x-group": "more"}
    )
    """Strength of the pull towards zero."""
    base_rate: ClassVar[float] = 0.05
