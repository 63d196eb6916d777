"""Adam with Nesterov momentum (Dozat 2016)."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.moves import Move


class NAdam(Entry):
    """Adam that looks one step ahead; often a little faster in the first epochs."""

    title: ClassVar[str] = "NAdam"
    kind: Literal["nadam"] = "nadam"
    beta1: float = Field(0.9, ge=0, lt=1, title="Beta 1", json_schema_extra={"x-group": "more"})
    """Memory of the mean gradient."""
    beta2: float = Field(0.999, ge=0, lt=1, title="Beta 2", json_schema_extra={"x-group": "more"})
    """Memory of the squared gradient."""
    base_rate: ClassVar[float] = 0.004
    memories: ClassVar[int] = 2

    def build(self) -> "Move":
        from training.tagger.layers.moves import NAdam as Rule

        return Rule(self.beta1, self.beta2)
