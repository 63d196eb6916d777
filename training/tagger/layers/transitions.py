"""The Stack-LSTM chunker of Lample et al. (2016, section 3): which move comes next.

Four LSTMs remember the open segment (stack), the words to come (buffer), what was put out, and the
moves so far; a closed segment becomes one item, read from both ends with its label behind it (Dyer
et al. 2015). Letters as in `layers.forced`; E numbers per word, H units.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.chains.actions import OUT, REDUCE, SHIFT, allowed
from training.tagger.layers.characters import flip_places
from training.tagger.layers.dropout import Dropout
from training.tagger.layers.forced import Forced
from training.tagger.layers.recurrent import flip

NEVER = -1e4
State = tuple[Tensor, Tensor]


class Transitions(nn.Module):
    """`width` is E; each memory has `layers` LSTMs of `units` cells above each other."""

    def __init__(
        self, width: int, labels: int, *, units: int, layers: int, moves: int, dropout: float
    ) -> None:
        super().__init__()
        self.labels, self.dropout = labels, Dropout(dropout)
        self.stack, self.buffer, self.output = (nn.LSTM(width, units, layers) for _ in range(3))
        self.history = nn.LSTM(moves, units, layers)
        self.empty = nn.Parameter(torch.randn(3, width) * 0.1)  # stack, buffer, output
        self.begin = nn.Parameter(torch.randn(moves) * 0.1)
        self.moves = nn.Parameter(torch.randn(REDUCE + labels, moves) * 0.1)
        self.names = nn.Parameter(torch.randn(labels, width) * 0.1)
        self.ahead, self.behind = nn.LSTM(width, units), nn.LSTM(width, units)
        self.join = nn.Linear(2 * units, width)
        self.state = nn.Linear(4 * units, units)
        self.choice = nn.Linear(units, REDUCE + labels)

    def forward(self, x: Tensor, places: Tensor, told: Forced) -> Tensor:
        """(A, B, 2 + labels) log-probabilities of moves, x (T, B, E); `places` turn it round."""
        words = x.reshape(-1, x.shape[2])
        segments = words[told.words]  # (L, M, E)
        items = torch.cat([words, self._items(segments, told)])[told.put]  # (I, B, E)
        states = [
            _looked_up(self.stack, self.empty[0], segments, told.stack),
            _looked_up(self.buffer, self.empty[1], flip(x, places), told.left),
            _looked_up(self.output, self.empty[2], items, told.items),
            self.history(_behind(self.begin, self.moves[told.moves[:-1]]))[0],
        ]
        return self._choose(torch.cat(states, 2), told.allowed)

    def loss(self, x: Tensor, places: Tensor, told: Forced) -> Tensor:
        """Sum over the batch of −log p(moves)."""
        shares = self(x, places, told).gather(2, told.moves[:, :, None])[:, :, 0]
        total: Tensor = (shares * told.real).sum()
        return -total

    @torch.no_grad()
    def walk(self, x: Tensor) -> tuple[list[int], list[float]]:
        """The best moves of one sentence (T, E), one after another, and their log-probabilities."""
        left, depth, end = len(x), 0, len(x)
        waiting = self.buffer(_behind(self.empty[1], x.flip(0)))[0]
        empty = self.stack(self.empty[0][None])
        stack, output = empty, self.output(self.empty[2][None])
        history = self.history(self.begin[None])
        moves: list[int] = []
        scores: list[float] = []
        while left or depth:
            told = torch.cat([stack[0][-1], waiting[left], output[0][-1], history[0][-1]])
            able = allowed(torch.tensor(left).numpy(), torch.tensor(depth).numpy(), self.labels)
            shares = self._choose(told, torch.from_numpy(able))
            move = int(shares.argmax())
            moves.append(move)
            scores.append(float(shares[move]))
            word = x[end - left][None] if left else x[:0]
            if move == SHIFT:
                stack, depth, left = self.stack(word, stack[1]), depth + 1, left - 1
            elif move == OUT:
                output, left = self.output(word, output[1]), left - 1
            else:
                first = end - left - depth
                item = self._item(x[first : first + depth], move - REDUCE)
                output, stack, depth = self.output(item[None], output[1]), empty, 0
            history = self.history(self.moves[move][None], history[1])
        return moves, scores

    def _choose(self, states: Tensor, able: Tensor) -> Tensor:
        scores = self.choice(self.dropout(torch.relu(self.state(states))))
        return functional.log_softmax(scores.masked_fill(~able, NEVER), -1)

    def _items(self, segments: Tensor, told: Forced) -> Tensor:
        """(M, E): each segment with its label as one item, segments (L, M, E)."""
        steps = torch.arange(len(segments) + 1, device=segments.device)[:, None]
        named = torch.cat([segments, segments[:1]])
        here = (steps == told.sizes)[:, :, None]
        named = torch.where(here, self.names[told.labels], named)  # (L + 1, M, E)
        turned = flip(named, flip_places(told.sizes + 1, len(named)))
        last = told.sizes[None, :, None].expand(1, -1, self.ahead.hidden_size)
        ends = [
            layer(side)[0].gather(0, last)[0]
            for layer, side in ((self.ahead, named), (self.behind, turned))
        ]
        return torch.tanh(self.join(torch.cat(ends, 1)))

    def _item(self, words: Tensor, label: int) -> Tensor:
        """(E,): one segment (L, E)."""
        named = torch.cat([words, self.names[label][None]])
        ends = [self.ahead(named)[0][-1], self.behind(named.flip(0))[0][-1]]
        return torch.tanh(self.join(torch.cat(ends)))


def _behind(first: Tensor, rest: Tensor) -> Tensor:
    """One row (E,) before a block (·, [B,] E)."""
    return torch.cat([first.expand(1, *rest.shape[1:]), rest])


def _looked_up(layer: nn.LSTM, empty: Tensor, x: Tensor, places: Tensor) -> Tensor:
    """(A, B, H): the states at flat places, the first of each column being that of nothing."""
    states: Tensor = layer(_behind(empty, x))[0]
    return functional.embedding(places, states.reshape(-1, states.shape[2]))
