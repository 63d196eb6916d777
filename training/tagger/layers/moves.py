"""How weights move along their gradients: torch's own functional rules, called on plain lists.

A move takes weights, gradients, its memory (one list of tensors per kind), the number of this step
(the first is 1) and the rate. Nothing but weights and memory keeps state, so a run that goes on
from a checkpoint moves bit for bit as one that was never interrupted.
"""

from typing import Protocol

import torch
from torch import Tensor
from torch.optim.adadelta import adadelta as _adadelta
from torch.optim.adagrad import adagrad as _adagrad
from torch.optim.adam import adam as _adam
from torch.optim.adamw import adamw as _adamw
from torch.optim.nadam import nadam as _nadam
from torch.optim.rmsprop import rmsprop as _rmsprop
from torch.optim.sgd import sgd as _sgd

EPSILON = 1e-8
MU_DECAY = 0.004
"""How slowly Nesterov momentum grows in NAdam (Dozat 2016)."""
Tensors = list[Tensor]


class Move(Protocol):
    """One step of all weights, in place."""

    def __call__(
        self, weights: Tensors, grads: Tensors, memory: list[Tensors], count: int, rate: float
    ) -> None: ...


def adam(
    weights: Tensors, grads: Tensors, memory: list[Tensors], count: int, rate: float,
    *, beta1: float, beta2: float, weight_decay: float = 0.0,
) -> None:  # fmt: skip
    """Memory: mean gradient, mean square. A decay is decoupled from the gradient (AdamW)."""
    rule = _adamw if weight_decay else _adam
    rule(
        weights, grads, memory[0], memory[1], [], _steps(weights, count), amsgrad=False,
        beta1=beta1, beta2=beta2, lr=rate, weight_decay=weight_decay, eps=EPSILON, maximize=False,
        fused=True,
    )  # fmt: skip


class NAdam:
    """Memory: mean gradient, mean square. The product of the momenta follows from the count."""

    def __init__(self, beta1: float, beta2: float) -> None:
        self.beta1, self.beta2 = beta1, beta2
        self._product, self._counted = 1.0, 0

    def __call__(
        self, weights: Tensors, grads: Tensors, memory: list[Tensors], count: int, rate: float
    ) -> None:
        products = [torch.tensor(self._before(count), device=one.device) for one in weights]
        _nadam(
            weights, grads, memory[0], memory[1], products, _steps(weights, count),
            beta1=self.beta1, beta2=self.beta2, lr=rate, weight_decay=0.0,
            momentum_decay=MU_DECAY, eps=EPSILON, foreach=True,
        )  # fmt: skip

    def _before(self, count: int) -> float:
        if self._counted >= count:
            self._product, self._counted = 1.0, 0
        while self._counted < count - 1:
            self._counted += 1
            self._product *= self.beta1 * (1 - 0.5 * 0.96 ** (self._counted * MU_DECAY))
        return self._product


def sgd(
    weights: Tensors, grads: Tensors, memory: list[Tensors], count: int, rate: float,
    *, momentum: float, weight_decay: float, nesterov: bool,
) -> None:  # fmt: skip
    """Memory: the last step."""
    _sgd(
        weights, grads, list(memory[0]), weight_decay=weight_decay, momentum=momentum, lr=rate,
        dampening=0.0, nesterov=nesterov, maximize=False, foreach=True,
    )  # fmt: skip


def rmsprop(
    weights: Tensors, grads: Tensors, memory: list[Tensors], count: int, rate: float,
    *, alpha: float, momentum: float,
) -> None:  # fmt: skip
    """Memory: mean square, last step."""
    _rmsprop(
        weights, grads, memory[0], [], memory[1], _steps(weights, count), foreach=True, lr=rate,
        alpha=alpha, eps=EPSILON, weight_decay=0.0, momentum=momentum, centered=False,
    )  # fmt: skip


def adagrad(
    weights: Tensors, grads: Tensors, memory: list[Tensors], count: int, rate: float,
    *, rate_decay: float,
) -> None:  # fmt: skip
    """Memory: the sum of all squares."""
    _adagrad(
        weights, grads, memory[0], _steps(weights, count), foreach=True, lr=rate,
        weight_decay=0.0, lr_decay=rate_decay, eps=1e-10, maximize=False,
    )  # fmt: skip


def adadelta(
    weights: Tensors, grads: Tensors, memory: list[Tensors], count: int, rate: float,
    *, rho: float,
) -> None:  # fmt: skip
    """Memory: mean square of the gradients, mean square of the steps."""
    _adadelta(
        weights, grads, memory[0], memory[1], _steps(weights, count), foreach=True, lr=rate,
        rho=rho, eps=1e-6, weight_decay=0.0, maximize=False,
    )  # fmt: skip


def _steps(weights: Tensors, count: int) -> Tensors:
    """Steps behind us, as the rules want them: they count on by themselves."""
    return list(torch.full((len(weights),), count - 1.0, device=weights[0].device).unbind())
