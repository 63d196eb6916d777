"""ELMo in its published file format."""

from typing import ClassVar, Literal

from pydantic import Field

from training.tagger.elmo import Shape
from training.tagger.embeddings.contextual import FrozenBiLM


class ELMo(FrozenBiLM):
    """A biLM that was learned elsewhere on very much text (Peters et al. 2018): what a word's
    numbers are depends on its sentence."""

    title: ClassVar[str] = "ELMo (uploaded)"
    kind: Literal["elmo"] = "elmo"
    file: str = Field(
        "", pattern=r"^([0-9a-f]{64})?$", title="ELMo's files",
        json_schema_extra={"x-file": "elmo"},
    )  # fmt: skip
    """The published options.json and weights .hdf5, uploaded together or in one zip. The small
    model has 256 numbers per token, the medium one 512, the original one 1024."""

    assumed: ClassVar[Shape] = Shape(
        filters=((1, 32), (2, 32), (3, 64), (4, 128), (5, 256), (6, 512), (7, 1024)),
        projection=256, cells=2048, highways=1,
    )  # fmt: skip
