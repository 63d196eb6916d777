"""A layer of a transformer: attention and products, in torch and as ONNX nodes.

Letters: W windows, P pieces, H numbers of a layer, N heads of D numbers.
"""

from collections.abc import Callable, Mapping
from math import sqrt

import numpy as np
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.layers import attention
from training.tagger.layers.attention import Apart
from training.tagger.layers.graph import Graph
from training.tagger.transformer.shape import Shape

ACTIVATIONS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "gelu": functional.gelu,
    "gelu_new": lambda x: functional.gelu(x, approximate="tanh"),
    "relu": functional.relu,
}


class Attending(nn.Module):
    """What all layers have: each piece asks all others (Vaswani et al. 2017)."""

    def __init__(self, shape: Shape, dropout: float, *, bias: bool = True) -> None:
        super().__init__()
        self.heads, self.dropout = shape.heads, dropout
        self.activation, self.scale = shape.activation, attention.scale_of(shape)
        self.asked = nn.Linear(shape.width, 3 * shape.width, bias)  # query, key and value
        self.told = nn.Linear(shape.width, shape.width, bias)

    @property
    def share(self) -> float:
        """Of the signal that is hidden."""
        return self.dropout if self.training else 0.0

    def split(self, x: Tensor) -> Tensor:
        """Query, key and value (3, W, N, P, D)."""
        asked = self.asked(x).unflatten(2, (3, self.heads, -1))
        split: Tensor = asked.permute(2, 0, 3, 1, 4)
        return split

    def attend(self, query: Tensor, key: Tensor, value: Tensor, far: Tensor) -> Tensor:
        """(W, P, H)"""
        read = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=far, dropout_p=self.share, scale=self.scale
        )
        return functional.dropout(self.told(read.transpose(1, 2).flatten(2)), self.share)

    def write_split(self, graph: Graph, x: str) -> list[str]:
        """`split` with ONNX nodes."""
        asked = graph.linear(x, self.asked)
        shape = graph.constant(np.array([0, 0, 3, self.heads, -1], np.int64))
        split = graph.add("Reshape", asked, shape)
        turned = graph.add("Transpose", split, perm=[2, 0, 3, 1, 4])  # (3, W, N, P, D)
        return [
            graph.add("Gather", turned, graph.constant(np.array(at, np.int64)), axis=0)
            for at in range(3)
        ]

    def write_score(self, graph: Graph, query: str, key: str) -> tuple[str, str]:
        """The scaled query, and what it says to the key."""
        query = graph.add("Mul", query, graph.constant(np.array(self.scale, np.float32)))
        return query, graph.add("MatMul", query, graph.add("Transpose", key, perm=[0, 1, 3, 2]))

    def write_told(self, graph: Graph, score: str, value: str, far: str) -> str:
        """What is read with these scores."""
        share = graph.add("Softmax", graph.add("Add", score, far), axis=-1)
        read = graph.add("Transpose", graph.add("MatMul", share, value), perm=[0, 2, 1, 3])
        flat = graph.add("Reshape", read, graph.constant(np.array([0, 0, -1], np.int64)))
        return graph.linear(flat, self.told)


class Layer(Attending):
    """Attention and two products, each with its residual and its norm behind it."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__(shape, dropout)
        self.told_norm = nn.LayerNorm(shape.width, shape.epsilon)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.down_norm = nn.LayerNorm(shape.width, shape.epsilon)

    def forward(self, x: Tensor, far: Tensor, apart: Apart | None = None) -> Tensor:
        """(W, P, H) with far (W, 1, 1, P) or (W, N, P, P)"""
        query, key, value = self.split(x)
        if apart is not None:
            far = far + attention.spoken(query, key, apart, self.asked) * self.scale
        x = self.told_norm(x + self.attend(query, key, value, far))
        made = self.down(ACTIVATIONS[self.activation](self.up(x)))
        normed: Tensor = self.down_norm(x + functional.dropout(made, self.share))
        return normed

    def write(self, graph: Graph, x: str, far: str, apart: tuple[Tensor, str] | None = None) -> str:
        """The same with ONNX nodes."""
        query, key, value = self.write_split(graph, x)
        query, score = self.write_score(graph, query, key)
        if apart is not None:
            score = attention.write_spoken(
                graph, query, key, score, apart, self.asked, self.heads, self.scale
            )
        told = self.write_told(graph, score, value, far)
        x = norm(graph, graph.add("Add", x, told), self.told_norm)
        made = activate(graph, graph.linear(x, self.up), self.activation)
        return norm(graph, graph.add("Add", x, graph.linear(made, self.down)), self.down_norm)


def norm(graph: Graph, x: str, layer: nn.LayerNorm) -> str:
    """A LayerNorm over the last axis."""
    weights = [graph.weight(one) for one in (layer.weight, layer.bias) if one is not None]
    return graph.add("LayerNormalization", x, *weights, axis=-1, epsilon=layer.eps)


def activate(graph: Graph, x: str, kind: str) -> str:
    """The activation between a layer's two products."""
    if kind == "relu":
        return graph.add("Relu", x)

    def number(value: float) -> str:
        return graph.constant(np.array(value, np.float32))

    if kind == "gelu":
        gate = graph.add("Erf", graph.add("Mul", x, number(sqrt(0.5))))
    else:
        cube = graph.add("Mul", graph.add("Mul", x, x), x)
        inner = graph.add("Add", x, graph.add("Mul", cube, number(0.044715)))
        gate = graph.add("Tanh", graph.add("Mul", inner, number(sqrt(2 / np.pi))))
    half = graph.add("Mul", x, number(0.5))
    return graph.add("Mul", half, graph.add("Add", gate, number(1.0)))
