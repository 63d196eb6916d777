"""The encoder of Vaswani et al. 2017 as BERT arranges it; it also writes itself as ONNX.

Letters: W windows, P pieces, E numbers of the table, H numbers of a layer, N heads of D numbers.
"""

from collections.abc import Mapping

import numpy as np
import safetensors
import torch
from numpy.typing import NDArray
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.layers.attention import FAR, Biased, Disentangled
from training.tagger.layers.graph import Graph
from training.tagger.layers.modern import ModernLayer, Rotary
from training.tagger.layers.transformer_layer import Layer, norm
from training.tagger.layers.transformer_names import names
from training.tagger.transformer.pieces import Windows
from training.tagger.transformer.shape import BadTransformer, Shape


class Transformer(nn.Module):
    """Ids of pieces to what each layer says of them."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape, self.size, self.dropout = shape, shape.width, dropout
        self.pieces = nn.Embedding(shape.vocabulary, shape.narrow)
        placed, modern = shape.relative in ("", "biased"), shape.relative == "rotary"
        self.positions = nn.Embedding(shape.positions, shape.narrow) if placed else None
        self.apart = None if placed else Rotary(shape) if modern else Disentangled(shape)
        self.near = Biased(shape) if shape.relative == "biased" else None
        self.norm = nn.LayerNorm(shape.narrow, shape.epsilon, bias=not modern)
        self.done = nn.LayerNorm(shape.width, shape.epsilon, bias=False) if modern else None
        wider = shape.narrow != shape.width
        self.wide = nn.Linear(shape.narrow, shape.width) if wider else None
        made = range(1 if shape.shared else shape.layers)
        kept = [ModernLayer(shape, dropout, at) if modern else Layer(shape, dropout) for at in made]
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
        said = [one if self.done is None else self.done(one) for one in states[-last:]]
        return said[0] if last == 1 else torch.stack(said).mean(0)

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
        apart = self.apart.write(graph, length) if self.apart is not None else None
        states = []
        for layer in self.layers:
            x = layer.write(graph, x, far, apart)  # type: ignore[operator]
            states.append(x)
        said = [one if self.done is None else norm(graph, one, self.done) for one in states[-last:]]
        return said[0] if last == 1 else graph.add("Mean", *said)

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


_HEADS = (
    "", "bert.", "roberta.", "distilbert.", "electra.", "albert.", "mpnet.", "deberta.", "model.",
)  # fmt: skip


def _maybe(held: Mapping[str, Tensor], name: str) -> Tensor | None:
    """A weight by its plain name, under any head, new or old spelling."""
    old = name.replace("LayerNorm.weight", "LayerNorm.gamma")
    old = old.replace("LayerNorm.bias", "LayerNorm.beta")
    for head in _HEADS:
        for spelled in (name, old):
            if head + spelled in held:
                return held[head + spelled]
    return None
