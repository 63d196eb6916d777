"""The negative log-likelihood of whole sequences (Lafferty et al. 2001)."""

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from kernel.entry import Entry


class Likelihood(Entry):
    """Makes the right sequence of tags as probable as it can."""

    title: ClassVar[str] = "Negative log-likelihood"
    kind: Literal["likelihood"] = "likelihood"

    def costs(self, tags: Sequence[str]) -> NDArray[np.float32] | None:
        """(K, K) what it costs to answer column where row is right; None = nothing."""
        return None
