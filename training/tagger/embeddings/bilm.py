"""A biLM that was learned from the project's own text."""

from typing import ClassVar, Literal

from pydantic import Field

from training.tagger.elmo import Shape, own_shape
from training.tagger.embeddings.contextual import FrozenBiLM


class OwnBiLM(FrozenBiLM):
    """As ELMo, but learned here from this project's text, with or without labels."""

    title: ClassVar[str] = "biLM of this project"
    kind: Literal["bilm"] = "bilm"
    file: str = Field(
        "", pattern=r"^([0-9a-f]{64})?$", title="biLM", json_schema_extra={"x-file": "bilm"}
    )
    """One that was learned under Embeddings."""

    assumed: ClassVar[Shape] = own_shape(512)
