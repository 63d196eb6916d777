"""The network of Chiu & Nichols (2016), Named Entity Recognition with Bidirectional LSTM-CNNs."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.tagger.algorithms.neural import MORE, Neural
from training.tagger.decoders import CRF, Chain
from training.tagger.embeddings import CharacterCNN, Characters, RandomWords, Words
from training.tagger.encoders import BiLSTM
from training.tagger.estimate import Cost

if TYPE_CHECKING:
    from torch import nn


class BiLSTMCNN(Neural):
    """Both directions of a BiLSTM vote for the tags, and their votes are added; letters, character
    types, case and word lists help it (Chiu & Nichols 2016)."""

    title: ClassVar[str] = "BiLSTM-CNN"
    kind: Literal["bilstm_cnn"] = "bilstm_cnn"
    words: Words = Field(RandomWords(dimension=50), title="Word embedding")
    """Where the numbers that stand for a word come from."""
    characters: Characters = Field(
        CharacterCNN(dimension=25, kinds=True, reach=0.5), title="Character representation"
    )
    """How the letters of a word are read; this is what helps with words never seen."""
    encoder: BiLSTM = Field(BiLSTM(), title="Encoder")
    """How the sentence around a word is read."""
    lower_case: bool = Field(True, title="Words in lower case", json_schema_extra=MORE)
    """Look words up in lower case; capitals are told by letters, character types and case."""
    case: bool = Field(True, title="Case as a feature", json_schema_extra=MORE)
    """Also tell the network how each word is written: ALL CAPITALS, Upper initial, lower case,
    miXed, or without letters."""
    decoder: Chain = Field(CRF(), title="Decoder")
    """How tags are chosen from scores: by the likelihood of whole sentences, with transitions."""

    def chooser(self, tags: int) -> Cost:
        """Two heads."""
        total = 2 * (self.encoder.units + 1) * tags
        return Cost(total, total)

    def head(self, width: int, tags: int) -> "nn.Module":
        """The added votes of both directions."""
        from training.tagger.layers.heads import TwoHeads

        return TwoHeads(width, tags)
