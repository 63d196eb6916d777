"""What vectors are made to foretell: losses with their gradients, written out.

All are negative sampling (Mikolov et al. 2013): a neighbour is told apart from words drawn by
chance, −log σ(x·y) − Σ log σ(−x·n). The gradients are a few matrix products, so they are written
here rather than recorded; the tests hold them against those that torch finds.

Letters: S blocks, B words, J words with surroundings, M negatives, W = 2 · window places, E numbers
per row.
"""

from abc import ABC, abstractmethod

import torch
from torch import Tensor

from training.tagger.wordvectors.pieces import Piece
from training.tagger.wordvectors.tables import Table


def pull(scores: Tensor, wanted: Tensor, weight: Tensor) -> tuple[Tensor, float]:
    """The gradient of the weighted logistic loss by its scores, and its sum."""
    chance = torch.sigmoid(scores)
    loss = (torch.nn.functional.softplus(scores) - wanted * scores).mul_(weight).sum()
    return (chance - wanted).mul_(weight), float(loss)


class Objective(ABC):
    """Tables and how a step moves them."""

    def __init__(self, table: Table, outputs: int, negatives: int) -> None:
        self.input = table
        self.output = Table.zeros(outputs, table.size)
        self.negatives = negatives

    @abstractmethod
    def step(self, piece: Piece, rate: float) -> tuple[float, float]:
        """Learn from one piece; the summed loss and how many neighbours it was of."""


class SkipGram(Objective):
    """A word foretells each neighbour."""

    def step(self, piece: Piece, rate: float) -> tuple[float, float]:
        x = self.input.rows(piece.words)  # (S, B, E)
        ids = torch.cat([piece.around, piece.negatives], 1)  # (S, J + M)
        y = self.output.rows(ids)
        counts = piece.near.sum(2, keepdim=True)  # (S, B, 1)
        drawn = piece.negatives.shape[1]
        share = (counts * (self.negatives / drawn)).expand(-1, -1, drawn)
        wanted = torch.nn.functional.pad(piece.near, (0, drawn))
        g, loss = pull(torch.bmm(x, y.mT), wanted, torch.cat([piece.near, share], 2))
        self.input.move(piece.words, torch.bmm(g, y), rate)
        self.output.move(ids, torch.bmm(g.mT, x), rate)
        return loss, float(counts.sum())


class CBOW(Objective):
    """The mean of the neighbours foretells the word between them."""

    def step(self, piece: Piece, rate: float) -> tuple[float, float]:
        counts = piece.near.sum(2, keepdim=True)
        mean = piece.near / counts.clamp(min=1)  # (S, B, J)
        x = torch.bmm(mean, self.input.rows(piece.around))  # (S, B, E)
        ids = torch.cat([piece.words, piece.negatives], 1)  # (S, B + M)
        y = self.output.rows(ids)
        some = (counts > 0).float()
        drawn, block = piece.negatives.shape[1], piece.words.shape[1]
        own = torch.eye(block) * some  # (S, B, B)
        share = (some * (self.negatives / drawn)).expand(-1, -1, drawn)
        wanted = torch.nn.functional.pad(own, (0, drawn))
        g, loss = pull(torch.bmm(x, y.mT), wanted, torch.cat([own, share], 2))
        self.input.move(piece.around, torch.bmm(mean.mT, torch.bmm(g, y)), rate)
        self.output.move(ids, torch.bmm(g.mT, x), rate)
        return loss, float(some.sum())


class Structured(Objective):
    """Skip-gram with an output table of its own per place: one table holds them one after the
    other, place by place, V rows each."""

    def __init__(self, table: Table, words: int, negatives: int, window: int) -> None:
        super().__init__(table, 2 * window * words, negatives)
        places = [place for place in range(-window, window + 1) if place]
        self.columns = torch.tensor(places) + window  # (W,) first word's neighbours in J
        self.shift = torch.arange(2 * window) * words  # (W,)

    def step(self, piece: Piece, rate: float) -> tuple[float, float]:
        x = self.input.rows(piece.words)  # (S, B, E)
        blocks, block = piece.words.shape
        at = torch.arange(block)[:, None] + self.columns  # (B, W)
        near = piece.near.gather(2, at.expand(blocks, -1, -1))  # (S, B, W)
        ids = piece.around[:, at] + self.shift  # (S, B, W)
        y = self.output.rows(ids)  # (S, B, W, E)
        g, loss = pull((y @ x[..., None])[..., 0], torch.ones_like(near), near)
        drawn = piece.negatives[:, : max(1, piece.negatives.shape[1] // 4)]  # (S, M)
        other = (drawn[:, None, :] + self.shift[:, None]).reshape(blocks, -1)  # (S, W · M)
        n = self.output.rows(other)
        share = (near * (self.negatives / drawn.shape[1])).repeat_interleave(drawn.shape[1], 2)
        h, more = pull(torch.bmm(x, n.mT), torch.zeros_like(share), share)
        gradient = (g[:, :, None, :] @ y)[:, :, 0] + torch.bmm(h, n)
        self.input.move(piece.words, gradient, rate)
        self.output.move_along(ids, g, x, rate)
        self.output.move(other, torch.bmm(h.mT, x), rate)
        return loss + more, float(near.sum())
