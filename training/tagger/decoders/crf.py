"""A linear-chain conditional random field over the sentence."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.decoding import CRF as Layer


class CRF(Entry):
    """Weighs whole sequences of tags, so that neighbours agree; trained by their likelihood."""

    title: ClassVar[str] = "CRF"
    kind: Literal["crf"] = "crf"

    legal_only: bool = Field(
        True, title="Only well-formed tags", json_schema_extra={"x-group": "more"}
    )
    """Never answer tags that the scheme forbids, such as an inside without a beginning."""

    def build(self, tags: int) -> "Layer":
        from training.tagger.layers.decoding import CRF as Layer

        return Layer(tags)
