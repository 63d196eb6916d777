"""Several word tables side by side, and vectors for words that no table lists.

Letters: V words of the vocabulary, U words asked for, E numbers of a table, S numbers of all
subwords.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from training.tagger.layers.dropout import Dropout
from training.tagger.layers.graph import Graph
from training.tagger.layers.words import WordTable
from training.tagger.words.vocabulary import UNKNOWN


class Part(nn.Module):
    """One table of a stack.

    `places` (V,) says which of its rows a word has; words beyond its own are unknown to it. With
    `guessed`, an unknown word's row is what its groups of letters say (these columns of what is
    told of subwords) plus the row of the unknown word, which is learned.
    """

    places: Tensor | None

    def __init__(
        self, table: WordTable, places: Tensor | None = None, *, guessed: slice | None = None,
        dropout: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__()
        self.table, self.guessed, self.dropout = table, guessed, Dropout(dropout)
        self.register_buffer("places", places, persistent=False)

    def forward(self, ids: Tensor, subwords: Tensor | None) -> Tensor:
        """(U,) ids and (U, S) → (U, E)"""
        if self.places is not None:
            ids = self.places[ids]
        rows: Tensor = self.table(ids)
        if self.guessed is not None and subwords is not None:
            rows = rows + subwords[:, self.guessed] * (ids == UNKNOWN)[:, None]
        hidden: Tensor = self.dropout(rows)
        return hidden

    def write(self, graph: Graph, ids: str, subwords: str) -> str:
        """The same as nodes."""
        if self.places is not None:
            ids = graph.add("Gather", graph.constant(self.places.cpu().numpy()), ids)
        rows = self.table.write(graph, ids)
        if self.guessed is None:
            return rows
        unknown = graph.add("Equal", ids, graph.constant(np.array(UNKNOWN, np.int64)))
        share = graph.add("Unsqueeze", graph.add("Cast", unknown, to=1), graph.constant([1]))
        ends = [graph.constant([at]) for at in (self.guessed.start, self.guessed.stop, 1)]
        own = graph.add("Slice", subwords, *ends)
        return graph.add("Add", rows, graph.add("Mul", own, share))


class Stacked(nn.Module):
    """The rows of all parts, one after the other."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__()
        self.parts = nn.ModuleList(parts)
        self.size = sum(part.table.size for part in parts)
        self.asks = sum(part.guessed is not None for part in parts) > 0
        """Whether it is to be told of subwords."""

    def forward(self, ids: Tensor, subwords: Tensor | None = None) -> Tensor:
        """(U,) → (U, all sizes)"""
        return torch.cat([part(ids, subwords) for part in self.parts], 1)

    def write(self, graph: Graph, ids: str) -> str:
        """The same as nodes; subwords are an input of the graph."""
        told = graph.input("subwords", "float", ["U", "S"]) if self.asks else ""
        parts = [part.write(graph, ids, told) for part in self.parts]  # type: ignore[operator]
        return graph.add("Concat", *parts, axis=1)
