"""LSTM cells in numpy, for models that must look at their own last step before the next.

Letters: N rows, E numbers in, H units, D layers. A state is (D, 2, N, H): hidden, then cell.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.tagger.bundles.tensors import Tensors

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Cells:
    """Layers above each other: (weights of input and state (E + H, 4 H), bias (4 H,)) of each.

    Gates stand in torch's order: input, forget, cell, output.
    """

    layers: list[tuple[Floats, Floats]]
    width: int
    units: int

    @classmethod
    def of(cls, tables: Tensors, name: str) -> "Cells":
        """Out of the weights of a torch LSTM of that name; raises ValueError."""
        layers: list[tuple[Floats, Floats]] = []
        width = units = 0
        while f"{name}.weight_ih_l{len(layers)}" in tables:
            tail = f"_l{len(layers)}"
            w, r, b, c = (_table(tables, f"{name}.{part}{tail}") for part in
                          ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))  # fmt: skip
            if not layers:
                width, units = w.shape[-1], r.shape[-1]
            fits = w.shape == (4 * units, units if layers else width)
            if not fits or r.shape != (4 * units, units) or not b.shape == c.shape == (4 * units,):
                raise ValueError(f"The tables of “{name}” do not fit together.")
            layers.append((np.ascontiguousarray(np.concatenate([w, r], 1).T), b + c))
        if not layers:
            raise ValueError(f"The tables of “{name}” are not there.")
        return cls(layers, width, units)

    def start(self, rows: int) -> Floats:
        """The state before the first step."""
        return np.zeros((len(self.layers), 2, rows, self.units), np.float32)

    def step(self, x: Floats, state: Floats) -> Floats:
        """The state after one more row x (N, E)."""
        after = np.empty_like(state)
        for at, (weights, bias) in enumerate(self.layers):
            gates = np.concatenate([x, state[at, 0]], 1) @ weights + bias
            i, f, g, o = np.split(gates, 4, 1)
            cell = _sigmoid(f) * state[at, 1] + _sigmoid(i) * np.tanh(g)
            x = _sigmoid(o) * np.tanh(cell)
            after[at] = x, cell
        return after


def _sigmoid(x: Floats) -> Any:
    """Half a hyperbolic tangent: no number is too large for it."""
    return 0.5 * np.tanh(0.5 * x) + 0.5


def _table(tables: Tensors, name: str) -> Floats:
    if name not in tables:
        raise ValueError(f"The table “{name}” is not there.")
    return tables[name].astype(np.float32)
