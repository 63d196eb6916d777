"""Recurrent networks over sentences of unlike length, without packing.

Letters: T steps, B sentences, E numbers in, H units. Time comes first: each step is one block.
"""

from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from training.tagger.layers.dropout import Dropout
from training.tagger.layers.graph import Graph, lstm, numpy_of

LEAST_SENTENCES = 8
"""With fewer side by side, rounding their numbers costs more than quicker products save."""


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


def read(layer: nn.LSTM, x: Tensor, hidden: Dropout) -> Tensor:
    """x (T, B, E) in one direction → (T, B, H) of x's type, with recurrent dropout.

    A cell's last state is hidden from a gate by its column in the recurrent weights (Gal &
    Ghahramani 2016), the same at every step. One mask serves all sentences of a training step
    instead of one each, so the whole sequence stays one call of the fast kernel.
    """
    weights = [weight for weight in layer._flat_weights if weight is not None]
    if hidden.training and hidden.share:
        kept = hidden(weights[1].new_ones(4, 1, layer.hidden_size))
        kept = kept.expand(-1, layer.hidden_size, -1).reshape(weights[1].shape)
        weights[1] = weights[1] * kept
    elif x.dtype == weights[0].dtype:
        states: Tensor = layer(x)[0]
        return states
    start = x.new_zeros(1, x.shape[1], layer.hidden_size)
    weights = [weight.to(x.dtype) for weight in weights]
    return torch.lstm(x, (start, start), weights, True, 1, 0.0, True, False, False)[0]


def multiplies_bfloat16() -> bool:
    """Whether this processor does so by itself; on others bfloat16 would be slower."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


class Rounding(nn.Module):
    """An encoder whose LSTMs may learn in bfloat16 (Kalamkar et al. 2019): 8 significant bits per
    number. The weights, the optimizer and whatever is not learning stay in float32."""

    rounds = False

    def rounded(self, x: Tensor) -> Tensor:
        """x (T, B, E) as the LSTMs are to read it."""
        learns = self.rounds and self.training and x.shape[1] >= LEAST_SENTENCES
        return x.bfloat16() if learns else x


class Reader(Protocol):
    """What an encoder is."""

    size: int

    def __call__(self, x: Tensor, places: Tensor) -> Tensor:
        """(T, B, E), and the places that turn each sentence round → (T, B, size)."""

    def write(self, graph: Graph, x: str, lengths: str) -> str:
        """The same in ONNX."""


class BiLSTM(Rounding):
    """Two dense one-directional LSTMs; the second reads each sentence from its own last word.

    Padding stands behind the words in both, so it cannot reach them; no packing is needed.
    `residual`: what a layer says is added to what it was told (He et al. 2016).
    """

    def __init__(
        self, width: int, units: int, layers: int, dropout: float, recurrent: float = 0.0,
        *, residual: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.size, self.residual = 2 * units, residual
        self.dropout, self.recurrent = Dropout(dropout), Dropout(recurrent)
        widths = [width, *[2 * units] * (layers - 1)]
        self.ahead = nn.ModuleList(nn.LSTM(w, units) for w in widths)
        self.behind = nn.ModuleList(nn.LSTM(w, units) for w in widths)

    def forward(self, x: Tensor, places: Tensor) -> Tensor:
        """(T, B, E) → (T, B, 2H)."""
        for layer, (ahead, behind) in enumerate(self._pairs()):
            told = self.rounded(self.dropout(x))
            left = read(ahead, told, self.recurrent)
            right = read(behind, flip(told, places), self.recurrent)
            both = torch.cat([left, flip(right, places)], 2).float()
            x = x + both if self.residual and layer else both
        hidden: Tensor = self.dropout(x)
        return hidden

    def write(self, graph: Graph, x: str, lengths: str) -> str:
        """(T, B, E) → (T, B, 2H)"""
        for layer, pair in enumerate(self._pairs()):
            states = lstm(graph, x, lengths, pair)
            side = graph.add("Transpose", states, perm=[0, 2, 1, 3])
            both = graph.add("Reshape", side, graph.constant([0, 0, self.size]))
            x = graph.add("Add", x, both) if self.residual and layer else both
        return x

    def _pairs(self) -> list[tuple[nn.LSTM, nn.LSTM]]:
        pairs: Any = zip(self.ahead, self.behind, strict=True)
        return list(pairs)


class OneLSTM(Rounding):
    """A dense LSTM from the first word to the last."""

    def __init__(self, width: int, units: int, dropout: float, recurrent: float = 0.0) -> None:
        super().__init__()
        self.size = units
        self.dropout, self.recurrent = Dropout(dropout), Dropout(recurrent)
        self.layer = nn.LSTM(width, units)

    def forward(self, x: Tensor, places: Tensor) -> Tensor:
        """(T, B, E) → (T, B, H)"""
        states = read(self.layer, self.rounded(self.dropout(x)), self.recurrent)
        hidden: Tensor = self.dropout(states.float())
        return hidden

    def write(self, graph: Graph, x: str, lengths: str) -> str:
        """(T, B, E) → (T, B, H)"""
        states = lstm(graph, x, lengths, [self.layer])
        return graph.add("Squeeze", states, graph.constant([1]))


class Elman(nn.Module):
    """h = tanh(W x + R h of the word before + b) (Elman 1990)."""

    def __init__(self, width: int, units: int, dropout: float) -> None:
        super().__init__()
        self.size, self.dropout = units, Dropout(dropout)
        self.layer = nn.RNN(width, units)

    def forward(self, x: Tensor, places: Tensor) -> Tensor:
        """(T, B, E) → (T, B, H)"""
        hidden: Tensor = self.dropout(self.layer(self.dropout(x))[0])
        return hidden

    def write(self, graph: Graph, x: str, lengths: str) -> str:
        """(T, B, E) → (T, B, H)"""
        w, r, b_x, b_h = (numpy_of(weight)[None] for weight in self.layer.parameters())
        weights = [graph.constant(part) for part in (w, r, np.concatenate([b_x, b_h], 1))]
        states = graph.add("RNN", x, *weights, lengths, hidden_size=self.size)
        return graph.add("Squeeze", states, graph.constant([1]))
