"""The recipe: all that a user chooses before Train; it is the form and is saved with the model."""

from typing import Any, ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.tagger.algorithms import Algorithm, BiLSTMCRF
from training.tagger.algorithms.auto import AutoLength
from training.tagger.estimate import Counts

Metric = Literal[
    "precision", "recall", "f1", "macro_f1", "token_accuracy", "token_f1", "confusion", "errors"
]
MORE: JsonDict = {"x-group": "more"}


class Recipe(Entry):
    """All that is chosen before a run.

    >>> Recipe().algorithm.title
    'BiLSTM-CRF'
    >>> Recipe.model_validate({"algorithm": {"kind": "bilstm_crf", "epochs": 3}}).algorithm.epochs
    3
    """

    title: ClassVar[str] = "Training"
    algorithm: Algorithm = Field(BiLSTMCRF(), title="Algorithm")
    """The kind of model. Its own choices appear below it."""
    maximum_length: AutoLength = Field(
        "auto", title="Maximum sentence length",
        json_schema_extra={
            "x-auto": True, "x-minimum": 1, "x-maximum": 20_000, "x-default": 104,
            "x-suggestions": [50, 104],
        },
    )  # fmt: skip
    """Tokens of a training sentence that are used; what is cut off is counted before you train.
    Auto cuts nothing below 512 tokens. Scores and answers always use whole sentences."""
    metrics: list[Metric] = Field(["precision", "recall", "f1"], min_length=1, title="Metrics")
    """What the report shows first. All others stay one click away."""
    device: str = Field(
        "auto", pattern=r"^(auto|cpu|cuda:\d{1,2})$", title="Device",
        json_schema_extra={"x-suggestions": ["auto", "cpu", "cuda:0"]},
    )  # fmt: skip
    """Where to train: auto takes a free GPU if there is one, else the processor."""
    scheme: Literal["IOB2", "IOBES"] = Field("IOB2", title="Tag scheme", json_schema_extra=MORE)
    """How spans are spelled as tags inside the model. IOBES also marks ends and single words."""
    seed: int = Field(13, ge=0, le=2**31 - 1, title="Seed", json_schema_extra=MORE)
    """Start of all chance in the run: the same seed on the same data gives the same model."""

    def estimate(self, counts: Counts, *, gpu: bool = False) -> dict[str, Any]:
        """Seconds, megabytes, parameters and what “auto” comes to, told before training."""
        return self.algorithm.estimate(counts, self.scheme, gpu=gpu)
