"""What is chosen before a biLM is learned."""

from typing import ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.tagger.elmo import Shape, own_shape

MORE: JsonDict = {"x-group": "more"}


class CharacterBiLM(Entry):
    """Two LSTMs foretell each word from those before it and those behind it; what they know of a
    word then depends on its sentence (the arrangement of ELMo, Peters et al. 2018). Words are read
    by their letters, so every word has a vector."""

    title: ClassVar[str] = "Contextual: character biLM (as ELMo)"
    kind: Literal["bilm"] = "bilm"
    dimension: int = Field(
        512, ge=16, le=2048, multiple_of=2, title="Dimension",
        json_schema_extra={"x-suggestions": [128, 256, 512]},
    )  # fmt: skip
    """Numbers per token, half from each direction. Twice as many cost about four times as much, in
    learning and in every answer."""
    epochs: int = Field(5, ge=1, le=1000, title="Epochs")
    """Passes over the text; the one that foretells held-out sentences best is kept."""
    most_words: int = Field(
        20_000, ge=10, le=1_000_000, title="Words foretold", json_schema_extra=MORE
    )
    """The most frequent words, which are told apart; all others are foretold as “rare”."""
    dropout: float = Field(0.1, ge=0, le=0.95, title="Dropout", json_schema_extra=MORE)
    """Share of the signal hidden in each training step, against overfitting."""
    learning_rate: float = Field(
        0.002, ge=1e-7, le=10, title="Learning rate", json_schema_extra=MORE
    )
    """Size of the first steps; it falls in a straight line until the end."""

    @property
    def shape(self) -> Shape:
        return own_shape(self.dimension)
