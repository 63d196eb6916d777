"""A word's letters through a convolution, as in Chiu & Nichols and in Ma & Hovy (2016)."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.characters import CharacterCNN as Layer


class CharacterCNN(Entry):
    """Looks for telling groups of letters (capitals, endings, digits), also in words never seen."""

    title: ClassVar[str] = "CNN"
    kind: Literal["cnn"] = "cnn"
    filters: int = Field(50, ge=1, le=1024, title="Filters")
    """How many letter patterns are learned; the word's row grows by this many numbers."""
    dimension: int = Field(
        30, ge=1, le=512, title="Character dimension", json_schema_extra={"x-group": "more"}
    )
    """Numbers per character."""
    width: Literal[1, 3, 5, 7] = Field(3, title="Window", json_schema_extra={"x-group": "more"})
    """Letters that a pattern spans."""

    @property
    def size(self) -> int:
        return self.filters

    def build(self, characters: int) -> "Layer":
        from training.tagger.layers.characters import CharacterCNN as Layer

        return Layer(characters, self.dimension, self.filters, self.width)
