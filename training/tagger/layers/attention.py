"""What attention learns of how far two pieces stand apart; each way also writes itself as ONNX.

Letters: W windows, P pieces, H numbers of a layer, N heads of D numbers, S spans in one direction.
A distance is the place of the piece that asks less the place of the piece that is asked.
"""

from math import log, sqrt
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.layers.graph import Graph
from training.tagger.transformer.shape import Shape

FAR = -1e9
"""What is added to the score of a piece that is not there; its share becomes exactly zero."""
FARTHEST = 128
"""Distances beyond share a bias."""


class Biased(nn.Module):
    """A score for each span of distances and each head, the same in all layers (Raffel et al. 2020,
    as MPNet has it)."""

    places: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.table = nn.Embedding(shape.spans, shape.heads)
        self.register_buffer("places", biased(shape.positions, shape.spans), persistent=False)

    def forward(self, length: int) -> Tensor:
        """(1, N, P, P)"""
        found: Tensor = self.table(_by_distance(self.places, length))
        return found.permute(2, 0, 1)[None]

    def write(self, graph: Graph, length: str) -> str:
        """The same with ONNX nodes."""
        table = graph.weight(self.table.weight[self.places])
        rows = graph.add("Gather", table, distances(graph, length, len(self.places) // 2))
        turned = graph.add("Transpose", rows, perm=[2, 0, 1])
        return graph.add("Unsqueeze", turned, graph.constant([0]))


class Apart(NamedTuple):
    """What the layers need of the distances in a window."""

    rows: Tensor  # (2S, H)
    pairs: Tensor  # (P, P) the row of each pair


class Disentangled(nn.Module):
    """A vector for each span of distances, which every layer asks and is asked by (DeBERTa, He et
    al. 2021)."""

    places: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.table = nn.Embedding(2 * shape.spans, shape.width)
        self.norm = nn.LayerNorm(shape.width, shape.epsilon)
        found = spanned(shape.positions, shape.spans, shape.farthest)
        self.register_buffer("places", found, persistent=False)

    def forward(self, length: int) -> Apart:
        """The rows and the pairs of a window."""
        return Apart(self.norm(self.table.weight), _by_distance(self.places, length))

    def write(self, graph: Graph, length: str) -> tuple[Tensor, str]:
        """The pairs with ONNX nodes; the rows become constants of each layer."""
        places = graph.constant(self.places.cpu().numpy())
        pairs = graph.add("Gather", places, distances(graph, length, len(self.places) // 2))
        return self.norm(self.table.weight), pairs


def spoken(query: Tensor, key: Tensor, apart: Apart, asked: nn.Linear) -> Tensor:
    """(W, N, P, P): what pieces ask of distances, and distances of pieces; not scaled yet."""
    query_rows, key_rows = _asked(apart.rows, asked, query.shape[1])
    shape = (*query.shape[:3], query.shape[2])
    of_distance = (query @ key_rows.mT).gather(3, apart.pairs.expand(shape))
    of_piece = (key @ query_rows.mT).gather(3, apart.pairs.T.expand(shape))
    return of_distance + of_piece.mT


def write_spoken(
    graph: Graph, query: str, key: str, score: str, apart: tuple[Tensor, str], asked: nn.Linear,
    heads: int, scale: float,
) -> str:  # fmt: skip
    """The score with both added to it; `query` is scaled already."""
    rows, pairs = apart
    query_rows, key_rows = _asked(rows, asked, heads)
    shape = graph.add("Shape", score)
    added = score
    for x, table, turned in ((query, key_rows, False), (key, query_rows * scale, True)):
        scored = graph.add("MatMul", x, graph.weight(table.mT))  # (W, N, P, 2S)
        at = graph.add("Transpose", pairs, perm=[1, 0]) if turned else pairs
        chosen = graph.add("GatherElements", scored, graph.add("Expand", at, shape), axis=3)
        chosen = graph.add("Transpose", chosen, perm=[0, 1, 3, 2]) if turned else chosen
        added = graph.add("Add", added, chosen)
    return added


def _asked(rows: Tensor, asked: nn.Linear, heads: int) -> tuple[Tensor, Tensor]:
    """The rows as queries and as keys, each (N, 2S, D)."""
    width = asked.in_features
    both = functional.linear(rows, asked.weight[: 2 * width], asked.bias[: 2 * width])
    query, key = both.unflatten(1, (2, heads, -1)).permute(1, 2, 0, 3)
    return query, key


def _by_distance(places: Tensor, length: int) -> Tensor:
    """(P, P) of what stands for each distance."""
    one = torch.arange(length, device=places.device)
    return places[one[:, None] - one + len(places) // 2]


def distances(graph: Graph, length: str, more: int) -> str:
    """(P, P) of the distances, each with `more` added; `length` is (1,)."""
    line = places(graph, length)
    apart = graph.add("Sub", graph.add("Unsqueeze", line, graph.constant([1])), line)
    return graph.add("Add", apart, graph.constant(np.array(more, np.int64)))


def places(graph: Graph, length: str) -> str:
    """(P,) 0, 1, 2 …"""
    zero, one = (graph.constant(np.array(at, np.int64)) for at in (0, 1))
    return graph.add("Range", zero, graph.add("Squeeze", length), one)


def biased(positions: int, spans: int) -> Tensor:
    """The span of each distance from 1 − positions to positions − 1: near ones are their own, then
    they grow; a half for each direction."""
    apart = torch.arange(1 - positions, positions)
    half = spans // 2
    near = half // 2
    size = apart.abs()
    grown = torch.log(size.float() / near) / log(FARTHEST / near) * (half - near)
    far = (near + grown.clamp(0).long()).clamp(max=half - 1)
    return torch.where(size < near, size, far) + half * (apart < 0)


def spanned(positions: int, spans: int, farthest: int) -> Tensor:
    """The row of each distance from 1 − positions to positions − 1, of 2 · spans rows."""
    apart = torch.arange(1 - positions, positions)
    middle = spans // 2
    size = apart.abs().clamp(min=middle - 1)
    share = torch.log(size / middle) / torch.log(torch.tensor((farthest - 1) / middle))
    grown = torch.ceil(share * (middle - 1)) + middle
    found = torch.where(size <= middle, apart, (grown * apart.sign()).long())
    return (found + spans).clamp(0, 2 * spans - 1)


def scale_of(shape: Shape) -> float:
    """By what a product of query and key is multiplied: three kinds of products weigh less each."""
    return 1 / sqrt(shape.width // shape.heads * (3 if shape.relative == "disentangled" else 1))
