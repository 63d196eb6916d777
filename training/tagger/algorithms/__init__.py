"""The first dropdown: what kind of model is trained."""

from typing import Annotated

from pydantic import Field

from training.tagger.algorithms.linear_crf import LinearCRF
from training.tagger.algorithms.neural import BiLSTMCRF, BiLSTMSoftmax, Neural

Algorithm = Annotated[BiLSTMCRF | BiLSTMSoftmax | LinearCRF, Field(discriminator="kind")]

__all__ = ["Algorithm", "BiLSTMCRF", "BiLSTMSoftmax", "LinearCRF", "Neural"]
