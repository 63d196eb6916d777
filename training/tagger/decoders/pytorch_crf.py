"""The same chain, computed by the library that others compare with."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.tagger.decoders.decoder import Decoder
from training.tagger.estimate import Cost

if TYPE_CHECKING:
    from training.tagger.layers.reference import ReferenceCRF


class PytorchCRF(Decoder):
    """The CRF of the package pytorch-crf: the same likelihood as our own, computed step by step. To
    check one against the other."""

    title: ClassVar[str] = "CRF (pytorch-crf, reference)"
    kind: Literal["pytorch_crf"] = "pytorch_crf"
    legal_only: bool = Field(
        True, title="Only well-formed tags", json_schema_extra={"x-group": "more"}
    )
    """Never answer tags that the scheme forbids, such as an inside without a beginning."""

    def cost(self, tags: int) -> Cost:
        """Transitions, start and end, as in our own."""
        return Cost(tags * (tags + 2), 180 * tags * tags)

    def build(self, tags: int) -> "ReferenceCRF":
        from training.tagger.layers.reference import ReferenceCRF

        return ReferenceCRF(tags)
