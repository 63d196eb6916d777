"""The chain, in numpy and in torch, against every path written out: up to 5 tags and 6 steps."""

from functools import cache

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kernel import bio
from training.tagger.chains import chain as chains
from training.tagger.chains import pairs
from training.tagger.chains.chain import Chain
from training.tagger.chains.posterior import Posterior
from training.tagger.layers.decoding import CRF, best_paths, path_score

MOST_TAGS, MOST_STEPS = 5, 6
SETS = {
    "IOB2": ("O", "B-A", "I-A", "B-B", "I-B"),
    "IOBES": ("O", "B-A", "I-A", "E-A", "S-A"),
}
sizes = st.tuples(st.integers(1, MOST_STEPS), st.integers(1, MOST_TAGS), st.integers(0, 2**32 - 1))
some = settings(max_examples=60, deadline=None)


class Case:
    """A chain over K tags, T emissions, and all paths with their scores in double precision."""

    def __init__(self, steps: int, tags: int, seed: int, spread: float = 2.0) -> None:
        chance = np.random.default_rng(seed)
        shapes = (tags, tags), (tags,), (tags,)
        self.chain = Chain(*(chance.normal(0, spread, shape) for shape in shapes))
        self.emissions = chance.normal(0, spread, (steps, tags))
        self.paths = every(steps, tags)
        self.scores = self.scored(self.chain)
        top = self.scores.max()
        self.total = float(top + np.log(np.exp(self.scores - top).sum()))
        self.shares = np.exp(self.scores - self.total)
        self.chance = chance

    def scored(self, chain: Chain) -> np.ndarray:
        """start[y1] + Σ e[t, yt] + Σ transitions[yt, yt+1] + end[yT] of each path."""
        own = self.emissions[np.arange(len(self.emissions)), self.paths].sum(1)
        moved = chain.transitions[self.paths[:, :-1], self.paths[:, 1:]].sum(1)
        return chain.start[self.paths[:, 0]] + own + moved + chain.end[self.paths[:, -1]]

    def torch(self) -> tuple[CRF, torch.Tensor, list[int]]:
        """The same chain as a layer in double precision, and its emissions (T, 1, K)."""
        crf = CRF(len(self.chain.start)).double().eval()
        with torch.no_grad():
            crf.transitions.copy_(torch.from_numpy(self.chain.transitions))
            crf.start.copy_(torch.from_numpy(self.chain.start))
            crf.end.copy_(torch.from_numpy(self.chain.end))
        return crf, torch.from_numpy(self.emissions)[:, None], [1] * len(self.emissions)


@cache
def every(steps: int, tags: int) -> np.ndarray:
    """(K ** T, T): all paths."""
    return np.indices((tags,) * steps).reshape(steps, -1).T


@some
@given(sizes)
def test_v9_a_path_scores_the_sum_of_its_emissions_and_steps(size):
    case = Case(*size)
    crf, emissions, active = case.torch()
    chosen = case.chance.integers(0, len(case.paths), 5)
    tags = torch.from_numpy(case.paths[chosen].T.copy())  # (T, 5)
    weights = crf.transitions, crf.start, crf.end
    found = path_score(emissions.expand(-1, 5, -1), tags, [5] * len(emissions), *weights)
    np.testing.assert_allclose(found.detach().numpy(), case.scores[chosen], atol=1e-9)
    assert active == [1] * size[0]


@some
@given(sizes)
def test_v9_the_partition_is_the_sum_over_all_paths(size):
    case = Case(*size)
    crf, emissions, active = case.torch()
    assert chains.log_partition(case.chain, case.emissions) == pytest.approx(case.total, abs=1e-9)
    assert crf.log_partition(emissions, active).item() == pytest.approx(case.total, abs=1e-9)


@some
@given(sizes)
def test_v9_the_loss_is_what_the_given_path_lacks_of_the_partition(size):
    case = Case(*size)
    crf, emissions, active = case.torch()
    at = int(case.chance.integers(0, len(case.paths)))
    tags = torch.from_numpy(case.paths[at].copy())[:, None]
    loss = crf.float()(emissions, tags, active).item()  # single precision, as in training
    assert loss == pytest.approx(case.total - case.scores[at], rel=1e-4, abs=1e-4)


@some
@given(sizes)
def test_v9_marginals_are_shares_of_all_paths_and_the_gradient_of_the_partition(size):
    case = Case(*size)
    expected = np.zeros_like(case.emissions)
    for step in range(len(expected)):
        np.add.at(expected[step], case.paths[:, step], case.shares)
    np.testing.assert_allclose(chains.marginals(case.chain, case.emissions), expected, atol=1e-9)
    crf, emissions, active = case.torch()
    emissions = emissions.clone().requires_grad_()
    crf.log_partition(emissions, active).sum().backward()
    np.testing.assert_allclose(emissions.grad[:, 0].numpy(), expected, atol=1e-9)


@some
@given(sizes)
def test_v9_the_best_path_is_the_highest_of_all(size):
    case = Case(*size)
    ranked = np.sort(case.scores)
    assume(len(ranked) == 1 or ranked[-1] - ranked[-2] > 1e-9)
    highest = case.paths[case.scores.argmax()].tolist()
    crf, emissions, active = case.torch()
    assert chains.best(case.chain, case.emissions) == highest
    lengths = np.array([len(highest)])
    assert chains.best_of_batch(case.chain, case.emissions[None], lengths)[0].tolist() == highest
    assert best_paths(emissions, *crf.tables(), active)[:, 0].tolist() == highest


def lawful(path, tags, scheme):
    """Whether tags need no mending: read as spans and spelled again, they are the same."""
    said = [tags[tag] for tag in path]
    return bio.tags_of(len(said), bio.spans_of(said, scheme), scheme) == said


@pytest.mark.parametrize("scheme", SETS)
@given(steps=st.integers(1, MOST_STEPS), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_v9_a_constrained_chain_never_takes_an_illegal_step_and_is_best_among_the_legal(
    scheme, steps, seed
):
    tags = SETS[scheme]
    case = Case(steps, len(tags), seed, spread=4.0)
    known = pairs.of(tags, scheme)
    chain = case.chain.forbid(known.legal, known.legal_start, known.legal_end)
    found = chains.best(chain, case.emissions)
    assert lawful(found, tags, scheme)
    legal = np.array([lawful(path, tags, scheme) for path in case.paths])
    scores = np.where(legal, case.scores, -np.inf)
    assert case.scores[(case.paths == found).all(1)].item() == pytest.approx(scores.max())
    forbidden = case.scored(chain)[~legal]
    assert not len(forbidden) or forbidden.max() < scores.max() - 5_000
    # Nothing of the probability is left to what is illegal, and spans are scored without it.
    total = scores[legal].max() + np.log(np.exp(scores[legal] - scores[legal].max()).sum())
    assert chains.log_partition(chain, case.emissions) == pytest.approx(total, abs=1e-6)
    spans = known.spans(found)
    rows = np.zeros(len(spans), np.int64)
    posterior = Posterior(chain, known)
    passes = posterior.read(case.emissions[None], np.array([steps]))
    assert posterior.certain(passes) in ([], found)
    said = posterior.of_batch(passes, rows, np.array(spans, np.int64).reshape(-1, 3))
    weights = np.exp(scores - total)
    for span, share in zip(spans, said, strict=True):
        holds = [span in known.spans(path) for path in case.paths[legal]]
        assert share == pytest.approx(weights[legal][holds].sum(), abs=1e-6)
