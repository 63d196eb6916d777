"""When a trial of a search is not worth going on with: the median rule (Golovin et al. 2017)."""

from collections.abc import Sequence
from statistics import median

LEAST_OTHERS = 4
FIRST_EPOCH = 3


def hopeless(own: Sequence[float], others: Sequence[Sequence[float]]) -> bool:
    """Whether the best epoch so far is worse than the median of what finished trials had by then.

    >>> hopeless([0.1, 0.2, 0.2], [[0.5, 0.6, 0.7]] * 4)
    True
    >>> hopeless([0.1, 0.2], [[0.5, 0.6, 0.7]] * 4)
    False
    """
    by_then = [max(one[: len(own)]) for one in others if one]
    if len(own) < FIRST_EPOCH or len(by_then) < LEAST_OTHERS:
        return False
    return max(own) < median(by_then)
