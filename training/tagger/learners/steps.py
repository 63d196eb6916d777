"""One optimizer step: torch's own for the dense weights, row by row for the word table."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from training.tagger.layers.words import WordTable
from training.tagger.optimizers import SGD, Adam, AdamW

if TYPE_CHECKING:
    from training.tagger.model import Model

TINY = 1e-8


class Rows:
    """The same rule as the dense optimizer, for the rows that a batch touched.

    The memory of a row that is not touched stands still, as in a lazy Adam.
    """

    def __init__(self, table: WordTable, rule: Adam | AdamW | SGD) -> None:
        self.table, self.rule, self.count = table, rule, 0
        self.first = torch.zeros_like(table.weight)
        self.second = torch.zeros_like(table.weight) if not isinstance(rule, SGD) else None

    @torch.no_grad()
    def step(self, rate: float) -> None:
        taken = self.table.taken
        if taken is None or taken.rows.grad is None:
            return
        self.count += 1
        ids, rows, grad = taken.ids, taken.rows.detach(), taken.rows.grad
        decay = getattr(self.rule, "weight_decay", 0.0)
        if isinstance(self.rule, SGD):
            change = self._momentum(ids, grad.add(rows, alpha=decay), self.rule.momentum)
        else:
            change = self._moments(ids, grad, self.rule.beta1, self.rule.beta2)
            rows = rows.mul(1 - rate * decay) if decay else rows
        self.table.weight.index_copy_(0, ids, rows.sub(change, alpha=rate))
        self.table.taken = None

    def _momentum(self, ids: Tensor, grad: Tensor, share: float) -> Tensor:
        change = self.first.index_select(0, ids).mul_(share).add_(grad)
        self.first.index_copy_(0, ids, change)
        return change

    def _moments(self, ids: Tensor, grad: Tensor, beta1: float, beta2: float) -> Tensor:
        assert self.second is not None  # noqa: S101
        first = self.first.index_select(0, ids).lerp_(grad, 1 - beta1)
        second = self.second.index_select(0, ids).mul_(beta2)
        second.addcmul_(grad, grad, value=1 - beta2)
        self.first.index_copy_(0, ids, first)
        self.second.index_copy_(0, ids, second)
        root = second.div_(1 - beta2**self.count).sqrt_().add_(TINY)
        return first.div_(1 - beta1**self.count).div_(root)


class Steps:
    """All weights of a model move together, under one clip and one rate."""

    def __init__(self, model: "Model", rule: Adam | AdamW | SGD, clip: float) -> None:
        self.model, self.clip = model, clip
        self.weights = list(model.parameters())
        self.dense = _dense(self.weights, rule)
        self.rows = None if model.words.frozen else Rows(model.words, rule)

    def step(self, rate: float) -> None:
        """Apply the gradients and forget them."""
        if self.clip:
            taken = self.model.words.taken
            moved = [*self.weights, taken.rows] if taken else self.weights
            nn.utils.clip_grad_norm_(moved, self.clip)
        for group in self.dense.param_groups:
            group["lr"] = rate
        self.dense.step()
        if self.rows:
            self.rows.step(rate)
        self.dense.zero_grad(set_to_none=True)

    def state(self) -> dict[str, Tensor]:
        """All memory, under flat names."""
        found = {
            f"dense.{at}.{name}": value
            for at, weight in enumerate(self.weights)
            for name, value in self.dense.state[weight].items()
            if isinstance(value, Tensor)
        }
        if self.rows:
            found["rows.first"] = self.rows.first
            found["rows.count"] = torch.tensor(self.rows.count)
            if self.rows.second is not None:
                found["rows.second"] = self.rows.second
        return found

    @torch.no_grad()
    def load(self, state: dict[str, Tensor]) -> None:
        """Take up the memory that `state` gave."""
        for name, value in state.items():
            kind, _, rest = name.partition(".")
            if kind == "dense":
                at, _, key = rest.partition(".")
                weight = self.weights[int(at)]
                here = "cpu" if key == "step" and weight.device.type == "cpu" else weight.device
                self.dense.state[weight][key] = value.to(here)
        if self.rows:
            self.rows.count = int(state["rows.count"])
            self.rows.first.copy_(state["rows.first"])
            if self.rows.second is not None:
                self.rows.second.copy_(state["rows.second"])


def _dense(weights: list[nn.Parameter], rule: Adam | AdamW | SGD) -> torch.optim.Optimizer:
    if isinstance(rule, SGD):
        return torch.optim.SGD(
            weights, lr=1.0, momentum=rule.momentum, weight_decay=rule.weight_decay
        )
    if isinstance(rule, AdamW):
        return torch.optim.AdamW(
            weights, lr=1.0, betas=(rule.beta1, rule.beta2), fused=True,
            weight_decay=rule.weight_decay,
        )  # fmt: skip
    return torch.optim.Adam(weights, lr=1.0, betas=(rule.beta1, rule.beta2), fused=True)
