"""Small tables beside a word's vector: cases, and bags of attributes."""

import torch
from torch import nn

from training.tagger.layers.spelling import Bag
from training.tagger.learners.steps import Steps
from training.tagger.optimizers import Adam


class Toy(nn.Module):
    def __init__(self):
        super().__init__()
        self.bag = Bag.random(7, 3)
        self.other = Bag.zeros(4, 3)

    def forward(self, ids, others):
        return (self.bag(ids) + self.other(others)).pow(2).sum()


def test_a_bag_is_the_sum_of_its_rows_and_row_0_adds_nothing():
    bag = Bag.random(7, 3)
    bag.weight[0] = 9.0
    ids = torch.tensor([[[1, 2], [0, 5]], [[0, 0], [6, 6]]])
    expected = torch.stack([
        bag.weight[1] + bag.weight[2], bag.weight[5], torch.zeros(3), 2 * bag.weight[6],
    ]).view(2, 2, 3)  # fmt: skip
    for mode in (bag.train, bag.eval):
        mode()
        torch.testing.assert_close(bag(ids).detach(), expected)


def test_a_bags_gradient_is_that_of_a_dense_table():
    bag = Bag.random(7, 3).train()
    ids = torch.tensor([[1, 2, 2], [0, 5, 1]])
    bag(ids).pow(2).sum().backward()
    dense = bag.weight.clone().requires_grad_()
    (dense[ids] * (ids != 0)[:, :, None]).sum(1).pow(2).sum().backward()
    torch.testing.assert_close(bag.taken.rows.grad, dense.grad[bag.taken.ids])


def test_a_step_moves_the_touched_rows_of_every_table_and_no_others():
    toy = Toy().train()
    before = toy.bag.weight.clone(), toy.other.weight.clone()
    steps = Steps(toy, Adam(), clip=1.0)
    toy(torch.tensor([[1, 0], [3, 3]]), torch.tensor([[2], [0]])).backward()
    steps.step(0.1)
    tables = zip((toy.bag.weight, toy.other.weight), before, strict=True)
    moved = [(now != old).any(1).tolist() for now, old in tables]
    assert moved == [[False, True, False, True, False, False, False], [False, False, True, False]]


def test_a_table_that_a_step_did_not_read_stands_still():
    toy = Toy().train()
    before = toy.other.weight.clone()
    steps = Steps(toy, Adam(), clip=1.0)
    toy.bag(torch.tensor([[1, 2]])).sum().backward()
    steps.step(0.1)
    assert torch.equal(toy.other.weight, before)
