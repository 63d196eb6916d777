"""A word's letters through two LSTMs: the arrangement of Lample et al. (2016)."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.estimate import Cost, Counts, lstm
from training.tagger.words.spelling import KIND_SIZE, KINDS

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
    kinds: bool = Field(False, title="Character types", json_schema_extra={"x-group": "more"})
    """Also tell of each character whether it is a capital, a small letter, punctuation or another,
    as a vector of 4 numbers (Chiu & Nichols 2016)."""

    @property
    def size(self) -> int:
        return 2 * self.units

    def cost(self, counts: Counts) -> Cost:
        """What reading letters adds to a run."""
        table = (counts.characters + 2) * self.dimension + self.kinds * len(KINDS) * KIND_SIZE
        reading = lstm(self.dimension + self.kinds * KIND_SIZE, self.units)
        return Cost(table + 2 * reading, 8 * reading)

    def build(self, characters: int) -> "Layer":
        from training.tagger.layers.characters import CharacterBiLSTM as Layer

        return Layer(characters, self.dimension, self.units, kinds=self.kinds * KIND_SIZE)
