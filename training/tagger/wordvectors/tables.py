"""Rows that are learned, and how they move: AdaGrad with one rate per row (Duchi et al. 2011).

A frequent word is moved many times within one step; a rate that falls with what a row was moved by
keeps such sums small, which a single rate for all would not.

Letters: V words, R rows, E numbers per row, U distinct words of a step.
"""

from collections.abc import Sequence
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.tagger.vectors.subwords import groups

TINY = 1e-8


class Table:
    """One row per word."""

    def __init__(self, weight: Tensor) -> None:
        self.weight = weight
        self.moved = torch.zeros(len(weight))

    @classmethod
    def random(cls, rows: int, dimension: int, seed: int) -> Self:
        """Uniform in ±1 / (2 · dimension), as word2vec begins."""
        chance = torch.Generator().manual_seed(seed)
        start = torch.rand(rows, dimension, generator=chance)
        return cls((start - 0.5) / dimension)

    @classmethod
    def zeros(cls, rows: int, dimension: int) -> Self:
        return cls(torch.zeros(rows, dimension))

    @property
    def size(self) -> int:
        return int(self.weight.shape[1])

    def rows(self, ids: Tensor) -> Tensor:
        """(…) → (…, E)"""
        return nn.functional.embedding(ids, self.weight)

    def move(self, ids: Tensor, gradient: Tensor, rate: float) -> None:
        """Against the gradient (…, E); a row that stands several times moves by the sum."""
        ids, gradient = ids.reshape(-1), gradient.reshape(-1, self.size)
        self.moved.index_add_(0, ids, gradient.square().mean(1))
        step = -rate / (self.moved[ids].sqrt() + TINY)
        self.weight.index_add_(0, ids, gradient * step[:, None])

    def move_along(self, ids: Tensor, shares: Tensor, x: Tensor, rate: float) -> None:
        """As `move` by shares (S, B, W) of x (S, B, E), which are multiplied out only once."""
        flat = ids.reshape(-1)
        size = shares.square() * x.square().mean(2, keepdim=True)
        self.moved.index_add_(0, flat, size.reshape(-1))
        step = -rate / (self.moved[ids].sqrt() + TINY)
        along = (shares * step)[..., None] * x[:, :, None, :]  # (S, B, W, E)
        self.weight.index_add_(0, flat, along.view(-1, self.size))

    def vectors(self) -> NDArray[np.float32]:
        """(V, E) what is kept."""
        return self.weight.numpy()


class Bags(Table):
    """Words made of rows: one of their own and one for each group of letters; the mean counts."""

    def __init__(
        self, words: Sequence[str], dimension: int, shortest: int, longest: int, buckets: int,
        seed: int,
    ) -> None:  # fmt: skip
        chance = torch.Generator().manual_seed(seed)
        start = torch.rand(len(words) + buckets, dimension, generator=chance)
        super().__init__((start * 2 - 1) / dimension)
        owner, bucket = groups(words, shortest, longest, buckets)
        owner = np.concatenate([np.arange(len(words)), owner])
        rows = np.concatenate([np.arange(len(words)), len(words) + bucket])
        order = np.argsort(owner, kind="stable")
        self.flat = torch.from_numpy(rows[order])
        counts = np.bincount(owner, minlength=len(words))
        self.counts = torch.from_numpy(counts)
        self.starts = torch.from_numpy(np.cumsum(counts) - counts)
        self.words = len(words)
        self.moved = torch.zeros(len(words))

    def rows(self, ids: Tensor) -> Tensor:
        distinct, places = torch.unique(ids, return_inverse=True)
        parts, counts = self._parts(distinct)
        ends = torch.cumsum(counts, 0)
        means = nn.functional.embedding_bag(parts, self.weight, ends - counts, mode="mean")
        return means[places]

    def move(self, ids: Tensor, gradient: Tensor, rate: float) -> None:
        """A word's step goes in full to each of its rows, as fastText does it: groups that many
        words share (endings) then say much. The rate falls by word."""
        distinct, places = torch.unique(ids, return_inverse=True)
        total = torch.zeros(len(distinct), self.size)
        total.index_add_(0, places.reshape(-1), gradient.reshape(-1, self.size))
        self.moved.index_add_(0, distinct, total.square().mean(1))
        step = -rate / (self.moved[distinct].sqrt() + TINY)
        parts, counts = self._parts(distinct)
        self.weight.index_add_(0, parts, (total * step[:, None]).repeat_interleave(counts, 0))

    def vectors(self) -> NDArray[np.float32]:
        found = [self.rows(torch.arange(low, min(low + 1000, self.words)))
                 for low in range(0, self.words, 1000)]  # fmt: skip
        return torch.cat(found).numpy()

    def _parts(self, distinct: Tensor) -> tuple[Tensor, Tensor]:
        """The rows of these words one after the other, and how many each has."""
        counts = self.counts[distinct]
        before = torch.cumsum(counts, 0) - counts
        shift = (self.starts[distinct] - before).repeat_interleave(counts)
        return self.flat[torch.arange(len(shift)) + shift], counts
