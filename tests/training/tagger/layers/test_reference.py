"""pytorch-crf as a decoder says what our own says."""

import pytest
import torch

from training.tagger.layers.decoding import CRF, best_paths, real_places
from training.tagger.layers.reference import ReferenceCRF


@pytest.fixture
def pair():
    """Ours and the reference, with the same weights."""
    torch.manual_seed(5)
    ours, reference = CRF(6), ReferenceCRF(6)
    with torch.no_grad():
        for own, other in zip(weights(ours), weights(reference), strict=True):
            own.normal_()
            other.copy_(own)
    return ours, reference


def weights(crf):
    chain = getattr(crf, "chain", crf)
    names = ("transitions", "start", "end") if crf is chain else (
        "transitions", "start_transitions", "end_transitions"
    )  # fmt: skip
    return [getattr(chain, name) for name in names]


def batch(lengths):
    active = [sum(one > step for one in lengths) for step in range(lengths[0])]
    emissions = torch.randn(lengths[0], len(lengths), 6) * 3
    return emissions, torch.randint(6, emissions.shape[:2]), active


@pytest.mark.parametrize("lengths", [[2, 1], [5, 5], [9, 7, 7, 3, 1, 1]])
def test_a1_the_reference_has_the_same_loss_and_gradients_on_ragged_batches(pair, lengths):
    emissions, tags, active = batch(lengths)
    found = []
    for crf in pair:
        x = emissions.clone().requires_grad_()
        loss = crf(x, tags, active)
        loss.backward()
        found.append([loss.detach(), x.grad, *(weight.grad for weight in weights(crf))])
    for ours, reference in zip(*found, strict=True):
        torch.testing.assert_close(ours, reference, rtol=1e-4, atol=1e-4)


def test_a1_the_tables_of_the_reference_give_its_own_best_paths(pair):
    _, reference = pair
    lengths = [9, 7, 7, 3, 1, 1]
    emissions, _, active = batch(lengths)
    found = best_paths(emissions, *reference.tables(), active)
    expected = reference.chain.decode(emissions, mask=real_places(active, emissions))
    for column, (length, path) in enumerate(zip(lengths, expected, strict=True)):
        assert found[:length, column].tolist() == path
