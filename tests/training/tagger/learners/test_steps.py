"""Touched rows move as torch's own optimizers move a dense table."""

import pytest
import torch
from torch import nn

from training.tagger.layers.words import WordTable
from training.tagger.learners.steps import Steps
from training.tagger.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, NAdam, RMSprop


class Toy(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = WordTable.random(6, 3)
        self.head = nn.Linear(3, 1)

    def forward(self, ids):
        return self.head(self.words(ids)).pow(2).sum()


RULES = [
    (Adam(), lambda w: torch.optim.Adam(w, lr=0.1)),
    (AdamW(weight_decay=0.2), lambda w: torch.optim.AdamW(w, lr=0.1, weight_decay=0.2)),
    (SGD(momentum=0.9), lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9)),
    (SGD(momentum=0.5, weight_decay=0.1),
     lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.5, weight_decay=0.1)),
    (SGD(nesterov=True), lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9, nesterov=True)),
    (NAdam(), lambda w: torch.optim.NAdam(w, lr=0.1)),
    (RMSprop(), lambda w: torch.optim.RMSprop(w, lr=0.1)),
    (RMSprop(alpha=0.9, momentum=0.5),
     lambda w: torch.optim.RMSprop(w, lr=0.1, alpha=0.9, momentum=0.5)),
    (Adagrad(rate_decay=0.1), lambda w: torch.optim.Adagrad(w, lr=0.1, lr_decay=0.1)),
    (Adadelta(), lambda w: torch.optim.Adadelta(w, lr=0.1)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "make"), RULES)
def test_t5_a_table_of_which_every_row_is_touched_moves_as_a_dense_one(rule, make):
    torch.manual_seed(0)
    toy = Toy()
    table = nn.Parameter(toy.words.weight.clone())
    head = nn.Linear(3, 1)
    head.load_state_dict(toy.head.state_dict())
    optimizer = make([table, *head.parameters()])
    steps = Steps(toy, rule, clip=0.0)
    ids = torch.tensor([0, 1, 2, 3, 4, 5, 2, 2])
    for _ in range(5):
        toy.train()
        toy(ids).backward()
        steps.step(0.1)
        head(table[ids]).pow(2).sum().backward()
        optimizer.step()
        optimizer.zero_grad()
    torch.testing.assert_close(toy.words.weight, table.data, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(toy.head.weight, head.weight, rtol=1e-4, atol=1e-5)


def test_rows_that_are_not_touched_stand_still():
    toy = Toy()
    before = toy.words.weight.clone()
    toy.train()
    toy(torch.tensor([2, 3])).backward()
    Steps(toy, Adam(), clip=1.0).step(0.1)
    moved = (toy.words.weight != before).any(1).tolist()
    assert moved == [False, False, True, True, False, False]


def test_the_clip_bounds_the_length_of_a_step():
    toy = Toy()
    toy.train()
    before = (
        toy.head.weight.detach().clone(),
        toy.words.weight.clone(),
        toy.head.bias.detach().clone(),
    )
    (1000 * toy(torch.tensor([1, 2, 3]))).backward()
    Steps(toy, SGD(momentum=0.0), clip=0.5).step(1.0)
    gone = torch.cat(
        [
            (toy.head.weight.detach() - before[0]).flatten(),
            (toy.head.bias.detach() - before[2]).flatten(),
            (toy.words.weight - before[1]).flatten(),
        ]
    )
    assert abs(gone.norm().item() - 0.5) < 1e-3


def test_a_frozen_table_is_never_moved():
    toy = Toy()
    toy.words.frozen = True
    before = toy.words.weight.clone()
    toy.train()
    toy(torch.tensor([1, 2])).backward()
    Steps(toy, Adam(), clip=1.0).step(0.1)
    assert torch.equal(toy.words.weight, before)
