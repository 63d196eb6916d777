"""Stochastic gradient descent with momentum."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, model_validator

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.moves import Move


class SGD(Entry):
    """Plain steps against the gradient, as in the papers of 2015–2016; slower."""

    title: ClassVar[str] = "SGD"
    kind: Literal["sgd"] = "sgd"
    momentum: float = Field(0.9, ge=0, lt=1, title="Momentum")
    """Share of the last step that is taken again."""
    nesterov: bool = Field(False, title="Nesterov", json_schema_extra={"x-group": "more"})
    """Measure the gradient where the momentum leads, not where we stand (Sutskever et al. 2013)."""
    weight_decay: float = Field(
        0.0, ge=0, le=1, title="Weight decay", json_schema_extra={"x-group": "more"}
    )
    """Strength of the pull towards zero."""
    base_rate: ClassVar[float] = 0.06
    memories: ClassVar[int] = 1

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> "SGD":
        if self.nesterov and not self.momentum:
            raise ValueError("Nesterov looks ahead along the momentum; set a momentum above 0.")
        return self

    def build(self) -> "Move":
        from training.tagger.layers.moves import sgd

        return partial(
            sgd, momentum=self.momentum, weight_decay=self.weight_decay, nesterov=self.nesterov
        )
