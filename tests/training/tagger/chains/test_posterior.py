"""Span posteriors against brute force: the weight of all paths that hold the span."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kernel import bio
from training.tagger.chains import chain as chains
from training.tagger.chains import pairs
from training.tagger.chains.chain import Chain
from training.tagger.chains.posterior import Posterior

SETS = {
    "IOB2": ("O", "B-A", "I-A", "B-B", "I-B"),
    "IOB1": ("O", "I-A", "B-A", "I-B"),
    "IOE2": ("O", "I-A", "E-A", "E-B"),
    "IOBES": ("O", "S-A", "B-A", "I-A", "E-A"),
    "": ("NN", "VB", "DT"),
}


def shares(
    posterior: Posterior, emissions: Any, lengths: list[int], found: list[list[pairs.Found]]
) -> list[float]:
    rows = np.array([row for row, spans in enumerate(found) for _ in spans], np.int64)
    spans = np.array([span for spans in found for span in spans], np.int64).reshape(-1, 3)
    return posterior.of_batch(posterior.read(emissions, np.array(lengths)), rows, spans)


def a_chain(tags: int, seed: int, spread: float = 1.5) -> tuple[Chain, np.random.Generator]:
    chance = np.random.default_rng(seed)
    shapes = ((tags, tags), (tags,), (tags,))
    return Chain(*(chance.normal(0, spread, shape) for shape in shapes)), chance


def weights(chain: Chain, emissions: NDArray[np.float64]) -> dict[tuple[int, ...], float]:
    steps, tags = emissions.shape
    found = {}
    for path in itertools.product(range(tags), repeat=steps):
        score = chain.start[path[0]] + chain.end[path[-1]] + emissions[range(steps), path].sum()
        score += sum(chain.transitions[a, b] for a, b in itertools.pairwise(path))
        found[path] = math.exp(score)
    return found


@pytest.mark.parametrize("scheme", SETS)
@given(steps=st.integers(1, 5), seed=st.integers(0, 10**6))
@settings(max_examples=12, deadline=None)
def test_a_span_weighs_as_much_as_all_paths_that_hold_it(
    scheme: str, steps: int, seed: int
) -> None:
    tags = SETS[scheme]
    chain, chance = a_chain(len(tags), seed)
    emissions = chance.normal(0, 1.5, (steps, len(tags)))
    table = pairs.of(tags, scheme)
    every = weights(chain, emissions)
    total = sum(every.values())
    held: dict[pairs.Found, float] = {}
    for path, weight in every.items():
        for span in table.spans(path):
            held[span] = held.get(span, 0.0) + weight / total
    spans = list(held)
    posterior = Posterior(chain, table)
    fast = shares(posterior, emissions[None], [steps], [spans])
    np.testing.assert_allclose(fast, list(held.values()), atol=1e-9)
    slow = [posterior.slow(emissions, span) for span in spans]
    np.testing.assert_allclose(slow, list(held.values()), atol=1e-9)


@pytest.mark.parametrize("scheme", ["IOB2", "IOB1", "IOE2", "IOBES"])
def test_spans_are_read_as_the_kernel_reads_them(scheme: str) -> None:
    tags = SETS[scheme]
    table = pairs.of(tags, scheme)
    for path in itertools.product(range(len(tags)), repeat=4):
        mine = [(span.start, span.end, table.labels[span.label]) for span in table.spans(path)]
        rows, spans = table.spans_of_batch(np.array([path, path]), np.array([4, 2]))
        assert spans[rows == 0].tolist() == [list(span) for span in table.spans(path)]
        assert spans[rows == 1].tolist() == [list(span) for span in table.spans(path[:2])]
        assert mine == [tuple(span) for span in bio.spans_of([tags[k] for k in path], scheme)]


@pytest.mark.parametrize("scheme", ["IOB2", "IOB1", "IOE2", "IOBES"])
def test_a_legal_path_is_one_that_needs_no_mending(scheme: str) -> None:
    tags = SETS[scheme]
    table = pairs.of(tags, scheme)
    for path in itertools.product(range(len(tags)), repeat=3):
        legal = table.legal_start[path[0]] and table.legal_end[path[-1]]
        legal = legal and all(table.legal[a, b] for a, b in itertools.pairwise(path))
        names = [tags[k] for k in path]
        spans, _ = bio.mend(names, scheme)
        assert bool(legal) == (bio.tags_of(len(path), spans, scheme) == names)


def test_neighbours_of_other_lengths_do_not_change_a_share() -> None:
    tags = SETS["IOB2"]
    chain, chance = a_chain(len(tags), 3)
    table = pairs.of(tags, "IOB2")
    posterior = Posterior(chain, table)
    lengths = [9, 1, 30, 4]
    emissions = chance.normal(0, 2, (4, 30, len(tags)))
    found = [table.spans(chains.best(chain, emissions[b, :n])) for b, n in enumerate(lengths)]
    assert sum(map(len, found)) > 3
    together = shares(posterior, emissions, lengths, found)
    alone = [
        shares(posterior, emissions[b : b + 1, :size], [size], [found[b]])
        for b, size in enumerate(lengths)
    ]
    np.testing.assert_allclose(together, np.concatenate(alone), rtol=1e-12)


def test_scores_too_far_apart_for_probabilities_are_weighed_on_logarithms() -> None:
    tags = SETS["IOB2"]
    table = pairs.of(tags, "IOB2")
    chain = Chain.free(5).forbid(table.legal, table.legal_start, table.legal_end)
    # The tag that each step prefers by 5,000 may not follow: only the forbidden path is likely.
    emissions = np.full((12, 5), -5_000.0)
    emissions[:, 2] = 0.0
    emissions[0] = [-9_000, 0, 0, -9_000, -9_000]
    emissions[6] = [0, -4_000, -9_000, -9_000, -9_000]
    found = table.spans(chains.best(chain, emissions))
    fast = shares(Posterior(chain, table), emissions[None], [12], [found])
    slow = [Posterior(chain, table).slow(emissions, span) for span in found]
    np.testing.assert_allclose(fast, slow, atol=1e-12)
    assert all(0 <= share <= 1 for share in fast)


def test_no_spans_cost_nothing_and_answer_nothing() -> None:
    chain, _ = a_chain(5, 1)
    posterior = Posterior(chain, pairs.of(SETS["IOB2"], "IOB2"))
    assert shares(posterior, np.zeros((2, 3, 5)), [3, 2], [[], []]) == []


def certain(chain: Chain, emissions: Any) -> list[int]:
    names = [f"T{tag}" for tag in range(len(chain.start))]
    posterior = Posterior(chain, pairs.of(names, ""))
    return posterior.certain(posterior.read(emissions[None], np.array([len(emissions)])))


@pytest.mark.parametrize("spread", [0.5, 2.0, 6.0, 50.0])
def test_a_path_that_is_the_best_for_sure_is_the_one_that_a_search_finds(spread: float) -> None:
    said = 0
    for seed in range(80):
        chain, chance = a_chain(5, seed)
        emissions = chance.normal(0, spread, (1 + seed % 40, 5))
        found = certain(chain, emissions)
        assert found in ([], chains.best(chain, emissions))
        said += bool(found)
    assert said > 5


def test_no_path_is_the_best_for_sure_beside_one_as_good() -> None:
    chain, emissions = Chain.free(5), np.zeros((4, 5))
    emissions[:, 1] = 9.0
    assert certain(chain, emissions) == [1, 1, 1, 1]
    emissions[2, 3] = 9.0
    assert certain(chain, emissions) == []


def test_no_path_is_the_best_for_sure_where_a_better_one_sank_below_the_smallest_double() -> None:
    apart = np.eye(2, dtype=bool)  # two tags that cannot follow each other
    chain = Chain.free(2).forbid(apart, np.ones(2, bool), np.ones(2, bool))
    emissions = np.zeros((14, 2))
    emissions[:2, 1] = emissions[-2:, 1] = -400  # exp(-800) from both ends
    emissions[2:-2, 0] = -300
    assert chains.best(chain, emissions) == [1] * 14
    assert certain(chain, emissions) == []
    assert certain(chain, emissions / 10) == chains.best(chain, emissions / 10) == [1] * 14
