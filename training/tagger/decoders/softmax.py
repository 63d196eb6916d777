"""Each token chooses its tag for itself."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.decoding import Softmax as Layer


class Softmax(Entry):
    """Every token takes its most probable tag; quicker than a CRF, and blind to its neighbours."""

    title: ClassVar[str] = "Softmax"
    kind: Literal["softmax"] = "softmax"
    smoothing: float = Field(
        0.0, ge=0, le=0.5, title="Label smoothing", json_schema_extra={"x-group": "more"}
    )
    """Share of certainty taken from the right tag and spread over all, against overconfidence."""

    legal_only: ClassVar[bool] = False

    def build(self, tags: int) -> "Layer":
        from training.tagger.layers.decoding import Softmax as Layer

        return Layer(tags, self.smoothing)
