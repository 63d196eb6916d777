"""ModernBERT's layer (Warner et al. 2024): norms before the products, pieces turned by their places
(Su et al. 2021), a gate in the products (Shazeer 2020), and near pieces only in most layers.

Letters: W windows, P pieces, H numbers of a layer, N heads of D numbers.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.layers import attention
from training.tagger.layers.attention import FAR
from training.tagger.layers.graph import FLOAT, Graph
from training.tagger.layers.transformer_layer import ACTIVATIONS, Attending, activate, norm
from training.tagger.transformer.shape import Shape


class Turns(NamedTuple):
    """Cosines and sines (P, D) of the layers that read all and of those that read what is near,
    and what is added for pieces that are not near (P, P)."""

    wide: tuple[Tensor, Tensor]
    near: tuple[Tensor, Tensor]
    band: Tensor


class WrittenTurns(NamedTuple):
    """The names of the same in a graph."""

    wide: tuple[str, str]
    near: tuple[str, str]
    band: str


class Rotary(nn.Module):
    """Angles of the places in a window."""

    speeds: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.reach = shape.spans
        size = shape.width // shape.heads
        steps = torch.arange(0, size, 2).float() / size
        speeds = torch.stack([1.0 / base**steps for base in shape.turns])
        self.register_buffer("speeds", speeds.repeat(1, 2), persistent=False)  # (2, D)

    def forward(self, length: int) -> Turns:
        """The turns of a window."""
        at = torch.arange(length, device=self.speeds.device)
        wide, near = ((one.cos(), one.sin()) for one in at[:, None] * self.speeds[:, None])
        far = (at[:, None] - at).abs() > self.reach
        return Turns(wide, near, far * FAR)

    def write(self, graph: Graph, length: str) -> WrittenTurns:
        """The same with ONNX nodes."""
        line = graph.add("Cast", attention.places(graph, length), to=FLOAT)
        across = graph.add("Unsqueeze", line, graph.constant([1]))
        angles = [graph.add("Mul", across, graph.weight(one)) for one in self.speeds]
        wide, near = ((graph.add("Cos", one), graph.add("Sin", one)) for one in angles)
        apart = graph.add("Abs", attention.distances(graph, length, 0))
        reach = graph.constant(np.array(self.reach, np.int64))
        beyond = graph.add("Cast", graph.add("Greater", apart, reach), to=FLOAT)
        band = graph.add("Mul", beyond, graph.constant(np.array(FAR, np.float32)))
        return WrittenTurns(wide, near, band)


class ModernLayer(Attending):
    """Attention and gated products, each behind its norm and beside its residual."""

    def __init__(self, shape: Shape, dropout: float, at: int) -> None:
        super().__init__(shape, dropout, bias=False)
        self.wide = shape.wide[at]
        first = at == 0
        self.asked_norm = None if first else nn.LayerNorm(shape.width, shape.epsilon, bias=False)
        self.up_norm = nn.LayerNorm(shape.width, shape.epsilon, bias=False)
        self.up = nn.Linear(shape.width, 2 * shape.inner, bias=False)
        self.down = nn.Linear(shape.inner, shape.width, bias=False)

    def forward(self, x: Tensor, far: Tensor, turns: Turns) -> Tensor:
        """(W, P, H) with far (W, 1, 1, P)"""
        query, key, value = self.split(x if self.asked_norm is None else self.asked_norm(x))
        by = turns.wide if self.wide else turns.near
        far = far if self.wide else far + turns.band
        x = x + self.attend(_turned(query, *by), _turned(key, *by), value, far)
        made, gate = self.up(self.up_norm(x)).chunk(2, -1)
        told = self.down(ACTIVATIONS[self.activation](made) * gate)
        return x + functional.dropout(told, self.share)

    def write(self, graph: Graph, x: str, far: str, turns: WrittenTurns) -> str:
        """The same with ONNX nodes."""
        read = x if self.asked_norm is None else norm(graph, x, self.asked_norm)
        query, key, value = self.write_split(graph, read)
        by = turns.wide if self.wide else turns.near
        far = far if self.wide else graph.add("Add", far, turns.band)
        query, key = (_write_turned(graph, one, *by) for one in (query, key))
        _, score = self.write_score(graph, query, key)
        x = graph.add("Add", x, self.write_told(graph, score, value, far))
        both = graph.linear(norm(graph, x, self.up_norm), self.up)
        made, gate = graph.split(both, parts=2, axis=-1)
        gated = graph.add("Mul", activate(graph, made, self.activation), gate)
        return graph.add("Add", x, graph.linear(gated, self.down))


def _turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Each number turned against the one half a head away."""
    left, right = x.chunk(2, -1)
    return x * cos + torch.cat((-right, left), -1) * sin


def _write_turned(graph: Graph, x: str, cos: str, sin: str) -> str:
    left, right = graph.split(x, parts=2, axis=-1)
    swapped = graph.add("Concat", graph.add("Neg", right), left, axis=-1)
    return graph.add("Add", graph.add("Mul", x, cos), graph.add("Mul", swapped, sin))
