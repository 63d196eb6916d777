"""One optimizer step: every dense weight, and of each table of rows those that the batch touched.

The rules of `layers.moves` take plain lists, so that the touched rows move in the same call; the
memory of a row that is not touched stands still, as in a lazy Adam.
"""

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.utils import get_total_norm

from training.tagger.layers.words import Taken, WordTable

if TYPE_CHECKING:
    from training.tagger.optimizers import Optimizer


class Steps:
    """All weights of a model move together, under one clip and one rate."""

    def __init__(self, model: nn.Module, rule: "Optimizer", clip: float) -> None:
        self.clip, self.count = clip, 0
        self.move = rule.build()
        self.weights = list(model.parameters())
        tables = (one for one in model.modules() if isinstance(one, WordTable))
        self.tables = [one for one in tables if not one.frozen]
        tracked = [*self.weights, *(one.weight for one in self.tables)]
        self.memory = [[torch.zeros_like(one) for one in tracked] for _ in range(rule.memories)]
        """What the rule remembers of each weight; the tables of rows come last."""

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Apply the gradients and forget them."""
        self.count += 1
        lent = self._lent()
        dense = [at for at, one in enumerate(self.weights) if one.grad is not None]
        weights = [self.weights[at].detach() for at in dense]
        grads = [one for at in dense if (one := self.weights[at].grad) is not None]
        memory = [[kept[at] for at in dense] for kept in self.memory]
        for at, taken, grad in lent:
            weights.append(taken.rows.detach())
            grads.append(grad)
            for known, kept in zip(memory, self.memory, strict=True):
                known.append(kept[at].index_select(0, taken.ids))
        if self.clip:
            share = self.clip / (get_total_norm(grads) + 1e-6)
            torch._foreach_mul_(grads, share.clamp(max=1.0))
        self.move(weights, grads, memory, self.count, rate)
        for place, (at, taken, _) in enumerate(lent, len(dense)):
            table = self.tables[at - len(self.weights)]
            table.weight.index_copy_(0, taken.ids, taken.rows.detach())
            for kept, known in zip(self.memory, memory, strict=True):
                kept[at].index_copy_(0, taken.ids, known[place])
        for weight in self.weights:
            weight.grad = None

    def _lent(self) -> list[tuple[int, Taken, Tensor]]:
        """Place in the memory, rows and their gradient, of each table that this step read."""
        found = []
        for at, table in enumerate(self.tables, len(self.weights)):
            taken, table.taken = table.taken, None
            if taken is not None and taken.rows.grad is not None:
                found.append((at, taken, taken.rows.grad))
        return found

    def state(self) -> dict[str, Tensor]:
        """All memory, under flat names."""
        found = {
            f"memory.{kind}.{at}": one
            for kind, kept in enumerate(self.memory)
            for at, one in enumerate(kept)
        }
        return {**found, "count": torch.tensor(self.count)}

    def load(self, state: dict[str, Tensor]) -> None:
        """Take up the memory that `state` gave."""
        self.count = int(state["count"])
        for kind, kept in enumerate(self.memory):
            for at, one in enumerate(kept):
                one.copy_(state[f"memory.{kind}.{at}"])
