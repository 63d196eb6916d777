"""What a word's row holds beside its vector and its letters.

Letters: U words, S attributes per word, E numbers per row. Each layer asks one thing of a word.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.layers.graph import Graph
from training.tagger.layers.words import WordTable
from training.tagger.words.spelling import CASES


class Cases(nn.Embedding):
    """A small vector for each way a word is written (Chiu & Nichols 2016)."""

    asks = "cases"

    def __init__(self, size: int) -> None:
        super().__init__(len(CASES), size)
        self.size = size
        nn.init.uniform_(self.weight, -0.5, 0.5)

    def ask(self, graph: Graph) -> str:
        """The input of the graph of words that this layer reads."""
        return graph.input(self.asks, "int64", ["U"])

    def write(self, graph: Graph, cases: str) -> str:
        """(U,) → (U, E)"""
        return graph.add("Gather", graph.weight(self.weight), cases)


class Bag(WordTable):
    """The sum of the rows of a word's attributes; a step moves only the rows that it met.

    Row 0 is for what the training part never showed: it adds nothing, and is never learned.
    """

    asks = "attributes"

    @classmethod
    def zeros(cls, rows: int, size: int) -> "Bag":
        """A table that says nothing before it is trained."""
        return cls(torch.zeros(rows, size))

    def forward(self, ids: Tensor) -> Tensor:
        """(…, S) → (…, E)"""
        flat = ids.reshape(-1, ids.shape[-1])
        places, rows = self.lend(flat) if self.training else (flat, self.weight)
        known = (flat != 0).to(rows.dtype)
        summed = functional.embedding_bag(places, rows, mode="sum", per_sample_weights=known)
        return summed.view(*ids.shape[:-1], self.size)

    def ask(self, graph: Graph) -> str:
        """The input of the graph of words that this layer reads."""
        return graph.input(self.asks, "int64", ["U", "S"])

    def write(self, graph: Graph, words: str) -> str:
        """(U, S) → (U, E)"""
        rows = graph.add("Gather", graph.weight(self.weight), words)
        return graph.add("ReduceSum", rows, graph.constant([1]), keepdims=0)
