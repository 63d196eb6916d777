"""A maximum-entropy Markov model as a linear chain.

A MEMM multiplies p(tag | tag before, words), so the score of a path is, summed over its tokens,
e[t, y] + T[y', y] − log Z[t, y']. What a tag y shares out among its followers, log Z[t + 1, y],
is known once its own token is read; taken off there, transitions are constant, and the chain's best
path, partition (0) and posteriors are exactly those of the MEMM.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.tagger.bundles.bundle import Bundle
from training.tagger.bundles.tensors import Tensors
from training.tagger.chains.chain import Chain, logsum
from training.tagger.runtime.chained import Chained, chained
from training.tagger.runtime.linear import Emissions, Linear


class Stepwise:
    """The sums of a linear model, less what each tag shares out."""

    def __init__(self, sums: Linear, chain: Chain) -> None:
        self._sums = sums
        self._start = chain.start
        self._highest = chain.transitions.max(1)  # (K,)
        self._follow = np.exp(chain.transitions - self._highest[:, None]).T  # (to, from)

    def emissions(self, sentences: Sequence[Sequence[str]]) -> Emissions:
        """(B, T, K); the score of a path is its log-probability."""
        told = self._sums.emissions(sentences).astype(np.float64)
        lengths = np.fromiter(map(len, sentences), np.int64)
        goes_on = np.arange(1, told.shape[1]) < lengths[:, None]  # (B, T − 1)
        shared = self._shared(told[:, 1:]) * goes_on[:, :, None]
        first = logsum(told[:, 0] + self._start)
        told[:, :-1] -= shared
        told[:, 0] -= first[:, None]
        return told.astype(np.float32)

    def _shared(self, told: NDArray[Any]) -> NDArray[Any]:
        """(…, K) log Σ over the next tag of exp(its sum + the transition to it), for each tag."""
        top = told.max(-1, keepdims=True)
        reached = np.exp(told - top) @ self._follow
        found: NDArray[Any] = np.log(reached) + top + self._highest
        return found


def engine(bundle: Bundle, tables: Tensors) -> Chained:
    """A bundle of this kind, opened; raises BadBundle."""
    opened = chained(bundle, Linear(bundle, tables), tables)
    opened.emissions = Stepwise(Linear(bundle, tables), opened.chain).emissions
    return opened
