"""What every choice of tags offers beside its layer."""

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from kernel.entry import Entry


class Decoder(Entry):
    """The base of the decoders."""

    chooses: ClassVar[Literal["crf", "softmax", "transitions"]] = "crf"
    """How an endpoint finds the tags."""

    def leaning(self, tags: Sequence[str], counts: NDArray[np.int64]) -> NDArray[np.float32] | None:
        """What the layer's `lean` takes in training; None = it learns from the text as it is.

        `counts` says how often each tag stands in the training part. Raises ValueError for a label
        that the feature set does not have.
        """
        return None
