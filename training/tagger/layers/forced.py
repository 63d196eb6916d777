"""The moves that lead to given tags, and where each move finds its state.

When the moves are known, nothing needs a real stack. A segment is reduced before the next one
opens, so the stack's states are those of one LSTM that begins anew with each segment; words leave
the buffer in order, so its states are those of an LSTM from the end; what was put out never leaves.
All four are dense LSTMs, and a move looks its states up.
Letters: T steps, B sentences, A moves, M segments, L words of the longest one, I items put out.
"""

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.tagger.chains.actions import OUT, REDUCE, SHIFT, allowed
from training.tagger.chains.pairs import Pairs

Numbers = NDArray[Any]


class Forced(NamedTuple):
    """Flat places are row · width + column of the block that they look into."""

    moves: Tensor  # (A, B)
    real: Tensor  # (A, B)
    allowed: Tensor  # (A, B, 2 + labels)
    left: Tensor  # (A, B) flat, into (T + 1, B): the buffer with so many words
    stack: Tensor  # (A, B) flat, into (L + 1, M): so many words of that segment
    items: Tensor  # (A, B) flat, into (I + 1, B): after so many items
    words: Tensor  # (L, M) flat, into (T, B)
    sizes: Tensor  # (M,) words of each segment
    labels: Tensor  # (M,)
    put: Tensor  # (I, B) flat, into the words (T, B) followed by the segments (M)


def forced(tags: Numbers, lengths: Numbers, pairs: Pairs) -> Forced:
    """From tags (T, B), of which column b has lengths[b] steps."""
    steps, batch = tags.shape
    rows, spans = pairs.spans_of_batch(np.ascontiguousarray(tags.T), lengths)
    begin, end, label = spans.T
    place = _Places(steps, batch, lengths, rows, begin, end)
    moves, left, depth, segment, items = _moves(place, lengths, rows, begin, end, label)
    done = np.arange(len(moves))[:, None] < lengths + np.bincount(rows, minlength=batch)
    able = allowed(left, depth, len(pairs.labels))
    put = _put(place, rows)
    if not len(rows):  # the layers want one segment at least; no move looks at it
        rows, begin, end, label = (np.array([one]) for one in (0, 0, 1, 0))
    longest = np.arange(int((end - begin).max()))[:, None]
    words = np.where(longest < end - begin, (begin + longest) * batch + rows, rows)
    columns = np.arange(batch)
    found = (
        moves, done, able, left * batch + columns, depth * len(rows) + segment,
        items * batch + columns, words, end - begin, label, put,
    )  # fmt: skip
    return Forced(*map(torch.from_numpy, found))


def _moves(
    place: "_Places", lengths: Numbers, rows: Numbers, begin: Numbers, end: Numbers, label: Numbers
) -> Numbers:
    """(5, A, B): each move; words left, words on the stack, the segment and the items before it."""
    real, batch = place.real, len(lengths)
    count = int((lengths + np.bincount(rows, minlength=batch)).max())
    found = np.zeros((5, count, batch), np.int64)
    steps, columns = (np.arange(size) for size in real.shape)
    step, column = np.meshgrid(steps, columns, indexing="ij")
    inside = np.maximum(place.segment, 0)
    first = begin[inside] if len(begin) else step
    alone = place.segment < 0
    told = (
        np.where(alone, OUT, SHIFT), lengths - step, np.where(alone, 0, step - first), inside,
        place.items[:-1],
    )  # fmt: skip
    found[:, place.of_word[real], column[real]] = [one[real] for one in told]
    found[:, place.of_segment, rows] = (
        REDUCE + label, lengths[rows] - end, end - begin, np.arange(len(rows)),
        place.before_closing,
    )  # fmt: skip
    return found


def _put(place: "_Places", rows: Numbers) -> Numbers:
    """(I, B): which word or segment is put out as so many-th."""
    steps, batch = place.real.shape
    put = np.zeros((max(1, int(place.items[-1].max())), batch), np.int64)
    step, column = np.nonzero(place.real & (place.segment < 0))
    put[place.items[step, column], column] = step * batch + column
    put[place.before_closing, rows] = steps * batch + np.arange(len(rows))
    return put


class _Places:
    """Which move belongs to which word and segment, and how many items stand before it."""

    def __init__(
        self, steps: int, batch: int, lengths: Numbers, rows: Numbers, begin: Numbers, end: Numbers
    ) -> None:
        self.real = np.arange(steps)[:, None] < lengths  # (T, B)
        self.segment = np.full((steps, batch), -1)  # (T, B) which one the word is in
        for offset in range(int((end - begin).max(initial=0))):
            on = np.flatnonzero(begin + offset < end)
            self.segment[begin[on] + offset, rows[on]] = on
        closed = np.zeros((steps + 1, batch), np.int64)
        closed[end, rows] = 1
        closed = closed.cumsum(0)  # (T + 1, B) segments that ended before this word
        alone = np.zeros((steps + 1, batch), np.int64)
        alone[1:] = ((self.segment < 0) & self.real).cumsum(0)
        self.items = alone + closed  # (T + 1, B) before this word
        self.of_word = np.arange(steps)[:, None] + closed[:-1]
        self.of_segment = end + closed[end, rows] - 1
        self.before_closing = alone[end, rows] + closed[end, rows] - 1
