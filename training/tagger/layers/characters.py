"""A word's row from its letters: a pure function of the word, whatever stands beside it.

Letters: U words, C letters (0 = padding), V known characters, D numbers per character, F filters.
A layer that also reads of what kind each character is (`spelling.KINDS`) takes that as (U, C), too.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.batch import Cuts
from training.tagger.layers.dropout import Dropout
from training.tagger.layers.graph import INT32, LAST, Graph, lstm
from training.tagger.layers.recurrent import flip
from training.tagger.words.spelling import KINDS

MASKED = -1e4
"""What a place beyond a word's end scores, so that the maximum never picks it."""


class CharacterCNN(nn.Module):
    """Convolution and maximum over a word's letters.

    There are few characters, so each is projected once per step, for every place it can take in a
    window; a window's score is then a sum of `width` looked-up rows instead of a matrix product.
    """

    def __init__(
        self, characters: int, dimension: int, filters: int, width: int,
        *, kinds: int = 0, reach: float = 0.0, dropout: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__()
        self.size, self.width, self.dropout = filters, width, Dropout(dropout)
        self.table = nn.Parameter(torch.empty(characters, dimension))
        reach = reach or (3 / dimension) ** 0.5
        nn.init.uniform_(self.table, -reach, reach)
        size = dimension + kinds
        bound = (size * width) ** -0.5
        self.weight = nn.Parameter(torch.empty(width, size, filters).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(filters).uniform_(-bound, bound))
        self.kinds = kind_table(kinds)

    def projected(self) -> Tensor:
        """(width, V, F): what each character adds at each place of a window.

        With kinds (width, V · kinds, F): what a character of each kind adds.
        """
        known = torch.ones_like(self.table[:, :1])
        known[0] = 0
        size = self.table.shape[1]
        table = torch.matmul(self.dropout(self.table) * known, self.weight[:, :size])
        middle = torch.zeros(self.width, 1, 1, device=table.device)
        middle[self.width // 2] = 1
        table = table + middle * (self.bias * known + MASKED * (1 - known))
        if self.kinds is None:
            return table
        both = table[:, :, None] + torch.matmul(self.kinds, self.weight[:, None, size:])
        return both.flatten(1, 2)

    def forward(self, characters: Tensor, cuts: Cuts, kinds: Tensor | None = None) -> Tensor:
        """(U, C) → (U, F); words stand in order of length, `cuts` parts them in groups."""
        if self.kinds is not None and kinds is not None:
            characters = characters * len(KINDS) + kinds[:, : characters.shape[1]]
        best: Tensor = _Best.apply(self.projected(), characters, cuts)  # type: ignore[no-untyped-call]
        return best

    @torch.no_grad()
    def write(self, graph: Graph, characters: str, kinds: str = "") -> str:
        """(U, C) → (U, F): a window's score is a sum of looked-up rows, as above."""
        side = self.width // 2
        if kinds:
            count = graph.constant(np.array(len(KINDS), np.int64))
            characters = graph.add("Add", graph.add("Mul", characters, count), kinds)
        around = graph.add("Pad", characters, graph.constant([0, side, 0, side]))
        total = ""
        for step, table in enumerate(self.projected()):
            ends = [LAST if step == self.width - 1 else step - self.width + 1]
            cut = [graph.constant([step]), graph.constant(ends), graph.constant([1])]
            ids = graph.add("Slice", around, *cut)
            scores = graph.add("Gather", graph.weight(table), ids)
            total = graph.add("Add", total, scores) if total else scores
        return graph.add("ReduceMax", total, axes=[1], keepdims=0)


class _Best(torch.autograd.Function):
    """The maximum over a word's windows; only the winning windows carry gradient back."""

    @staticmethod
    def forward(ctx: Any, table: Tensor, characters: Tensor, cuts: Cuts) -> Tensor:
        width, known, filters = table.shape
        flat = table.reshape(width * known, filters)
        side = width // 2
        around = nn.functional.pad(characters, (side, side))
        windows = around.unfold(1, width, 1).transpose(0, 1)  # (C, U, width)
        windows = windows + torch.arange(width, device=table.device) * known
        best = table.new_empty(len(characters), filters)
        place = torch.empty(best.shape, dtype=torch.int64, device=best.device)
        for low, high, longest in cuts:
            rows = windows[:longest, low:high].reshape(-1, width)
            total = functional.embedding_bag(rows, flat, mode="sum")
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

    def __init__(self, characters: int, dimension: int, units: int, *, kinds: int = 0) -> None:
        super().__init__()
        self.size = 2 * units
        self.table = nn.Embedding(characters, dimension, padding_idx=0)
        reach = (3 / dimension) ** 0.5
        nn.init.uniform_(self.table.weight, -reach, reach)
        with torch.no_grad():
            self.table.weight[0] = 0
        self.ahead = nn.LSTM(dimension + kinds, units)
        self.behind = nn.LSTM(dimension + kinds, units)
        self.kinds = kind_table(kinds)

    def forward(self, characters: Tensor, cuts: Cuts, kinds: Tensor | None = None) -> Tensor:
        """(U, C) → (U, 2 units)."""
        lengths = (characters != 0).sum(1).clamp(min=1)
        x = self.table(characters)  # (U, C, D)
        if self.kinds is not None and kinds is not None:
            of_kind = functional.embedding(kinds[:, : characters.shape[1]], self.kinds)
            x = torch.cat([x, of_kind], 2)
        parts = [
            self._group(x[low:high, :longest].transpose(0, 1), lengths[low:high])
            for low, high, longest in cuts
        ]
        return torch.cat(parts)

    def _group(self, x: Tensor, lengths: Tensor) -> Tensor:
        """x (C, U, D)"""
        places = flip_places(lengths, len(x))
        last = (lengths - 1)[None, :, None].expand(1, -1, self.size // 2)
        ends = [
            layer(side)[0].gather(0, last)[0]
            for layer, side in ((self.ahead, x), (self.behind, flip(x, places)))
        ]
        return torch.cat(ends, 1)

    def write(self, graph: Graph, characters: str, kinds: str = "") -> str:
        """(U, C) → (U, 2 units): the last state of each direction."""
        zero = graph.constant(np.array(0, np.int64))
        real = graph.add("Not", graph.add("Equal", characters, zero))
        whole = graph.add("Cast", real, to=INT32)
        counts = graph.add("ReduceSum", whole, graph.constant([1]), keepdims=0)
        lengths = graph.add("Max", counts, graph.constant(np.array(1, np.int32)))
        x = graph.add("Gather", graph.weight(self.table.weight), characters)
        if kinds and self.kinds is not None:
            of_kind = graph.add("Gather", graph.weight(self.kinds), kinds)
            x = graph.add("Concat", x, of_kind, axis=2)
        x = graph.add("Transpose", x, perm=[1, 0, 2])
        last = lstm(graph, x, lengths, (self.ahead, self.behind), outputs=2)
        side = graph.add("Transpose", last, perm=[1, 0, 2])
        return graph.add("Reshape", side, graph.constant([0, self.size]))


def kind_table(size: int) -> nn.Parameter | None:
    """(kinds, size) what is known of a character by its kind; None without kinds."""
    return nn.Parameter(torch.empty(len(KINDS), size).uniform_(-0.5, 0.5)) if size else None


def flip_places(lengths: Tensor, steps: int) -> Tensor:
    """Flat places (T·B,) that turn each column of a (T, B, ·) tensor round within its length."""
    step = torch.arange(steps, device=lengths.device)[:, None]
    turned = torch.where(step < lengths, lengths - 1 - step, step)
    columns = torch.arange(len(lengths), device=lengths.device)
    return (turned * len(lengths) + columns).view(-1)
