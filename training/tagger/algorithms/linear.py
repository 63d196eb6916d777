"""What all linear models over feature templates share."""

from typing import Any, ClassVar

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.tagger import estimate
from training.tagger.algorithms.templates import StandardTemplates, Templates
from training.tagger.estimate import Counts

MORE: JsonDict = {"x-group": "more"}


class Linear(Entry):
    """Weights of hand-made features: no network, ready in seconds."""

    uses_gpu: ClassVar[bool] = False
    spans_only: ClassVar[bool] = False
    decoding: ClassVar[float] = 1.0
    """What an iteration costs beside that of a linear CRF."""

    templates: Templates = Field(StandardTemplates(), title="Features")
    """What is looked at in and around a word."""
    epochs: int = Field(60, ge=1, le=1000, title="Iterations")
    """Steps of the solver over the whole training part, at most; it ends when settled. The one with
    the best F1 on the dev part is kept."""
    minimum_count: int = Field(1, ge=1, le=1000, title="Rarest feature", json_schema_extra=MORE)
    """A feature that stands with a tag fewer times than this is left out."""

    def estimate(self, counts: Counts, scheme: str, *, gpu: bool) -> dict[str, Any]:
        """What it will cost, as the form shows it."""
        return estimate.linear(
            counts, scheme, epochs=self.epochs, templates=len(self.templates.lines),
            share=self.decoding,
        )  # fmt: skip


class Regularised(Linear):
    """Models that are trained by L-BFGS alone."""

    c2: float = Field(0.1, ge=0, le=100, title="Smoothing (L2)")
    """Pull of all weights towards zero. More smooths more."""
    c1: float = Field(0.0, ge=0, le=100, title="Selection (L1)", json_schema_extra=MORE)
    """Pull that sets useless weights to exactly zero and makes the model smaller."""
