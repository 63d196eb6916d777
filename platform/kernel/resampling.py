"""How far a score could have come out otherwise: sentences drawn again, and two readings swapped.

Counts are whole numbers per sentence, the last axis (right, predicted, support). Sentences with
equal counts are one row that stands for many, so a thousand resamples of a corpus are one draw of
a multinomial and one matrix product.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
RESAMPLES = 1000
SEED = 13
LEVEL = 0.95
_ROUNDED = 1e-12
_AT_ONCE = 1 << 22
"""Numbers of one draw that are held at a time."""


class Interval(NamedTuple):
    """The middle 95 % of what resamples give."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Floats) -> "Interval":
        low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return cls(float(low), float(high))


class Difference(NamedTuple):
    """How two readings of the same sentences differ in F1."""

    f1: float
    """The second less the first."""
    interval: Interval
    p: float
    """How often chance alone parts them as far; 1 for equal readings."""


def measures(counts: NDArray[np.integer]) -> Floats:
    """Precision, recall and F1 along the last axis of (…, 3) counts; 0 where nothing divides.

    >>> measures(np.array([1, 2, 4])).round(3).tolist()
    [0.5, 0.25, 0.333]
    """
    right, predicted, support = np.moveaxis(counts.astype(np.float64), -1, 0)
    precision = right / np.maximum(predicted, 1)
    recall = right / np.maximum(support, 1)
    f1 = 2 * right / np.maximum(predicted + support, 1)
    return np.stack([precision, recall, f1], -1)


def resample(counts: Counts, *, times: int = RESAMPLES, seed: int = SEED) -> Counts:
    """(R, …): the sums over as many sentences as there are, drawn with replacement, R times."""
    size = len(counts)
    rows, standing = _like(counts.reshape(size, -1))
    chance = np.random.default_rng(seed)
    step = max(1, _AT_ONCE // max(1, len(rows)))
    numbers = rows.astype(np.float64)  # as floats the product is quick, and below 2^53 exact
    sums = [
        chance.multinomial(size, standing / size, min(step, times - at)) @ numbers
        for at in range(0, times, step)
    ]
    return np.concatenate(sums).astype(np.int64).reshape(times, *counts.shape[1:])


def difference(one: Counts, two: Counts, *, times: int = RESAMPLES, seed: int = SEED) -> Difference:
    """Two readings (S, 3) of the same sentences: paired bootstrap and approximate randomisation.

    The interval resamples sentences and keeps the pair together; p swaps the readings of each
    sentence by the toss of a coin and counts how often that parts the scores as far (Yeh 2000).
    """
    observed = float(_f1(two.sum(0)) - _f1(one.sum(0)))
    drawn = resample(np.stack([one, two], 1), times=times, seed=seed)
    interval = Interval.of(_f1(drawn[:, 1]) - _f1(drawn[:, 0]))
    rows, standing = _like(two - one)  # a swap moves this much from the second to the first
    tosses = np.random.default_rng(seed + 1).binomial(standing, 0.5, (times, len(rows)))
    moved = (tosses @ rows.astype(np.float64)).astype(np.int64)
    apart = np.abs(_f1(two.sum(0) - moved) - _f1(one.sum(0) + moved))
    further = int((apart >= abs(observed) - _ROUNDED).sum())
    return Difference(observed, interval, (1 + further) / (1 + times))


def _f1(counts: NDArray[np.integer]) -> Floats:
    found: Floats = measures(counts)[..., 2]
    return found


def _like(rows: Counts) -> tuple[Counts, Counts]:
    """The distinct rows, and how many sentences each stands for."""
    found, standing = np.unique(rows, axis=0, return_counts=True)
    return found, standing
