"""The network of Huang et al. (2015), Bidirectional LSTM-CRF Models for Sequence Tagging, with its
hand-made features of spelling and context."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.tagger.algorithms.neural import MORE, Neural
from training.tagger.decoders import CRF, Chain
from training.tagger.encoders import BiLSTM
from training.tagger.estimate import Cost, Counts

if TYPE_CHECKING:
    from torch import nn

    from training.tagger.corpus import Corpus
    from training.tagger.layers.spelling import Bag
    from training.tagger.words.attributes import Attributes

SPELLING = (
    *(f"{name}[0]" for name in ("word", "shape", "short_shape", "has_digit", "has_hyphen")),
    *(f"{edge}{size}[0]" for edge in ("prefix", "suffix") for size in (2, 3, 4, 5)),
)
"""What a word says of itself: letters, capitals, digits, beginnings and endings, patterns."""
CONTEXT = (
    *(f"lower[{place}]" for place in (-2, -1, 0, 1, 2)),
    *(f"lower[{place}]|lower[{place + 1}]" for place in (-2, -1, 0, 1)),
    "lower[-1]|lower[0]|lower[1]",
)
"""The words around it, alone, in pairs and in threes."""


class BiLSTMCRFFeatures(Neural):
    """A BiLSTM-CRF beside the hand-made features of spelling and context (Huang et al. 2015)."""

    title: ClassVar[str] = "BiLSTM-CRF with features"
    kind: Literal["bilstm_crf_features"] = "bilstm_crf_features"
    encoder: BiLSTM = Field(BiLSTM(), title="Encoder")
    """How the sentence around a word is read."""
    connection: bool = Field(True, title="Direct connection")
    """On: features of spelling and of neighbouring words go straight to the scores of tags, beside
    the network. Off: the features of spelling are part of what the network reads."""
    minimum_count: int = Field(2, ge=1, le=1000, title="Rarest feature", json_schema_extra=MORE)
    """Features seen fewer times than this in the training part are left out."""
    spelling: int = Field(50, ge=1, le=1024, title="Spelling numbers", json_schema_extra=MORE)
    """Without the direct connection: numbers per word that its features of spelling make."""
    decoder: Chain = Field(CRF(), title="Decoder")
    """How tags are chosen from scores."""

    @property
    def templates(self) -> tuple[str, ...]:
        """Of features."""
        return (*SPELLING, *CONTEXT) if self.connection else SPELLING

    def attributes(self, corpus: "Corpus") -> "Attributes":
        """Hand-made features of the training part."""
        from training.tagger.learners import numbered

        return numbered.gather(self.templates, corpus, self.minimum_count)

    @property
    def asks(self) -> tuple[str, ...]:
        """Inputs of the graph of words beside words and characters."""
        return (*super().asks, *(() if self.connection else ("attributes",)))

    def beside(self, counts: Counts, tags: int) -> tuple[int, Cost]:
        """Numbers per token beside words and characters, and what they cost."""
        width, cost = super().beside(counts, tags)
        rows = 1 + (counts.attributes or counts.forms * len(self.templates) // 3)
        columns, work = (tags, 220) if self.connection else (self.spelling, 75)
        table = Cost(rows * columns, work * len(self.templates) * columns)
        return width + (0 if self.connection else columns), cost + table

    def further(self, attributes: int) -> "list[nn.Module]":
        """Layers of a word's row beside its vector and its letters, in their order."""
        from training.tagger.layers.spelling import Bag

        bag = [] if self.connection else [Bag.random(attributes, self.spelling)]
        return [*super().further(attributes), *bag]

    def direct(self, attributes: int, tags: int) -> "Bag | None":
        """What attributes (T, B, S) of tokens add to the scores of tags (T, B, tags)."""
        from training.tagger.layers.spelling import Bag

        return Bag.zeros(attributes, tags) if self.connection else None
