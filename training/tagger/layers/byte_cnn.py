"""A word's row from its bytes: convolutions, highways and a projection, as in ELMo.

Letters: U words, C places of a word, D numbers per letter, F patterns, P numbers per direction.
"""

import torch
from torch import Tensor, nn

from training.tagger.elmo import Shape
from training.tagger.layers.graph import Graph
from training.tagger.words.utf8 import ENDS, LETTERS, WIDEST


class ByteCNN(nn.Module):
    """A pure function of the word, whatever stands beside it (Kim et al. 2016)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.size, self.activation = shape.projection, shape.activation
        self.table = nn.Parameter(torch.randn(LETTERS, shape.letter) * shape.letter**-0.5)
        self.windows = nn.ModuleList(
            nn.Conv1d(shape.letter, count, width) for width, count in shape.filters
        )
        wide = shape.patterns
        self.highways = nn.ModuleList(nn.Linear(wide, 2 * wide) for _ in range(shape.highways))
        self.projection = nn.Linear(wide, shape.projection)
        with torch.no_grad():
            for highway in self.highways:
                highway.bias[wide:] -= 2  # type: ignore[index, operator]  # at first, mostly pass on

    def forward(self, ids: Tensor) -> Tensor:
        """(U, C) → (U, P)"""
        longest = int((ids == ENDS).long().argmax(1).max()) + 1 + WIDEST
        x = self.table[ids[:, :longest]].transpose(1, 2)  # (U, D, C)
        x = torch.cat([window(x).amax(2) for window in self.windows], 1)  # (U, F)
        x = x.relu() if self.activation == "relu" else x.tanh()
        for highway in self.highways:
            new, share = highway(x).chunk(2, 1)
            x = x + share.sigmoid() * (new.relu() - x)
        projected: Tensor = self.projection(x)
        return projected

    def write(self, graph: Graph, ids: str) -> str:
        """(U, C) → (U, P)"""
        letters = graph.add("Gather", graph.weight(self.table), ids)
        x = graph.add("Transpose", letters, perm=[0, 2, 1])
        best = []
        for window in self.windows:
            weights = [graph.weight(one) for one in (window.weight, window.bias)]  # type: ignore[arg-type]
            best.append(
                graph.add("ReduceMax", graph.add("Conv", x, *weights), axes=[2], keepdims=0)
            )
        x = graph.add("Concat", *best, axis=1)
        x = graph.add("Relu" if self.activation == "relu" else "Tanh", x)
        for highway in self.highways:
            x = _write_highway(graph, x, highway)  # type: ignore[arg-type]
        return graph.linear(x, self.projection)


def _write_highway(graph: Graph, x: str, highway: nn.Linear) -> str:
    new, share = graph.split(graph.linear(x, highway), parts=2, axis=1)
    way = graph.add("Sub", graph.add("Relu", new), x)
    return graph.add("Add", x, graph.add("Mul", graph.add("Sigmoid", share), way))
