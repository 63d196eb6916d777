"""Where a run stands, as far as a schedule asks."""

from collections.abc import Sequence
from typing import NamedTuple


class Moment(NamedTuple):
    """Enough to say a rate: nothing is kept between two steps, so a resumed run says the same."""

    epoch: int
    """The epoch under way; the first is 1."""
    done: float
    """Share of the steps of all planned epochs, this one included: above 0, at most 1."""
    heights: Sequence[float]
    """How good each epoch behind us was; higher is better."""
