"""One optimizer step: every dense weight, and of the word table the rows that the batch touched.

torch's own fused rules are called with plain lists, so that the touched rows move in the same call;
the memory of a row that is not touched stands still, as in a lazy Adam.
"""

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn.utils import get_total_norm
from torch.optim.adam import adam
from torch.optim.adamw import adamw
from torch.optim.sgd import sgd

from training.tagger.layers.words import Taken
from training.tagger.optimizers import SGD, Adam, AdamW

if TYPE_CHECKING:
    from training.tagger.model import Model


class Steps:
    """All weights of a model move together, under one clip and one rate."""

    def __init__(self, model: "Model", rule: Adam | AdamW | SGD, clip: float) -> None:
        self.model, self.rule, self.clip, self.count = model, rule, clip, 0
        self.weights = list(model.parameters())
        tracked = self.weights if model.words.frozen else [*self.weights, model.words.weight]
        kinds = 1 if isinstance(rule, SGD) else 2
        self.memory = [[torch.zeros_like(one) for one in tracked] for _ in range(kinds)]
        """Of each weight the mean gradient, and but for SGD the mean square; the table last."""

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Apply the gradients and forget them."""
        self.count += 1
        taken, self.model.words.taken = self.model.words.taken, None
        dense = [at for at, one in enumerate(self.weights) if one.grad is not None]
        weights = [self.weights[at].detach() for at in dense]
        grads = [one for at in dense if (one := self.weights[at].grad) is not None]
        memory = [[kept[at] for at in dense] for kept in self.memory]
        if taken is not None and taken.rows.grad is not None:
            weights.append(taken.rows.detach())
            grads.append(taken.rows.grad)
            for known, kept in zip(memory, self.memory, strict=True):
                known.append(kept[-1].index_select(0, taken.ids))
        if self.clip:
            share = self.clip / (get_total_norm(grads) + 1e-6)
            torch._foreach_mul_(grads, share.clamp(max=1.0))
        self._apply(weights, grads, memory, rate)
        if taken is not None:
            self._give_back(taken, [known[-1] for known in memory])
        for weight in self.weights:
            weight.grad = None

    def _apply(
        self, weights: list[Tensor], grads: list[Tensor], memory: list[list[Tensor]], rate: float
    ) -> None:
        rule = self.rule
        if isinstance(rule, SGD):
            sgd(
                weights, grads, list(memory[0]), weight_decay=rule.weight_decay,
                momentum=rule.momentum, lr=rate, dampening=0.0, nesterov=False, maximize=False,
                foreach=True,
            )  # fmt: skip
            return
        before = [
            torch.tensor(float(self.count - 1), device=weights[0].device) for _ in weights
        ]  # the rule itself counts on
        move = adamw if isinstance(rule, AdamW) else adam
        move(
            weights,
            grads,
            memory[0],
            memory[1],
            [],
            before,
            amsgrad=False,
            beta1=rule.beta1,
            beta2=rule.beta2,
            lr=rate,
            weight_decay=getattr(rule, "weight_decay", 0.0),
            eps=1e-8,
            maximize=False,
            fused=True,
        )

    def _give_back(self, taken: Taken, memory: list[Tensor]) -> None:
        self.model.words.weight.index_copy_(0, taken.ids, taken.rows.detach())
        for kept, known in zip(self.memory, memory, strict=True):
            kept[-1].index_copy_(0, taken.ids, known)

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
