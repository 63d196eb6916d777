"""Word vectors of which a step touches only the rows of its own words.

Letters: V rows of the table, U ids asked for, E numbers per word.
"""

from typing import NamedTuple, Self

import torch
from torch import Tensor, nn

from training.tagger.layers.graph import Graph


class Taken(NamedTuple):
    """Rows lent to one training step; their gradient is what the optimizer applies."""

    ids: Tensor  # (R,) distinct
    rows: Tensor  # (R, E) leaf


class WordTable(nn.Module):
    """A table that autograd never sees whole: a dense gradient of 35,000 rows would cost more than
    the rest of a step. Row 0 is padding and stays zero."""

    weight: Tensor

    def __init__(self, weight: Tensor, *, frozen: bool = False) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.frozen = frozen
        self.taken: Taken | None = None

    @classmethod
    def random(cls, rows: int, dimension: int) -> Self:
        """Uniform in ±√(3 / dimension), as in Ma & Hovy (2016): vectors of length about 1."""
        reach = (3 / dimension) ** 0.5
        weight = torch.empty(rows, dimension).uniform_(-reach, reach)
        weight[0] = 0
        return cls(weight)

    @property
    def size(self) -> int:
        return int(self.weight.shape[1])

    def forward(self, ids: Tensor) -> Tensor:
        """(U,) → (U, E). While training, distinct rows are lent out as `taken`."""
        if self.frozen or not self.training:
            return self.weight[ids]
        places, rows = self.lend(ids)
        return nn.functional.embedding(places, rows)

    def lend(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Where each id stands among the distinct rows, and these rows; they are now `taken`."""
        distinct, places = torch.unique(ids, return_inverse=True)
        rows = self.weight[distinct].requires_grad_()
        self.taken = Taken(distinct, rows)
        return places, rows

    def write(self, graph: Graph, words: str) -> str:
        """(U,) ids → (U, E)"""
        return graph.add("Gather", graph.weight(self.weight), words)
