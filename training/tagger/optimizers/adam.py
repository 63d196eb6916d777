"""Adam (Kingma & Ba 2015)."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.moves import Move


class Adam(Entry):
    """Finds a step size for every weight by itself; the safe choice."""

    title: ClassVar[str] = "Adam"
    kind: Literal["adam"] = "adam"
    beta1: float = Field(0.9, ge=0, lt=1, title="Beta 1", json_schema_extra={"x-group": "more"})
    """Memory of the mean gradient."""
    beta2: float = Field(0.999, ge=0, lt=1, title="Beta 2", json_schema_extra={"x-group": "more"})
    """Memory of the squared gradient."""
    base_rate: ClassVar[float] = 0.004
    """The rate that suits batches of `estimate.BASE_TOKENS` tokens."""
    memories: ClassVar[int] = 2
    """Tensors that are kept beside each weight."""

    def build(self) -> "Move":
        from training.tagger.layers.moves import adam

        return partial(adam, beta1=self.beta1, beta2=self.beta2)
