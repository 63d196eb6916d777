"""A word's row from its letters: a pure function of the word, whatever stands beside it.

Letters: U words, C letters (0 = padding), V known characters, D numbers per character, F filters.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.tagger.batch import Cuts
from training.tagger.layers.recurrent import flip

MASKED = -1e4
"""What a place beyond a word's end scores, so that the maximum never picks it."""


class CharacterCNN(nn.Module):
    """Convolution and maximum over a word's letters.

    There are few characters, so each is projected once per step, for every place it can take in a
    window; a window's score is then a sum of `width` looked-up rows instead of a matrix product.
    """

    def __init__(self, characters: int, dimension: int, filters: int, width: int) -> None:
        super().__init__()
        self.size, self.width = filters, width
        self.table = nn.Parameter(torch.empty(characters, dimension))
        reach = (3 / dimension) ** 0.5
        nn.init.uniform_(self.table, -reach, reach)
        bound = (dimension * width) ** -0.5
        self.weight = nn.Parameter(torch.empty(width, dimension, filters).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(filters).uniform_(-bound, bound))

    def projected(self) -> Tensor:
        """(width, V, F): what each character adds at each place of a window."""
        known = torch.ones_like(self.table[:, :1])
        known[0] = 0
        table = torch.matmul(self.table * known, self.weight)
        middle = torch.zeros(self.width, 1, 1, device=table.device)
        middle[self.width // 2] = 1
        return table + middle * (self.bias * known + MASKED * (1 - known))

    def forward(self, characters: Tensor, cuts: Cuts) -> Tensor:
        """(U, C) → (U, F); words stand in order of length, `cuts` parts them in groups."""
        best: Tensor = _Best.apply(self.projected(), characters, cuts)  # type: ignore[no-untyped-call]
        return best


class _Best(torch.autograd.Function):
    """The maximum over a word's windows; only the winning windows carry gradient back."""

    @staticmethod
    def forward(ctx: Any, table: Tensor, characters: Tensor, cuts: Cuts) -> Tensor:
        width, known, filters = table.shape
        flat = table.reshape(width * known, filters)
        side = width // 2
        around = nn.functional.pad(characters, (side, side))
        best = table.new_empty(len(characters), filters)
        place = torch.empty(best.shape, dtype=torch.int64, device=best.device)
        for low, high, longest in cuts:
            total = flat.new_zeros(longest * (high - low), filters)
            for step in range(width):
                ids = around[low:high, step : step + longest].t().reshape(-1)
                total += flat.index_select(0, ids + step * known)
            scores = total.view(longest, high - low, filters)
            best[low:high] = scores.amax(0)
            place[low:high] = _first(scores, best[low:high])
        ctx.save_for_backward(around, place)
        ctx.shape = table.shape
        return best

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None]:
        around, place = ctx.saved_tensors
        width, known, filters = ctx.shape
        grad = grads[0].contiguous()
        out = grad.new_zeros(width * known * filters)
        column = torch.arange(filters, device=grad.device)
        for step in range(width):
            ids = around.gather(1, place + step) + step * known
            out.index_add_(0, (ids * filters + column).view(-1), grad.view(-1))
        return out.view(width, known, filters), None, None


def _first(scores: Tensor, best: Tensor) -> Tensor:
    """Where the best score (N, F) stands first in (C, N, F).

    A maximum with places costs ten times one without, so equality is looked for, in bytes.
    """
    if scores.device.type != "cpu" or len(scores) > 255:
        return scores.argmax(0)
    falling = np.arange(len(scores), 0, -1, dtype=np.uint8)[:, None, None]
    equal = scores.detach().numpy() == best.detach().numpy()
    return torch.from_numpy(len(scores) - (equal.view(np.uint8) * falling).max(0).astype(np.int64))


class CharacterBiLSTM(nn.Module):
    """The last states of two LSTMs over a word's letters, one from each end."""

    def __init__(self, characters: int, dimension: int, units: int) -> None:
        super().__init__()
        self.size = 2 * units
        self.table = nn.Embedding(characters, dimension, padding_idx=0)
        reach = (3 / dimension) ** 0.5
        nn.init.uniform_(self.table.weight, -reach, reach)
        with torch.no_grad():
            self.table.weight[0] = 0
        self.ahead = nn.LSTM(dimension, units)
        self.behind = nn.LSTM(dimension, units)

    def forward(self, characters: Tensor, cuts: Cuts) -> Tensor:
        """(U, C) → (U, 2 units)."""
        lengths = (characters != 0).sum(1).clamp(min=1)
        parts = [
            self._group(characters[low:high, :longest], lengths[low:high])
            for low, high, longest in cuts
        ]
        return torch.cat(parts)

    def _group(self, characters: Tensor, lengths: Tensor) -> Tensor:
        x = self.table(characters.t())  # (C, U, D)
        places = flip_places(lengths, len(x))
        last = (lengths - 1)[None, :, None].expand(1, -1, self.size // 2)
        ends = [
            layer(side)[0].gather(0, last)[0]
            for layer, side in ((self.ahead, x), (self.behind, flip(x, places)))
        ]
        return torch.cat(ends, 1)


def flip_places(lengths: Tensor, steps: int) -> Tensor:
    """Flat places (T·B,) that turn each column of a (T, B, ·) tensor round within its length."""
    step = torch.arange(steps, device=lengths.device)[:, None]
    turned = torch.where(step < lengths, lengths - 1 - step, step)
    columns = torch.arange(len(lengths), device=lengths.device)
    return (turned * len(lengths) + columns).view(-1)
