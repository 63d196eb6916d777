"""Learning curves: a known law is found again, and the forecast holds what really comes."""

import numpy as np
import pytest

from training.studies.curves import fit, forecast

SIZES = [125.0, 250.0, 500.0, 1000.0]


def law(size: float) -> float:
    return 0.9 - 2.0 * size**-0.4


def counts(height: float, chance: np.random.Generator, sentences: int = 1500) -> np.ndarray:
    """Sentences with two entities each, found with this F1."""
    right = chance.binomial(2, height, sentences)
    return np.stack([right, np.full(sentences, 2), np.full(sentences, 2)], 1)


def test_a_power_law_is_found_again() -> None:
    heights = np.array([[law(size) for size in SIZES]])
    curve = fit(SIZES, heights)
    assert curve.at(2000)[0] == pytest.approx(law(2000), abs=0.003)
    assert curve.at(curve.size_for(0.8)[0])[0] == pytest.approx(0.8, abs=1e-6)
    assert np.isinf(curve.size_for(0.99)[0])


def test_a_curve_never_falls_and_never_leaves_the_unit() -> None:
    heights = np.array([[0.7, 0.6, 0.5, 0.4], [0.1, 0.5, 0.9, 0.99]])
    curve = fit(SIZES, heights)
    assert (curve.drop >= 0).all()
    assert (curve.top <= 1).all()
    assert curve.at(1e6)[1] <= 1


def test_the_forecast_at_twice_the_labels_holds_what_comes_in_most_of_twenty_worlds() -> None:
    held = 0
    for seed in range(20):
        chance = np.random.default_rng(seed)
        shaken = [law(size) + chance.normal(0, 0.008) for size in SIZES]
        found = forecast(SIZES, [[counts(height, chance)] for height in shaken])
        held += found.doubled.low <= law(2000) <= found.doubled.high
        assert found.doubled.low <= found.doubled.value <= found.doubled.high
    assert held >= 16


def test_points_carry_the_mean_of_their_repeats() -> None:
    chance = np.random.default_rng(1)
    rows = [[counts(law(size), chance) for _ in range(2)] for size in SIZES]
    found = forecast(SIZES, rows)
    for point, repeats in zip(found.points, rows, strict=True):
        means = [one[:, 0].sum() / one[:, 1].sum() for one in repeats]
        assert point.value == pytest.approx(np.mean(means))
        assert point.low < point.value < point.high
