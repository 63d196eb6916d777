"""From what an encoder says of a token to scores of its tags."""

from torch import Tensor, nn
from torch.nn.functional import log_softmax

from training.tagger.layers.graph import Graph


class Linear(nn.Linear):
    """One product and a bias."""

    def write(self, graph: Graph, x: str) -> str:
        """(T, B, H) → (T, B, K)"""
        return graph.linear(x, self)


class TwoHeads(nn.Module):
    """Each direction of a BiLSTM votes for itself; the logarithms of their probabilities are added
    (Chiu & Nichols 2016)."""

    def __init__(self, width: int, tags: int) -> None:
        super().__init__()
        self.ahead, self.behind = (nn.Linear(width // 2, tags) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        """(T, B, 2H) → (T, B, K)"""
        left, right = x.chunk(2, 2)
        return log_softmax(self.ahead(left), 2) + log_softmax(self.behind(right), 2)

    def write(self, graph: Graph, x: str) -> str:
        """(T, B, 2H) → (T, B, K)"""
        sides = graph.split(x, parts=2, axis=2)
        votes = [
            graph.add("LogSoftmax", graph.linear(side, layer), axis=2)
            for side, layer in zip(sides, (self.ahead, self.behind), strict=True)
        ]
        return graph.add("Add", *votes)
