"""The encoder of Vaswani et al. 2017 as BERT arranges it; it also writes itself as ONNX.

Letters: W windows, P pieces, E numbers of the table, H numbers of a layer, N heads of D numbers.
"""

from collections.abc import Callable, Mapping
from math import sqrt

import numpy as np
import safetensors
import torch
from numpy.typing import NDArray
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.layers import attention
from training.tagger.layers.attention import Apart, Biased, Disentangled
from training.tagger.layers.graph import Graph
from training.tagger.layers.transformer_names import names
from training.tagger.transformer.pieces import Windows
from training.tagger.transformer.shape import BadTransformer, Shape

FAR = -1e9
"""What is added to the score of a piece that is not there; its share becomes exactly zero."""
ACTIVATIONS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "gelu": functional.gelu,
    "gelu_new": lambda x: functional.gelu(x, approximate="tanh"),
    "relu": functional.relu,
}


class Layer(nn.Module):
    """Attention and two products, each with its residual and its norm behind it."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = shape.heads, dropout
        self.activation, self.scale = shape.activation, attention.scale_of(shape)
        self.asked = nn.Linear(shape.width, 3 * shape.width)  # query, key and value
        self.told = nn.Linear(shape.width, shape.width)
        self.told_norm = nn.LayerNorm(shape.width, shape.epsilon)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.down_norm = nn.LayerNorm(shape.width, shape.epsilon)

    def forward(self, x: Tensor, far: Tensor, apart: Apart | None = None) -> Tensor:
        """(W, P, H) with far (W, 1, 1, P) or (W, N, P, P)"""
        split = self.asked(x).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        query, key, value = split  # each (W, N, P, D)
        if apart is not None:
            far = far + attention.spoken(query, key, apart, self.asked) * self.scale
        share = self.dropout if self.training else 0.0
        read = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=far, dropout_p=share, scale=self.scale
        )
        read = self.told(read.transpose(1, 2).flatten(2))  # (W, P, H)
        x = self.told_norm(x + functional.dropout(read, share))
        made = self.down(ACTIVATIONS[self.activation](self.up(x)))
        normed: Tensor = self.down_norm(x + functional.dropout(made, share))
        return normed

    def write(self, graph: Graph, x: str, far: str, apart: tuple[Tensor, str] | None = None) -> str:
        """The same with ONNX nodes."""
        asked = graph.linear(x, self.asked)
        shape = graph.constant(np.array([0, 0, 3, self.heads, -1], np.int64))
        split = graph.add("Reshape", asked, shape)
        turned = graph.add("Transpose", split, perm=[2, 0, 3, 1, 4])  # (3, W, N, P, D)
        query, key, value = (
            graph.add("Gather", turned, graph.constant(np.array(at, np.int64)), axis=0)
            for at in range(3)
        )
        query = graph.add("Mul", query, graph.constant(np.array(self.scale, np.float32)))
        score = graph.add("MatMul", query, graph.add("Transpose", key, perm=[0, 1, 3, 2]))
        if apart is not None:
            score = attention.write_spoken(
                graph, query, key, score, apart, self.asked, self.heads, self.scale
            )
        share = graph.add("Softmax", graph.add("Add", score, far), axis=-1)
        read = graph.add("Transpose", graph.add("MatMul", share, value), perm=[0, 2, 1, 3])
        flat = graph.add("Reshape", read, graph.constant(np.array([0, 0, -1], np.int64)))
        x = norm(graph, graph.add("Add", x, graph.linear(flat, self.told)), self.told_norm)
        made = activate(graph, graph.linear(x, self.up), self.activation)
        return norm(graph, graph.add("Add", x, graph.linear(made, self.down)), self.down_norm)


class Transformer(nn.Module):
    """Ids of pieces to what each layer says of them."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape, self.size, self.dropout = shape, shape.width, dropout
        self.pieces = nn.Embedding(shape.vocabulary, shape.narrow)
        apart, near = (shape.relative == one for one in ("disentangled", "biased"))
        self.positions = None if apart else nn.Embedding(shape.positions, shape.narrow)
        self.apart = Disentangled(shape) if apart else None
        self.near = Biased(shape) if near else None
        self.norm = nn.LayerNorm(shape.narrow, shape.epsilon)
        wider = shape.narrow != shape.width
        self.wide = nn.Linear(shape.narrow, shape.width) if wider else None
        kept = [Layer(shape, dropout) for _ in range(1 if shape.shared else shape.layers)]
        self.layers = nn.ModuleList(kept * shape.layers if shape.shared else kept)

    def forward(self, ids: Tensor, real: Tensor, last: int = 1) -> Tensor:
        """(W, P, H): the mean of the last layers' outputs; real (W, P) is 1 where a piece is."""
        length = ids.shape[1]
        x = self.pieces(ids)
        x = x + self.positions.weight[:length] if self.positions is not None else x
        x = functional.dropout(self.norm(x), self.dropout if self.training else 0.0)
        x = self.wide(x) if self.wide is not None else x
        far = ((1 - real) * FAR)[:, None, None, :]
        far = far + self.near(length) if self.near is not None else far
        apart = self.apart(length) if self.apart is not None else None
        states = []
        for layer in self.layers:
            x = layer(x, far, apart)
            states.append(x)
        return x if last == 1 else torch.stack(states[-last:]).mean(0)

    def write(self, graph: Graph, ids: str, real: str, last: int = 1) -> str:
        """The same with ONNX nodes."""
        length = graph.add("Shape", ids, start=1, end=2)
        x = graph.add("Gather", graph.weight(self.pieces.weight), ids)
        if self.positions is not None:
            zero = graph.constant([0])
            row = graph.add("Slice", graph.weight(self.positions.weight), zero, length, zero)
            x = graph.add("Add", x, row)
        x = norm(graph, x, self.norm)
        x = graph.linear(x, self.wide) if self.wide is not None else x
        gone = graph.add("Sub", graph.constant(np.array(1, np.float32)), real)
        far = graph.add("Mul", gone, graph.constant(np.array(FAR, np.float32)))
        far = graph.add("Unsqueeze", far, graph.constant([1, 2]))  # (W, 1, 1, P)
        if self.near is not None:
            far = graph.add("Add", far, self.near.write(graph, length))
        apart = None
        if self.apart is not None:
            apart = self.apart(1).rows, self.apart.write(graph, length)
        states = []
        for layer in self.layers:
            assert isinstance(layer, Layer)  # noqa: S101 (a ModuleList does not say what it holds)
            x = layer.write(graph, x, far, apart)
            states.append(x)
        return x if last == 1 else graph.add("Mean", *states[-last:])

    def below(self, places: bool) -> list[nn.Module]:
        """What lies below the layers; with `places`, also what they share of distances."""
        shared = (self.near, self.apart) if places else ()
        parts = (self.pieces, self.positions, self.norm, self.wide, *shared)
        return [one for one in parts if one is not None]

    def graph(self, last: int) -> bytes:
        """(W, P) pieces and real → (W, P, H) states."""
        graph = Graph()
        ids = graph.input("pieces", "int64", ["W", "P"])
        real = graph.input("real", "float", ["W", "P"])
        graph.add("Identity", self.write(graph, ids, real, last), out="states")
        return graph.done("transformer", "states", ["W", "P", self.size])

    def take(self, raw: bytes) -> None:
        """The weights of a safetensors file under the names that its kind gives them; raises
        BadTransformer."""
        try:
            held = load(raw)
        except safetensors.SafetensorError as fault:
            raise BadTransformer(f"The weights are not readable: {fault}") from fault
        with torch.no_grad():
            for name, weight in self.named_parameters():
                weight.copy_(_found(held, names(self.shape, name), weight.shape))
            kind = _maybe(held, "embeddings.token_type_embeddings.weight")
            if kind is not None:
                table = self.positions if self.positions is not None else self.pieces
                table.weight += kind[0].float()  # every piece is of the first kind


class Running:
    """The network on a device, as what reads windows."""

    def __init__(self, network: Transformer, last: int, device: str) -> None:
        self.network, self.last, self.device = network.to(device), last, device
        self.size = network.size

    @torch.no_grad()
    def read(self, windows: Windows) -> NDArray[np.float32]:
        """(W, P, H)"""
        ids, real = (torch.from_numpy(one).to(self.device) for one in (windows.ids, windows.real))
        found: NDArray[np.float32] = self.network(ids, real, self.last).float().cpu().numpy()
        return found


def norm(graph: Graph, x: str, layer: nn.LayerNorm) -> str:
    """A LayerNorm over the last axis."""
    weights = graph.weight(layer.weight), graph.weight(layer.bias)
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


def _found(held: Mapping[str, Tensor], wanted: list[str], shape: torch.Size) -> Tensor:
    """The weight of these names, put one under the other."""
    parts = []
    for name in wanted:
        part = _maybe(held, name)
        if part is None:
            raise BadTransformer(f"The weights lack {name}.")
        parts.append(part)
    found = torch.cat(parts).float()
    if found.shape != shape:
        rows = found.shape[0] - shape[0]
        if found.shape[1:] != shape[1:] or "position" not in wanted[0] or rows < 0:
            raise BadTransformer(
                f"{wanted[0]} has the shape {tuple(found.shape)} instead of {tuple(shape)}."
            )
        found = found[rows:]  # rows before the first position that is used
    if not torch.isfinite(found).all():
        raise BadTransformer(f"{wanted[0]} holds a number that is not finite.")
    return found


def _maybe(held: Mapping[str, Tensor], name: str) -> Tensor | None:
    """A weight by its plain name, under any head, new or old spelling."""
    old = name.replace("LayerNorm.weight", "LayerNorm.gamma")
    old = old.replace("LayerNorm.bias", "LayerNorm.beta")
    for head in (
        "",
        "bert.",
        "roberta.",
        "distilbert.",
        "electra.",
        "albert.",
        "mpnet.",
        "deberta.",
    ):
        for spelled in (name, old):
            if head + spelled in held:
                return held[head + spelled]
    return None
