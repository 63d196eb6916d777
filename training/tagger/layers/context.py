"""What a frozen biLM says of each token, mixed into one row.

Letters: U distinct words, T steps, B sentences, L LSTM layers, P numbers per direction.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.batch import Batch
from training.tagger.layers.bilm import BiLM
from training.tagger.layers.dropout import Dropout
from training.tagger.layers.graph import LAST, Graph, numpy_of


class Context(nn.Module):
    """γ Σ s_j h_j over the word's own row (twice, side by side) and the L layers; s is a softmax of
    learned weights (Peters et al. 2018, equation 1). Beside these, nothing is learned."""

    asks = "bytes"

    def __init__(self, bilm: BiLM, dropout: float) -> None:
        super().__init__()
        self._frozen = [bilm.eval().requires_grad_(False)]  # in a list: no weight of this network
        self.source_size, self.size = bilm.shape.projection, bilm.shape.size
        self.layers = bilm.shape.layers
        self.dropout = Dropout(dropout)
        self.shares = nn.Parameter(torch.zeros(self.layers + 1))
        self.gamma = nn.Parameter(torch.ones(()))

    @property
    def bilm(self) -> BiLM:
        return self._frozen[0]

    @property
    def told_size(self) -> int:
        """Numbers of a token that `told` brings."""
        return self.source_size + self.layers * self.size

    def _apply(self, fn: Callable[..., Any], recurse: bool = True) -> "Context":
        """To another device the biLM comes along."""
        self.bilm._apply(fn, recurse)  # type: ignore[no-untyped-call]
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        return self

    def forward(self, batch: Batch) -> Tensor:
        """(T, B, 2 P), out of `batch.context` if that was made before, else out of the words."""
        told = self.told(batch) if batch.context is None else batch.context
        shares = self.gamma * self.shares.softmax(0)
        row, layers = told[:, :, : self.source_size], told[:, :, self.source_size :]
        mixed = shares[0] * torch.cat([row, row], 2)
        for at, layer in enumerate(layers.split(self.size, 2), 1):
            mixed = mixed + shares[at] * layer
        hidden: Tensor = self.dropout(mixed)
        return hidden

    @torch.no_grad()
    def told(self, batch: Batch) -> Tensor:
        """(T, B, P + L · 2 P): the word's row and each layer, side by side."""
        rows = functional.embedding(batch.places, self.bilm.words(batch.asked["bytes"]))
        return torch.cat([rows, *self.bilm(rows, batch.flip)], 2)

    def write_source(self, graph: Graph) -> str:
        """→ (U, P), of an input that it adds"""
        return self.bilm.words.write(graph, graph.input("bytes", "int64", ["U", "N"]))

    def write(self, graph: Graph, x: str, lengths: str, first: int) -> str:
        """(T, B, E + P + ·), whose P rows of words begin at `first` → the mix in their place, last:
        (T, B, E + · + 2 P)"""
        ends = (0, first, first + self.source_size, LAST)
        before, rows, behind = (
            graph.add("Slice", x, *(graph.constant([at]) for at in (low, high, 2)))
            for low, high in pairwise(ends)
        )
        shares = numpy_of(self.gamma * self.shares.softmax(0))
        layers = [graph.add("Concat", rows, rows, axis=2), *self.bilm.write(graph, rows, lengths)]
        total = ""
        for share, layer in zip(shares, layers, strict=True):
            part = graph.add("Mul", layer, graph.constant(share))
            total = graph.add("Add", total, part) if total else part
        return graph.add("Concat", before, behind, total, axis=2)
