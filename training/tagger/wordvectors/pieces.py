"""Text cut into blocks that are learned side by side, each with its surroundings and negatives.

A block is some words in a row with the window around them: neighbours are then found by a band in
one matrix product, and all words of a block share the negatives that were drawn for it (as in Ji et
al. 2016), so that a step is a few products of small matrices.

Letters: S blocks of a step, B words of a block, J = B + 2 · window words of a block and its
surroundings, M negatives of a block.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, from_numpy

from training.tagger.wordvectors.text import Text

BLOCK = 32
BLOCKS = 16
NEGATIVES = 32
POWER = 0.75
"""Negatives are drawn by count to this power (Mikolov et al. 2013)."""


class Piece(NamedTuple):
    """What one step learns from."""

    words: Tensor  # (S, B)
    around: Tensor  # (S, J)
    near: Tensor  # (S, B, J) 1.0 where a word of the surroundings is a neighbour
    negatives: Tensor  # (S, M)
    tokens: int


class Pieces:
    """The steps of each epoch; its chances come from (seed, epoch) alone."""

    def __init__(self, text: Text, window: int, subsampling: float, seed: int) -> None:
        self.text, self.window, self.seed = text, window, seed
        share = text.counts / text.counts.sum()
        keep = np.ones(len(share))
        if subsampling:
            keep = np.minimum(1.0, np.sqrt(subsampling / share) + subsampling / share)
        self.keep = keep
        self.noise = np.cumsum(text.counts**POWER)
        self.apart = np.arange(BLOCK + 2 * window) - window - np.arange(BLOCK)[:, None]  # (B, J)

    @property
    def steps(self) -> int:
        """Steps of an epoch, about: how many words are passed over differs by chance."""
        tokens = float((self.text.counts * self.keep).sum())
        return max(1, round(tokens / (BLOCK * BLOCKS)))

    def epoch(self, number: int) -> Iterator[Piece]:
        """The pieces of one pass, in an order by chance."""
        chance = np.random.default_rng([self.seed, number])
        kept = chance.random(len(self.text.ids)) < self.keep[self.text.ids]
        ids, sentences = self.text.ids[kept], self.text.sentences[kept]
        blocks = -(-len(ids) // BLOCK)
        sides = (self.window, self.window + blocks * BLOCK - len(ids))
        ids = np.pad(ids, sides)
        sentences = np.pad(sentences, sides, constant_values=-1)
        order = chance.permutation(blocks)
        for at in range(0, blocks, BLOCKS):
            starts = order[at : at + BLOCKS, None] * BLOCK
            yield self._piece(ids, sentences, starts, chance)

    def _piece(
        self, ids: NDArray[np.int32], sentences: NDArray[np.int32], starts: NDArray[np.int64],
        chance: np.random.Generator,
    ) -> Piece:  # fmt: skip
        own = starts + self.window + np.arange(BLOCK)  # (S, B)
        wide = starts + np.arange(BLOCK + 2 * self.window)  # (S, J)
        real = sentences[own] >= 0
        reach = chance.integers(1, self.window + 1, own.shape) * real
        distance = np.abs(self.apart)
        near = (distance <= reach[:, :, None]) & (distance > 0)
        near &= sentences[own][:, :, None] == sentences[wide][:, None, :]
        drawn = chance.random((len(starts), NEGATIVES)) * self.noise[-1]
        negatives = np.searchsorted(self.noise, drawn, side="right")
        return Piece(
            from_numpy(ids[own].astype(np.int64)),
            from_numpy(ids[wide].astype(np.int64)),
            from_numpy(near.astype(np.float32)),
            from_numpy(negatives.astype(np.int64)),
            int(real.sum()),
        )
