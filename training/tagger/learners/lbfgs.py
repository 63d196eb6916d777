"""Limited-memory BFGS (Nocedal 1980) towards the optimum of a smooth function of many weights.

With `c1` above 0 the sum of the weights' sizes is added, and the steps are orthant-wise (Andrew &
Gao 2007): no weight changes its sign within a step, and many come to stand at exactly zero.
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

MEMORY = 6
TRIALS = 20
"""How often a step that climbs is halved."""
SUFFICIENT = 1e-4
"""Share of the promised descent that a step must bring (Armijo)."""

Measure = Callable[[Tensor], tuple[float, Tensor]]
"""Weights (n,) → the function's value and its gradient (n,)."""


class LBFGS:
    """Where the search stands; one step at a time."""

    def __init__(self, measure: Measure, size: int, *, c1: float = 0.0) -> None:
        self.measure, self.c1 = measure, c1
        self.weights = torch.zeros(size, dtype=torch.float64)
        self.value = 0.0
        self.gradient: Tensor | None = None
        self.moves: list[tuple[Tensor, Tensor]] = []  # changes of the weights and the gradient

    def step(self) -> bool:
        """Go down once; False where no step goes down any further."""
        if self.gradient is None:
            self.value, self.gradient = self._at(self.weights)
        slope = self._slope(self.gradient)
        way = self._way(slope)
        if float(way @ slope) >= 0:
            self.moves.clear()
            way = -slope
        length = 1.0 if self.moves else 1.0 / max(1e-12, float(slope.norm()))
        for _ in range(TRIALS):
            weights = self._within(self.weights + length * way, slope)
            value, gradient = self._at(weights)
            promised = float(slope @ (weights - self.weights))
            if promised < 0 and value <= self.value + SUFFICIENT * promised:
                self._remember(weights - self.weights, gradient - self.gradient)
                self.weights, self.value, self.gradient = weights, value, gradient
                return True
            length /= 2
        return False

    def state(self) -> dict[str, Tensor]:
        """All that the next step depends on."""
        found = {"weights": self.weights, "value": torch.tensor(self.value, dtype=torch.float64)}
        if self.gradient is not None:
            found["gradient"] = self.gradient
        for at, (weights, gradient) in enumerate(self.moves):
            found |= {f"moves.{at}.weights": weights, f"moves.{at}.gradient": gradient}
        return found

    def load(self, state: Mapping[str, Tensor]) -> None:
        """Take up what `state` gave."""
        self.weights, self.value = state["weights"], float(state["value"])
        self.gradient = state.get("gradient")
        count = sum(name.startswith("moves.") for name in state) // 2
        self.moves = [
            (state[f"moves.{at}.weights"], state[f"moves.{at}.gradient"]) for at in range(count)
        ]

    def _at(self, weights: Tensor) -> tuple[float, Tensor]:
        value, gradient = self.measure(weights)
        return value + (self.c1 * float(weights.abs().sum()) if self.c1 else 0.0), gradient

    def _slope(self, gradient: Tensor) -> Tensor:
        """The gradient; where c1 makes a corner, the side that goes down, or none."""
        if not self.c1:
            return gradient
        left, right = gradient - self.c1, gradient + self.c1
        corner = torch.where(right < 0, right, torch.where(left > 0, left, 0.0))
        return torch.where(self.weights == 0, corner, gradient + self.c1 * self.weights.sign())

    def _way(self, slope: Tensor) -> Tensor:
        """The two-loop recursion: −H · slope."""
        way = -slope
        shares = []
        for moved, turned in reversed(self.moves):
            share = (moved @ way) / (moved @ turned)
            way = way - share * turned
            shares.append(share)
        if self.moves:
            moved, turned = self.moves[-1]
            way = way * ((moved @ turned) / (turned @ turned))
        for (moved, turned), share in zip(self.moves, reversed(shares), strict=True):
            way = way + (share - (turned @ way) / (moved @ turned)) * moved
        return torch.where(way * slope < 0, way, 0.0) if self.c1 else way

    def _within(self, weights: Tensor, slope: Tensor) -> Tensor:
        """Weights that would leave their orthant stop at zero."""
        if not self.c1:
            return weights
        side = torch.where(self.weights == 0, -slope.sign(), self.weights.sign())
        return torch.where(weights * side > 0, weights, 0.0)

    def _remember(self, moved: Tensor, turned: Tensor) -> None:
        if float(moved @ turned) > 1e-12 * float(turned @ turned):
            self.moves = [*self.moves, (moved, turned)][-MEMORY:]
