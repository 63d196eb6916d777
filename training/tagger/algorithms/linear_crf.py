"""A conditional random field over hand-made features: no network, ready in seconds."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus
    from training.tagger.learners.linear_crf import LinearLearner

MORE: JsonDict = {"x-group": "more"}


class LinearCRF(Entry):
    """Weighs spelling and neighbouring words; trains in seconds, strong on little text."""

    title: ClassVar[str] = "Linear CRF"
    kind: Literal["linear_crf"] = "linear_crf"
    epochs: int = Field(60, ge=1, le=1000, title="Iterations")
    """Passes of the solver (L-BFGS) over the training part, at most; it ends when settled."""
    c2: float = Field(0.1, ge=0, le=100, title="Smoothing (L2)")
    """Pull of all weights towards zero. More smooths more."""
    c1: float = Field(0.0, ge=0, le=100, title="Selection (L1)", json_schema_extra=MORE)
    """Pull that sets useless weights to exactly zero and makes the model smaller."""
    minimum_count: int = Field(1, ge=1, le=1000, title="Rarest feature", json_schema_extra=MORE)
    """Features seen fewer times than this are left out."""

    def learner(self, corpus: "Corpus") -> "LinearLearner":
        """What trains this model."""
        from training.tagger.learners.linear_crf import LinearLearner

        return LinearLearner(self, corpus)
