"""What a pair of tags that was never seen gets: ways to turn counts into probabilities.

`counts` are (R, C), how often column followed row; each row of the answer sums to 1 and holds no
zero. Columns that never occur at all must be left out before.
"""

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from kernel.entry import Entry

Table = NDArray[np.float64]


class WittenBell(Entry):
    """A tag that had many different followers gives more to those never seen (Witten & Bell 1991);
    nothing to set."""

    title: ClassVar[str] = "Witten–Bell"
    kind: Literal["witten_bell"] = "witten_bell"

    def shares(self, counts: NDArray[Any]) -> Table:
        """
        >>> WittenBell().shares(np.array([[3, 0], [1, 1]])).round(3).tolist()
        [[0.95, 0.05], [0.65, 0.35]]
        """
        kinds = np.maximum((counts > 0).sum(1, keepdims=True), 1)
        found: Table = (counts + kinds * _plain(counts)) / (counts.sum(1, keepdims=True) + kinds)
        return found


class AddK(Entry):
    """Every pair is counted a little more often than it was seen."""

    title: ClassVar[str] = "Add k"
    kind: Literal["add_k"] = "add_k"
    k: float = Field(0.1, gt=0, le=100, title="k")
    """What is added to each count."""

    def shares(self, counts: NDArray[Any]) -> Table:
        """
        >>> AddK(k=1).shares(np.array([[3, 0]])).tolist()
        [[0.8, 0.2]]
        """
        raised = counts + self.k
        found: Table = raised / raised.sum(1, keepdims=True)
        return found


class AbsoluteDiscount(Entry):
    """Takes the same from each count and gives it to followers by how frequent they are (Ney, Essen
    & Kneser 1994)."""

    title: ClassVar[str] = "Absolute discount"
    kind: Literal["absolute_discount"] = "absolute_discount"
    discount: float = Field(0.5, gt=0, lt=1, title="Discount")
    """What is taken from each count."""

    def shares(self, counts: NDArray[Any]) -> Table:
        """
        >>> AbsoluteDiscount(discount=0.5).shares(np.array([[3, 0], [1, 1]])).round(3).tolist()
        [[0.967, 0.033], [0.65, 0.35]]
        """
        total = counts.sum(1, keepdims=True)
        kept = np.maximum(counts - self.discount, 0)
        given = np.where(total, total - kept.sum(1, keepdims=True), 1)
        found: Table = (kept + given * _plain(counts)) / np.maximum(total, 1)
        return found


Smoothing = Annotated[WittenBell | AddK | AbsoluteDiscount, Field(discriminator="kind")]


def _plain(counts: NDArray[Any]) -> Table:
    """(C,) how frequent each column is, whatever stands before it."""
    found: Table = counts.sum(0) / max(1, counts.sum())
    return found
