"""A layer that changes nothing but what dropout hides."""

from torch import Tensor, nn

from training.tagger.layers.dropout import Dropout
from training.tagger.layers.graph import Graph


class Untouched(nn.Module):
    """In the place of an encoder, or of the layer behind it."""

    def __init__(self, size: int = 0, dropout: float = 0.0) -> None:
        super().__init__()
        self.size, self.dropout = size, Dropout(dropout)

    def forward(self, x: Tensor, places: Tensor | None = None) -> Tensor:
        """(T, B, E) → (T, B, E)"""
        hidden: Tensor = self.dropout(x)
        return hidden

    def write(self, graph: Graph, x: str, lengths: str = "") -> str:
        """(T, B, E) → (T, B, E)"""
        return x
