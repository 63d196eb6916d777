"""The CRF against pytorch-crf on ragged batches; `test_brute_force.py` has the small ones."""

import pytest
import torch
from torchcrf import CRF as Reference

from training.tagger.layers import decoding
from training.tagger.layers.decoding import CRF, Softmax, best_paths, log_space


def ragged(lengths, kinds, scale=3.0):
    """Emissions (T, B, K), tags (T, B) and how many sentences run at each step."""
    steps = lengths[0]
    emissions = torch.randn(steps, len(lengths), kinds) * scale
    tags = torch.randint(kinds, (steps, len(lengths)))
    return emissions, tags, [sum(one > step for one in lengths) for step in range(steps)]


def chain(kinds, scale=1.0):
    crf = CRF(kinds)
    with torch.no_grad():
        for weight in crf.parameters():
            weight.normal_(0, scale)
    return crf


@pytest.mark.parametrize("seed", range(5))
def test_v9_loss_and_all_gradients_equal_pytorch_crf_on_ragged_batches(seed):
    torch.manual_seed(seed)
    lengths = sorted(torch.randint(1, 12, (7,)).tolist(), reverse=True)
    crf, reference = chain(6), Reference(6)
    pairs = (
        (crf.transitions, reference.transitions),
        (crf.start, reference.start_transitions),
        (crf.end, reference.end_transitions),
    )
    with torch.no_grad():
        for ours, theirs in pairs:
            theirs.copy_(ours)
    emissions, tags, active = ragged(lengths, 6)
    mine, other = emissions.clone().requires_grad_(), emissions.clone().requires_grad_()
    mask = decoding.real_places(active, emissions)
    loss = crf(mine, tags, active)
    expected = -reference(other, tags, mask=mask, reduction="sum")
    loss.backward()
    expected.backward()
    assert loss.item() == pytest.approx(expected.item(), abs=1e-4)
    torch.testing.assert_close(mine.grad, other.grad, atol=1e-5, rtol=1e-4)
    for ours, theirs in pairs:
        torch.testing.assert_close(ours.grad, theirs.grad, atol=1e-5, rtol=1e-4)


def test_v9_best_paths_equal_pytorch_crf_on_ragged_batches():
    torch.manual_seed(3)
    crf, reference = chain(5), Reference(5)
    with torch.no_grad():
        reference.transitions.copy_(crf.transitions)
        reference.start_transitions.copy_(crf.start)
        reference.end_transitions.copy_(crf.end)
    lengths = [9, 7, 7, 3, 1, 1]
    emissions, _, active = ragged(lengths, 5)
    found = best_paths(emissions, *crf.tables(), active)
    expected = reference.decode(emissions, mask=decoding.real_places(active, emissions))
    for column, (length, path) in enumerate(zip(lengths, expected, strict=True)):
        assert found[:length, column].tolist() == path


def test_scores_far_apart_are_summed_in_log_space_and_stay_right():
    torch.manual_seed(4)
    crf = chain(4)
    with torch.no_grad():
        crf.transitions[0, 1] = -10_000.0
    emissions, tags, active = ragged([6, 4, 2], 4, scale=200.0)
    emissions.requires_grad_()
    double = crf.double().log_partition(emissions.detach().double(), active)
    loss = crf.float()(emissions, tags, active)
    loss.backward()
    assert torch.isfinite(emissions.grad).all()
    found = crf.log_partition(emissions, active)
    torch.testing.assert_close(found.detach(), double.detach().float(), rtol=1e-5, atol=1e-2)


def test_both_ways_to_the_partition_agree_where_both_are_safe():
    torch.manual_seed(5)
    crf = chain(5)
    emissions, _, active = ragged([8, 8, 5, 1], 5)
    plain = log_space(emissions, crf.transitions, crf.start, crf.end, active)
    torch.testing.assert_close(crf.log_partition(emissions, active), plain, rtol=1e-5, atol=1e-4)


def test_softmax_is_the_cross_entropy_of_real_tokens_only():
    torch.manual_seed(6)
    emissions, tags, active = ragged([4, 2], 3)
    loss = Softmax(3, 0.0)(emissions, tags, active)
    shares = emissions.log_softmax(2)
    expected = -sum(
        shares[step, row, tags[step, row]] for row, size in ((0, 4), (1, 2)) for step in range(size)
    )
    assert loss.item() == pytest.approx(expected.item(), abs=1e-4)
