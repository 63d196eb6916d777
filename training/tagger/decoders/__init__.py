"""What chooses the tags: all of a sentence together, or each token for itself."""

from training.tagger.decoders.crf import CRF
from training.tagger.decoders.softmax import Softmax

__all__ = ["CRF", "Softmax"]
