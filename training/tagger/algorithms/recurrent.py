"""The recurrent networks before and around the BiLSTM, each with its choice of decoder."""

from typing import ClassVar, Literal

from pydantic import Field

from training.tagger.algorithms.neural import Neural
from training.tagger.decoders import CRF, ChainOrSoftmax
from training.tagger.encoders import LSTM, Elman, ResidualBiLSTM


class ElmanRNN(Neural):
    """The simplest network that reads in order (Elman 1990): a baseline for the LSTMs."""

    title: ClassVar[str] = "Elman RNN"
    kind: Literal["elman"] = "elman"
    encoder: Elman = Field(Elman(), title="Encoder")
    """How the sentence around a word is read."""
    decoder: ChainOrSoftmax = Field(CRF(), title="Decoder")
    """How tags are chosen from scores."""


class OneWayLSTM(Neural):
    """An LSTM reads from left to right only: it decides about a word before it has seen what
    follows. LSTMs were first tried on names by Hammerton (2003)."""

    title: ClassVar[str] = "LSTM"
    kind: Literal["lstm"] = "lstm"
    encoder: LSTM = Field(LSTM(), title="Encoder")
    """How the sentence around a word is read."""
    decoder: ChainOrSoftmax = Field(CRF(), title="Decoder")
    """How tags are chosen from scores."""


class ResidualBiLSTMs(Neural):
    """Two BiLSTMs, the second added to the first; made for rich embeddings such as ELMo's."""

    title: ClassVar[str] = "Residual BiLSTM"
    kind: Literal["residual_bilstm"] = "residual_bilstm"
    encoder: ResidualBiLSTM = Field(ResidualBiLSTM(), title="Encoder")
    """How the sentence around a word is read."""
    decoder: ChainOrSoftmax = Field(CRF(), title="Decoder")
    """How tags are chosen from scores."""
