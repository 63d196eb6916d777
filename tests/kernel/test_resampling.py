"""Intervals and paired tests: held against drawing one by one, and against what must be true."""

import random

import numpy as np
import pytest

from kernel import resampling
from kernel.resampling import Interval


def counts(seed, sentences=300, accuracy=0.8):
    """(S, 3) of a reader that finds each of up to four entities with some chance."""
    chance = np.random.default_rng(seed)
    support = np.random.default_rng(0).integers(0, 5, sentences)
    right = chance.binomial(support, accuracy)
    return np.stack([right, right + chance.binomial(2, 0.1, sentences), support], 1)


def test_measures_are_precision_recall_and_f1_and_zero_where_nothing_divides():
    assert resampling.measures(np.array([3, 4, 6])) == pytest.approx([0.75, 0.5, 0.6])
    assert resampling.measures(np.zeros(3, int)).tolist() == [0, 0, 0]


def test_resampling_by_counts_is_resampling_sentence_by_sentence():
    given = counts(1, 60)
    chance = random.Random(2)
    one_by_one = [given[[chance.randrange(60) for _ in range(60)]].sum(0) for _ in range(4000)]
    drawn = resampling.resample(given, times=4000)
    for at in range(3):
        column = np.array(one_by_one)[:, at]
        assert drawn[:, at].mean() == pytest.approx(column.mean(), rel=0.02)
        assert drawn[:, at].std() == pytest.approx(column.std(), rel=0.08)
    expected = Interval.of(resampling.measures(np.array(one_by_one))[:, 2])
    assert Interval.of(resampling.measures(drawn)[:, 2]) == pytest.approx(expected, abs=0.01)


def test_the_same_seed_gives_the_same_interval_and_labels_are_drawn_together():
    given = np.stack([counts(1), counts(3)], 1)  # two labels of the same sentences
    first, second = (resampling.resample(given, times=50) for _ in range(2))
    assert (first == second).all()
    together = resampling.resample(given.sum(1, keepdims=True), times=50)
    assert first.sum(1).mean() == pytest.approx(together.mean(), rel=0.05)


def test_nine_of_ten_intervals_hold_the_score_of_the_whole_population():
    population = counts(5, 20_000)
    real = resampling.measures(population.sum(0))[2]
    chance, held = np.random.default_rng(9), 0
    for _ in range(100):
        sample = population[chance.integers(0, len(population), 200)]
        drawn = resampling.measures(resampling.resample(sample, times=200))[:, 2]
        low, high = Interval.of(drawn)
        held += low <= real <= high
    assert held >= 88


def test_equal_readings_have_p_one_and_an_interval_that_holds_zero():
    given = counts(1)
    found = resampling.difference(given, given.copy())
    assert (found.f1, found.p) == (0.0, 1.0)
    assert found.interval.low <= 0.0 <= found.interval.high


def test_a_clear_difference_has_a_small_p_and_a_chance_one_has_not():
    clear = resampling.difference(counts(1, accuracy=0.5), counts(2, accuracy=0.9))
    assert clear.f1 > 0.2
    assert clear.p < 0.01
    assert clear.interval.low > 0
    even = resampling.difference(counts(1), counts(2))
    assert even.p > 0.05
    assert even.interval.low < 0 < even.interval.high


def test_p_equals_that_of_swapping_sentence_by_sentence():
    one, two = counts(1, 40, 0.7), counts(2, 40, 0.8)

    def f1(rows):
        return resampling.measures(rows.sum(0))[2]

    observed, chance, further = abs(f1(two) - f1(one)), random.Random(4), 0
    for _ in range(4000):
        swap = np.array([[chance.random() < 0.5] for _ in range(40)])
        further += abs(f1(np.where(swap, one, two)) - f1(np.where(swap, two, one))) >= observed
    assert resampling.difference(one, two, times=4000).p == pytest.approx(further / 4000, abs=0.03)


def test_no_sentence_at_all_differs_in_nothing():
    none = np.zeros((1, 3), np.int64)
    assert resampling.difference(none, none).p == 1.0
