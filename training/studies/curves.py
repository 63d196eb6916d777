"""From F1 at some sizes of the training part to F1 at others: F1(n) = a − b · n^(−c).

The power law is the usual shape of learning curves (Hestness et al. 2017). The interval comes from
resampled test sentences: each resample moves all points together, takes one of the repeats of each
size, shakes it as far as points lie from the curve, and is fitted anew. So it holds the chance of
the test part and that of training.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernel.resampling import LEVEL, measures, resample

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
EXPONENTS = np.linspace(0.05, 1.5, 59)
SEED = 13


class Curve(NamedTuple):
    """a, b and c of R fitted curves; each (R,)."""

    top: Floats
    drop: Floats
    power: Floats

    def at(self, size: float) -> Floats:
        """(R,) F1 at this size."""
        found: Floats = np.clip(self.top - self.drop * size**-self.power, 0, 1)
        return found

    def size_for(self, height: float) -> Floats:
        """(R,) the size that reaches this F1; infinite where the curve never does."""
        with np.errstate(divide="ignore", over="ignore"):
            ratio = self.drop / np.maximum(self.top - height, 1e-12)
            found: Floats = np.where(self.top > height, ratio ** (1 / self.power), np.inf)
        return found


def fit(sizes: Sequence[float], heights: Floats) -> Curve:
    """The best curve through each row of `heights` (R, P): least squares, a ≤ 1, b ≥ 0.

    >>> curve = fit([100, 200, 400, 800], np.array([[0.5, 0.6, 0.67, 0.72]]))
    >>> bool(0.73 < curve.at(1600)[0] < 0.77)
    True
    """
    x = np.asarray(sizes, np.float64)[None] ** -EXPONENTS[:, None]  # (C, P)
    centred = x - x.mean(1, keepdims=True)
    mean = heights.mean(1, keepdims=True)  # (R, 1)
    slope = np.maximum(-(heights - mean) @ centred.T / (centred**2).sum(1), 0)  # (R, C)
    top = mean + slope * x.mean(1)
    over = top > 1
    held = np.maximum((1 - heights) @ x.T / (x**2).sum(1), 0)
    slope, top = np.where(over, held, slope), np.minimum(top, 1)
    wrong = ((top[:, :, None] - slope[:, :, None] * x - heights[:, None]) ** 2).sum(2)
    best = wrong.argmin(1)
    rows = np.arange(len(heights))
    return Curve(top[rows, best], slope[rows, best], EXPONENTS[best])


class Estimate(NamedTuple):
    """A figure with the middle 95 % of its resamples."""

    value: float
    low: float
    high: float


class Forecast(NamedTuple):
    """F1 at each size that was tried, at twice the largest, and the curve between."""

    points: list[Estimate]
    doubled: Estimate
    curve: Curve
    """The curve of the whole test part; one row."""
    resampled: Curve


def forecast(sizes: Sequence[float], counts: Sequence[Sequence[Counts]]) -> Forecast:
    """`counts[point][repeat]` is (S, 3) per test sentence: right, predicted, support."""
    chance = np.random.default_rng(SEED)
    means = np.array([np.mean([_f1(one.sum(0)) for one in repeats]) for repeats in counts])
    every = np.stack([one for repeats in counts for one in repeats], 1)  # (S, P·repeats, 3)
    drawn = _f1(resample(every, seed=SEED))  # (R, P·repeats)
    edges = np.cumsum([0, *map(len, counts)])
    picked = np.stack(
        [
            drawn[np.arange(len(drawn)), chance.integers(first, last, len(drawn))]
            for first, last in pairwise(edges)
        ],
        1,
    )  # (R, P)
    curve = fit(sizes, means[None])
    picked += chance.normal(0, _noise(sizes, means, curve), picked.shape)
    resampled = fit(sizes, picked)
    points = [_estimate(float(mean), column) for mean, column in zip(means, picked.T, strict=True)]
    twice = 2 * max(sizes)
    doubled = _estimate(float(curve.at(twice)[0]), resampled.at(twice))
    return Forecast(points, doubled, curve, resampled)


def _noise(sizes: Sequence[float], means: Floats, curve: Curve) -> float:
    """How far points lie from the curve by the luck of training: their spread about it."""
    wrong = means - np.array([curve.at(size)[0] for size in sizes])
    return float(np.sqrt((wrong**2).sum() / max(1, len(sizes) - 2)))


def _f1(counts: NDArray[np.integer]) -> Floats:
    found: Floats = measures(counts)[..., 2]
    return found


def _estimate(value: float, resampled: Floats) -> Estimate:
    low, high = np.quantile(resampled, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, float(min(low, value)), float(max(high, value)))
