"""From encoders to scores of tags."""

import torch
from torch.nn.functional import log_softmax

from training.tagger.layers.heads import TwoHeads


def test_a4_the_votes_of_both_directions_are_added_as_logarithms_of_probabilities():
    torch.manual_seed(0)
    head = TwoHeads(8, 5)
    x = torch.randn(3, 2, 8)
    left = log_softmax(x[..., :4] @ head.ahead.weight.T + head.ahead.bias, 2)
    right = log_softmax(x[..., 4:] @ head.behind.weight.T + head.behind.bias, 2)
    torch.testing.assert_close(head(x), left + right)


def test_a4_each_direction_learns_from_its_own_states_alone():
    head = TwoHeads(8, 5)
    x = torch.randn(3, 2, 8, requires_grad=True)
    log_softmax(head.ahead(x.chunk(2, 2)[0]), 2)[..., 0].sum().backward()
    assert x.grad[..., :4].abs().sum() > 0
    assert x.grad[..., 4:].abs().sum() == 0
