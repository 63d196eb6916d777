"""LSTMs over sentences of unlike length, without packing.

Letters: T steps, B sentences, E numbers in, H units. Time comes first: each step is one block.
"""

from typing import Any

import torch
from torch import Tensor, nn

from training.tagger.layers.dropout import Dropout


class Flip(torch.autograd.Function):
    """Rows in another order; `places` must be its own inverse, so the way back is the same."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, places: Tensor) -> Tensor:
        ctx.save_for_backward(places)
        return x.reshape(-1, x.shape[-1]).index_select(0, places).view(x.shape)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None]:
        (places,) = ctx.saved_tensors
        grad = grads[0]
        turned = grad.reshape(-1, grad.shape[-1]).index_select(0, places).view(grad.shape)
        return turned, None


def flip(x: Tensor, places: Tensor) -> Tensor:
    """x (T, B, ·) with its rows at other places."""
    turned: Tensor = Flip.apply(x, places)  # type: ignore[no-untyped-call]
    return turned


class BiLSTM(nn.Module):
    """Two dense one-directional LSTMs; the second reads each sentence from its own last word.

    Padding stands behind the words in both, so it cannot reach them; no packing is needed.
    """

    def __init__(self, width: int, units: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.size, self.dropout = 2 * units, Dropout(dropout)
        widths = [width, *[2 * units] * (layers - 1)]
        self.ahead = nn.ModuleList(nn.LSTM(w, units) for w in widths)
        self.behind = nn.ModuleList(nn.LSTM(w, units) for w in widths)

    def forward(self, x: Tensor, places: Tensor) -> Tensor:
        """(T, B, E) → (T, B, 2H)."""
        for ahead, behind in zip(self.ahead, self.behind, strict=True):
            x = self.dropout(x)
            left, _ = ahead(x)
            right, _ = behind(flip(x, places))
            x = torch.cat([left, flip(right, places)], 2)
        hidden: Tensor = self.dropout(x)
        return hidden
