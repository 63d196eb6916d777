"""Networks that read a sentence from both ends; the two differ in how tags are chosen.

What every network needs (vectors, characters, encoder, and how it is trained) stands in `Neural`;
a decoder and its loss come as one choice, so a wrong pair cannot be said.
"""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.tagger import estimate
from training.tagger.algorithms.auto import AutoBatch, AutoRate
from training.tagger.decoders import CRF, Chain, Softmax
from training.tagger.embeddings import (
    CharacterCNN,
    Characters,
    Context,
    Lexicon,
    NoContext,
    NoLexicon,
    RandomWords,
    Words,
)
from training.tagger.encoders import BiLSTM, Encoder
from training.tagger.estimate import Cost, Counts
from training.tagger.optimizers import Adam, Optimizer
from training.tagger.schedules import InverseDecay, Schedule

if TYPE_CHECKING:
    from torch import nn

    from training.tagger.corpus import Corpus
    from training.tagger.layers.spelling import Bag
    from training.tagger.learners.base import Setting
    from training.tagger.learners.neural import NeuralLearner
    from training.tagger.words.attributes import Attributes

CASE_SIZE = 5
"""Numbers for the case of a word: as many as there are cases (Chiu & Nichols 2016)."""
MORE: JsonDict = {"x-group": "more"}


class Neural(Entry):
    """What all networks share."""

    uses_gpu: ClassVar[bool] = True
    spans_only: ClassVar[bool] = False
    """Whether it can mark spans, but not tag single tokens."""

    words: Words = Field(RandomWords(), title="Word embedding")
    """Where the numbers that stand for a word come from."""
    characters: Characters = Field(CharacterCNN(), title="Character representation")
    """How the letters of a word are read; this is what helps with words never seen."""
    context: Context = Field(NoContext(), title="Contextual embedding")
    """Numbers for a word that depend on its sentence, from a language model."""
    encoder: Encoder = Field(BiLSTM(), title="Encoder")
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
    a lower training loss), with little text only after 500 steps without. 0 = never."""
    schedule: Schedule = Field(InverseDecay(), title="Rate schedule")
    """How the learning rate changes while the run goes on."""
    gradient_clip: float = Field(5.0, ge=0, le=1000, title="Gradient clip", json_schema_extra=MORE)
    """Longest step direction allowed, against sudden jumps. 0 = no limit."""
    lower_case: bool = Field(False, title="Words in lower case", json_schema_extra=MORE)
    """Look words up in lower case: “Camera” and “camera” share a vector. Letters, character types
    and case still tell the capitals."""
    case: bool = Field(False, title="Case as a feature", json_schema_extra=MORE)
    """Also tell the network how each word is written: ALL CAPITALS, Upper initial, lower case,
    miXed, or without letters."""
    lexicon: Lexicon = Field(NoLexicon(), title="Word lists", json_schema_extra=MORE)
    """Lists of known names (gazetteers) that are looked for in each sentence."""
    word_dropout: float = Field(0.5, ge=0, le=0.95, title="Hide rare words", json_schema_extra=MORE)
    """How often a word that occurs once in the training part is shown as “unknown”, so that the
    model learns to read unknown words."""

    @model_validator(mode="before")
    @classmethod
    def _earlier(cls, said: Any) -> Any:
        """Recipes that were saved before there was a choice of schedules name the decay here."""
        if isinstance(said, dict) and "rate_decay" in said and "schedule" not in said:
            said = dict(said)
            said["schedule"] = {"kind": "inverse_decay", "decay": said.pop("rate_decay")}
        return said

    def learner(self, corpus: "Corpus", setting: "Setting") -> "NeuralLearner":
        """What trains this network."""
        from training.tagger.learners import build

        return build.neural(self, corpus, setting)

    def estimate(self, counts: Counts, scheme: str, *, gpu: bool) -> dict[str, Any]:
        """What it will cost, as the form shows it."""
        return estimate.network(self, counts, scheme, gpu=gpu)

    def cost(self, counts: Counts, tags: int) -> Cost:
        """All parts together; exact where the words were counted and start at random."""
        words, letters = self.words.cost(counts), self.characters.cost(counts)
        width, further = self.beside(counts, tags)
        further += self.context.cost(counts, self.epochs) + self.lexicon.cost()
        width += self.words.size + self.characters.size + self.context.size + self.lexicon.size
        reader = self.encoder.cost(width)
        rest = Cost(0, estimate.WORK_BESIDE)
        decoding: Cost = self.decoder.cost(tags)  # type: ignore[attr-defined]
        return rest + words + letters + further + reader + self.chooser(tags) + decoding

    def chooser(self, tags: int) -> Cost:
        """From the encoder to scores of tags."""
        return Cost((self.encoder.size + 1) * tags, tags * self.encoder.size)

    def beside(self, counts: Counts, tags: int) -> tuple[int, Cost]:
        """Numbers per token beside words and characters, and what they cost."""
        if not self.case:
            return 0, Cost()
        return CASE_SIZE, Cost(CASE_SIZE * CASE_SIZE)

    def attributes(self, corpus: "Corpus") -> "Attributes | None":
        """Hand-made features of the training part, where the network takes any."""
        return None

    @property
    def asks(self) -> tuple[str, ...]:
        """Inputs of the graph of words beside words and characters."""
        kinds = ("kinds",) if self.characters.kinds else ()
        return (*kinds, *(("cases",) if self.case else ()), *self.context.asks)

    def further(self, attributes: int) -> "list[nn.Module]":
        """Layers of a word's row beside its vector and its letters, in their order."""
        from training.tagger.layers.spelling import Cases

        return [Cases(CASE_SIZE)] if self.case else []

    def direct(self, attributes: int, tags: int) -> "Bag | None":
        """What attributes (T, B, S) of tokens add to the scores of tags (T, B, tags)."""
        return None

    def head(self, width: int, tags: int) -> "nn.Module":
        """From the encoder's rows (T, B, width) to scores of tags (T, B, tags)."""
        from training.tagger.layers.heads import Linear

        return Linear(width, tags)


class BiLSTMCRF(Neural):
    """A BiLSTM reads the sentence, a CRF chooses the tags together (Huang et al. 2015)."""

    title: ClassVar[str] = "BiLSTM-CRF"
    kind: Literal["bilstm_crf"] = "bilstm_crf"
    encoder: BiLSTM = Field(BiLSTM(), title="Encoder")
    """How the sentence around a word is read."""
    decoder: Chain = Field(CRF(), title="Decoder")
    """How tags are chosen from scores."""


class BiLSTMSoftmax(Neural):
    """A BiLSTM reads the sentence, every token chooses its tag for itself."""

    title: ClassVar[str] = "BiLSTM-softmax"
    kind: Literal["bilstm_softmax"] = "bilstm_softmax"
    encoder: BiLSTM = Field(BiLSTM(), title="Encoder")
    """How the sentence around a word is read."""
    decoder: Softmax = Field(Softmax(), title="Decoder")
    """How tags are chosen from scores."""
