"""What chooses the tags: all of a sentence together, or each token for itself."""

from typing import Annotated

from pydantic import Field

from training.tagger.decoders.crf import CRF
from training.tagger.decoders.pytorch_crf import PytorchCRF
from training.tagger.decoders.softmax import Softmax
from training.tagger.decoders.transitions import Transitions

Chain = Annotated[CRF | PytorchCRF, Field(discriminator="kind")]
ChainOrSoftmax = Annotated[CRF | PytorchCRF | Softmax, Field(discriminator="kind")]

__all__ = ["CRF", "Chain", "ChainOrSoftmax", "PytorchCRF", "Softmax", "Transitions"]
