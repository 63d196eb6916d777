"""A word's letters through two LSTMs: the arrangement of Lample et al. (2016)."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.layers.characters import CharacterBiLSTM as Layer


class CharacterBiLSTM(Entry):
    """Reads each word letter by letter from both ends; good with endings, slower than the CNN."""

    title: ClassVar[str] = "BiLSTM"
    kind: Literal["bilstm"] = "bilstm"
    units: int = Field(25, ge=1, le=512, title="Character LSTM units")
    """Cells per direction; the word's row grows by twice this many numbers."""
    dimension: int = Field(
        25, ge=1, le=512, title="Character dimension", json_schema_extra={"x-group": "more"}
    )
    """Numbers per character."""

    @property
    def size(self) -> int:
        return 2 * self.units

    def build(self, characters: int) -> "Layer":
        from training.tagger.layers.characters import CharacterBiLSTM as Layer

        return Layer(characters, self.dimension, self.units)
