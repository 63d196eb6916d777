"""A pre-trained transformer, fine-tuned to tag (Devlin et al. 2019)."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.tagger import estimate
from training.tagger.algorithms.auto import AutoBatch
from training.tagger.decoders import CRF, Softmax
from training.tagger.estimate import Counts, Plan
from training.tagger.schedules import Schedule, WarmupLinear
from training.tagger.transformer import sources
from training.tagger.transformer.sources import InstalledTransformer, Source

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus
    from training.tagger.learners.base import Setting
    from training.tagger.learners.fine_tuning import FineTuningLearner

MORE: JsonDict = {"x-group": "more"}
PIECES = 1.35
"""Pieces per word of English newspapers."""
PRODUCTS = 40e9
"""Multiplications per second of one processor core in a transformer."""
GPU_SPEEDUP = 60
LEAST, MOST, MOST_GPU = 128, 768, 4096
"""Tokens of a step that “auto” takes."""


class FineTunedTransformer(Entry):
    """A transformer that has read much text learns your labels: best on little labelled text, and
    ten to a hundred times slower than a BiLSTM on a processor."""

    title: ClassVar[str] = "Transformer, fine-tuned"
    kind: Literal["transformer"] = "transformer"
    uses_gpu: ClassVar[bool] = True
    spans_only: ClassVar[bool] = False
    source: Source = Field(InstalledTransformer(), title="Transformer")
    """Which transformer to start from."""
    decoder: Annotated[Softmax | CRF, Field(discriminator="kind")] = Field(
        Softmax(), title="Decoder"
    )
    """How tags are chosen from scores."""
    epochs: int = Field(5, ge=1, le=1000, title="Epochs")
    """Passes over the training part; the best one is kept."""
    batch_size: AutoBatch = Field(
        "auto", title="Batch size",
        json_schema_extra={"x-auto": True, "x-minimum": 1, "x-maximum": 4096, "x-default": 32},
    )  # fmt: skip
    """Sentences per training step. Auto fills each step to a number of tokens that suits the size
    of the training part."""
    learning_rate: float = Field(1e-4, gt=0, le=0.1, title="Learning rate")
    """Size of a training step for what the transformer already knows. 0.0001 suits small ones such
    as MiniLM; BERT takes 0.00002 to 0.00005."""
    head_factor: float = Field(
        20.0, ge=1, le=1000, title="Faster for new layers", json_schema_extra=MORE
    )
    """The last layer and the decoder begin at random and learn so many times faster."""
    schedule: Schedule = Field(WarmupLinear(), title="Rate schedule")
    """How the learning rate changes while the run goes on."""
    freeze_pieces: bool = Field(True, title="Keep the table of word pieces")
    """On: the largest table stays as it was learned, which saves time and memory and costs little.
    Off: it learns too."""
    frozen_layers: int = Field(0, ge=0, le=96, title="Layers kept as they are")
    """The first so many layers do not learn either. More is faster, and suits very little text."""
    dropout: float = Field(0.1, ge=0, le=0.95, title="Dropout", json_schema_extra=MORE)
    """Share of the signal hidden in each training step, against overfitting."""
    weight_decay: float = Field(0.01, ge=0, le=1, title="Weight decay", json_schema_extra=MORE)
    """Pull of the weights towards zero (AdamW)."""
    gradient_clip: float = Field(1.0, ge=0, le=1000, title="Gradient clip", json_schema_extra=MORE)
    """Longest step direction allowed, against sudden jumps. 0 = no limit."""
    early_stopping: int = Field(0, ge=0, le=1000, title="Early stopping", json_schema_extra=MORE)
    """End after this many epochs without a better F1 on the dev part. 0 = never: the rate falls to
    zero by itself."""

    def learner(self, corpus: "Corpus", setting: "Setting") -> "FineTuningLearner":
        """What trains this transformer."""
        from training.tagger.learners.fine_tuning import FineTuningLearner

        return FineTuningLearner(self, corpus, setting)

    def plan(self, counts: Counts, *, gpu: bool = False) -> Plan:
        """Batch and rate."""
        if self.batch_size == "auto":
            most = MOST_GPU if gpu else MOST
            tokens = max(LEAST, min(most, counts.tokens // estimate.STEPS_PER_EPOCH))
            return Plan(tokens, 0, self.learning_rate)
        mean = counts.tokens / max(1, counts.sentences)
        return Plan(max(1, round(mean * self.batch_size)), self.batch_size, self.learning_rate)

    def estimate(self, counts: Counts, scheme: str, *, gpu: bool) -> dict[str, Any]:
        """What it will cost, as the form shows it."""
        found = sources.shape(self.source)
        shape = found or sources.USUAL
        layers = max(0, shape.layers - self.frozen_layers)
        if shape.shared and self.frozen_layers:
            layers = 0
        free = shape.layer * layers  # products with weights that learn, of which ALBERT's are one
        moved = min(free, shape.layer) if shape.shared else free
        table = 0 if self.freeze_pieces or self.frozen_layers else shape.table
        plan = self.plan(counts, gpu=gpu)
        speed = PRODUCTS * (GPU_SPEEDUP if gpu else 1) / PIECES
        learned = counts.tokens * (shape.reading + 2 * free)
        checked = counts.dev_tokens * shape.reading
        seconds = (self.epochs * (learned + checked) + counts.test_tokens * shape.reading) / speed
        notes = [] if found else ["The transformer's size is known only when it is read."]
        return {
            "seconds": round(8 + seconds, 1),
            "memory_mb": round(
                estimate.BASE_MEMORY_MB
                + (3 * shape.parameters + 4 * (moved + table)) * 4 / 2**20
                + plan.tokens * PIECES * shape.layers * (shape.inner + 8 * shape.width) * 8 / 2**20
            ),
            "parameters": moved + table,
            "batch_tokens": plan.tokens,
            "batch": {
                "tokens": plan.tokens,
                "sentences": plan.sentences
                or max(1, round(plan.tokens * counts.sentences / max(1, counts.tokens))),
            },
            "learning_rate": plan.rate,
            "notes": notes,
        }
