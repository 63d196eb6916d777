"""A word's letters through a convolution, as in Chiu & Nichols and in Ma & Hovy (2016)."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.estimate import Cost, Counts
from training.tagger.words.spelling import KIND_SIZE, KINDS

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
    kinds: bool = Field(False, title="Character types", json_schema_extra={"x-group": "more"})
    """Also tell of each character whether it is a capital, a small letter, punctuation or another,
    as a vector of 4 numbers (Chiu & Nichols 2016)."""
    reach: float = Field(
        0.0, ge=0, le=10, title="Start values up to", json_schema_extra={"x-group": "more"}
    )
    """The numbers of a character start at random between minus and plus this; 0 = as suits the
    dimension, √(3 / dimension)."""
    dropout: float = Field(
        0.0, ge=0, le=0.95, title="Character dropout", json_schema_extra={"x-group": "more"}
    )
    """Share of each character's numbers that is hidden before the convolution, alike wherever the
    character stands in a training step."""

    @property
    def size(self) -> int:
        return self.filters

    def cost(self, counts: Counts) -> Cost:
        """What reading letters adds to a run."""
        table = (counts.characters + 2) * self.dimension + self.kinds * len(KINDS) * KIND_SIZE
        size = self.dimension + self.kinds * KIND_SIZE
        windows = (self.width * size + 1) * self.filters
        return Cost(table + windows, 600 * self.filters * self.width)

    def build(self, characters: int) -> "Layer":
        from training.tagger.layers.characters import CharacterCNN as Layer

        return Layer(
            characters, self.dimension, self.filters, self.width,
            kinds=self.kinds * KIND_SIZE, reach=self.reach, dropout=self.dropout,
        )  # fmt: skip
