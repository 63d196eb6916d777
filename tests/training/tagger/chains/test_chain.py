"""The chain at its edges: nothing to tag, ties, neighbours, scores far apart, forbidden steps.

That it is right at all is held against every path in `test_brute_force.py`.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from training.tagger.chains import chain as chains
from training.tagger.chains.chain import Chain

Floats = NDArray[np.float64]


def a_chain(tags: int, seed: int, spread: float = 2.0) -> Chain:
    chance = np.random.default_rng(seed)
    return Chain(
        chance.normal(0, spread, (tags, tags)),
        chance.normal(0, spread, tags),
        chance.normal(0, spread, tags),
    )


def some_emissions(steps: int, tags: int, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed + 1).normal(0, 2, (steps, tags)).astype(np.float32)


def test_an_empty_sentence_has_no_tags_and_one_path() -> None:
    chain, nothing = a_chain(3, 1), np.zeros((0, 3), np.float32)
    assert chains.best(chain, nothing) == []
    assert chains.log_partition(chain, nothing) == 0.0
    assert chains.marginals(chain, nothing).shape == (0, 3)
    lengths = np.zeros(0, np.int64)
    assert not chains.best_of_batch(chain, np.zeros((0, 0, 3), np.float32), lengths).size


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_sentence_has_the_same_tags_alone_and_beside_any_neighbours(
    lengths: list[int], seed: int
) -> None:
    tags = 4
    chain = a_chain(tags, seed)
    # Whole numbers make ties common, so this also holds the order in which ties are broken.
    rounded = Chain(*(np.round(part) for part in (chain.transitions, chain.start, chain.end)))
    whole = np.round(some_emissions(max(lengths) * len(lengths), tags, seed))
    emissions = whole.reshape(len(lengths), max(lengths), tags)
    together = chains.best_of_batch(rounded, emissions, np.array(lengths))
    for row, size, one in zip(together.tolist(), lengths, emissions, strict=True):
        assert row[:size] == chains.best(rounded, one[:size])
        assert not any(row[size:])


def test_of_two_equal_paths_the_lower_tag_wins() -> None:
    nothing = np.zeros((3, 4), np.float32)
    assert chains.best(Chain.free(4), nothing) == [0, 0, 0]


def test_scores_far_beyond_a_double_as_probabilities_are_summed_all_the_same() -> None:
    chain = Chain.free(2)
    emissions = np.array([[9_000.0, -9_000.0]] * 5, np.float32)
    assert chains.log_partition(chain, emissions) == pytest.approx(45_000)
    np.testing.assert_allclose(chains.marginals(chain, emissions), [[1, 0]] * 5)


def test_a_forbidden_step_is_not_taken() -> None:
    steps = np.array([[True, False], [True, True]])
    ends = np.array([True, True])
    chain = Chain.free(2).forbid(steps, np.array([True, False]), ends)
    assert chains.best(chain, np.array([[0, 5], [0, 5]], np.float32)) == [0, 0]


def test_tables_of_another_shape_are_refused_by_name() -> None:
    tables = {"transitions": np.zeros((2, 3)), "start": np.zeros(2), "end": np.zeros(2)}
    with pytest.raises(ValueError, match="transitions"):
        Chain.of(tables, 2)
