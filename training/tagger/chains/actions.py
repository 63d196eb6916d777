"""The moves of a transition-based chunker (Lample et al. 2016, section 3), and what they spell.

SHIFT takes the next word into the segment that is open (or opens one), OUT passes a word by, and
REDUCE with a label closes the open segment. OUT needs that no segment is open, REDUCE that one is;
a sentence is done when no word is left and no segment is open.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernel import bio
from kernel.text import Span
from training.tagger.chains.chain import FORBIDDEN
from training.tagger.chains.pairs import Found

SHIFT, OUT, REDUCE = 0, 1, 2
"""REDUCE + y closes a segment with label number y."""


class Spelled(NamedTuple):
    """What a sequence of moves says of a sentence."""

    spans: list[Found]
    tokens: list[float]
    """log p of each token's moves: its own, and for the last of a segment that of closing it."""

    def tags(self, labels: Sequence[str], scheme: str) -> list[str]:
        """One tag per token; `labels` are the names behind the numbers."""
        spans = [Span(start, end, labels[label]) for start, end, label in self.spans]
        return bio.tags_of(len(self.tokens), spans, scheme)

    def emissions(self, tags: Sequence[int], kinds: int) -> NDArray[np.float32]:
        """(T, K): the tokens' log-probabilities at the tags that were given; the others are out of
        reach, since no move weighed them."""
        found = np.full((len(tags), kinds), FORBIDDEN, np.float32)
        found[np.arange(len(tags)), tags] = self.tokens
        return found


def allowed(left: NDArray[Any], depth: NDArray[Any], labels: int) -> NDArray[np.bool_]:
    """(…, 2 + labels): which moves can be made with so many words left and so many on the stack."""
    found = np.empty((*np.shape(left), REDUCE + labels), bool)
    found[..., SHIFT] = left > 0
    found[..., OUT] = (left > 0) & (depth == 0)
    found[..., REDUCE:] = (depth > 0)[..., None]
    return found


def spell(moves: Sequence[int], scores: Sequence[float]) -> Spelled:
    """
    >>> spell([OUT, SHIFT, SHIFT, REDUCE + 1], [-1.0, -2.0, -3.0, -4.0])
    Spelled(spans=[Found(start=1, end=3, label=1)], tokens=[-1.0, -2.0, -7.0])
    """
    spans: list[Found] = []
    tokens: list[float] = []
    depth = 0
    for move, score in zip(moves, scores, strict=True):
        if move >= REDUCE:
            spans.append(Found(len(tokens) - depth, len(tokens), move - REDUCE))
            tokens[-1] += score
            depth = 0
        else:
            tokens.append(score)
            depth += move == SHIFT
    return Spelled(spans, tokens)
