"""Networks that read a sentence from both ends; the two differ in how tags are chosen.

What every network needs (vectors, characters, encoder, and how it is trained) stands in `Neural`;
a decoder and its loss come as one choice, so a wrong pair cannot be said.
"""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.tagger.algorithms.auto import AutoBatch, AutoRate
from training.tagger.decoders import CRF, Softmax
from training.tagger.embeddings import CharacterCNN, Characters, RandomWords, Words
from training.tagger.encoders import BiLSTM
from training.tagger.optimizers import Adam, Optimizer

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus
    from training.tagger.learners.neural import Learner, Plan

MORE: JsonDict = {"x-group": "more"}


class Neural(Entry):
    """What all networks share."""

    words: Words = Field(RandomWords(), title="Word embedding")
    """Where the numbers that stand for a word come from."""
    characters: Characters = Field(CharacterCNN(), title="Character representation")
    """How the letters of a word are read; this is what helps with words never seen."""
    encoder: BiLSTM = Field(BiLSTM(), title="Encoder")
    """How the sentence around a word is read."""
    epochs: int = Field(25, ge=1, le=1000, title="Epochs")
    """Passes over the training part, at most; the best one is kept."""
    batch_size: AutoBatch = Field(
        "auto", title="Batch size",
        json_schema_extra={"x-auto": True, "x-minimum": 1, "x-maximum": 4096, "x-default": 32},
    )  # fmt: skip
    """Sentences per training step. Auto fills each step to a number of tokens that suits the size
    of the training part, so that long and short sentences cost alike."""
    learning_rate: AutoRate = Field(
        "auto", title="Learning rate",
        json_schema_extra={"x-auto": True, "x-minimum": 1e-7, "x-maximum": 10, "x-default": 0.001},
    )  # fmt: skip
    """Size of a training step. Auto takes the rate that suits the optimizer and the batch size; it
    is shown before you train."""
    optimizer: Optimizer = Field(Adam(), title="Optimizer")
    """How the weights move after each step."""
    early_stopping: int = Field(5, ge=0, le=1000, title="Early stopping")
    """End after this many epochs without a better F1 on the dev part (without a dev part: without
    a lower training loss). 0 = never."""
    rate_decay: float = Field(0.05, ge=0, le=1, title="Rate decay", json_schema_extra=MORE)
    """After epoch n the rate is divided by 1 + decay × n. 0 = the same rate throughout."""
    gradient_clip: float = Field(5.0, ge=0, le=1000, title="Gradient clip", json_schema_extra=MORE)
    """Longest step direction allowed, against sudden jumps. 0 = no limit."""
    word_dropout: float = Field(0.5, ge=0, le=0.95, title="Hide rare words", json_schema_extra=MORE)
    """How often a word that occurs once in the training part is shown as “unknown”, so that the
    model learns to read unknown words."""

    def learner(
        self, corpus: "Corpus", plan: "Plan", *, seed: int, device: str, files: Path | None
    ) -> "Learner":
        """What trains this network."""
        from training.tagger.learners import build

        return build.neural(self, corpus, plan, seed=seed, device=device, files=files)


class BiLSTMCRF(Neural):
    """A BiLSTM reads the sentence, a CRF chooses the tags together (Huang et al. 2015)."""

    title: ClassVar[str] = "BiLSTM-CRF"
    kind: Literal["bilstm_crf"] = "bilstm_crf"
    decoder: CRF = Field(CRF(), title="Decoder", json_schema_extra=MORE)
    """How tags are chosen from scores."""


class BiLSTMSoftmax(Neural):
    """A BiLSTM reads the sentence, every token chooses its tag for itself."""

    title: ClassVar[str] = "BiLSTM-softmax"
    kind: Literal["bilstm_softmax"] = "bilstm_softmax"
    decoder: Softmax = Field(Softmax(), title="Decoder", json_schema_extra=MORE)
    """How tags are chosen from scores."""
