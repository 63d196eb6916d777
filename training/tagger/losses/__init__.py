"""What training makes small. Each decoder offers only the losses that fit it."""

from typing import Annotated

from pydantic import Field

from training.tagger.losses.cross_entropy import CrossEntropy
from training.tagger.losses.focal import Focal
from training.tagger.losses.likelihood import Likelihood
from training.tagger.losses.softmax_margin import SoftmaxMargin
from training.tagger.losses.weights import (
    BalancedWeights,
    ClassWeights,
    EqualWeights,
    GivenWeights,
)

SequenceLoss = Annotated[Likelihood | SoftmaxMargin, Field(discriminator="kind")]
TokenLoss = Annotated[CrossEntropy | Focal, Field(discriminator="kind")]

__all__ = [
    "BalancedWeights", "ClassWeights", "CrossEntropy", "EqualWeights", "Focal", "GivenWeights",
    "Likelihood", "SequenceLoss", "SoftmaxMargin", "TokenLoss",
]  # fmt: skip
