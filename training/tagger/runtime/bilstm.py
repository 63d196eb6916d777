"""A BiLSTM under one product, in numpy: it reads many sentences side by side, faster than a graph.

What a word brings to the gates depends on the word alone. It is computed when the word is met, and
kept; a graph multiplies again at each token, which is more than half of its arithmetic. The longest
sentence stands first, so each step reads only sentences that still have words.

Letters: B sentences, T steps, E numbers of a row, H units, K tags. Gates stand in the order input,
forget, output, cell. A sigmoid is half of 1 + tanh(x / 2), so one tanh serves all four: weights of
the first three are halved. What leaves a cell is kept doubled, and weights that read it are halved.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.tagger.bundles.tensors import Tensors
from training.tagger.runtime.cells import Cells
from training.tagger.runtime.rows import LIMIT_BYTES, RowCache, Rows

SIDES = ("ahead", "behind")
HEAD, HEAD_BIAS = "head.weight", "head.bias"
"""Tables of a bundle: of the LSTMs under torch's names after the side's, and of the product."""
FEWEST = 4
"""Sentences from which on a batch is read here; fewer are read faster by a graph."""
_BLOCKS = np.arange(8).reshape(4, 2, 1)
"""Where the numbers of each gate and side stand in a word's row."""


class BiLSTM:
    """The weights of a bundle: tables of two torch LSTMs and of the product above them."""

    def __init__(self, tables: Tensors, rows: RowCache, tags: int) -> None:
        """`rows`: the vectors of words; raises ValueError for tables that do not fit."""
        ahead, behind = (Cells.of(tables, side) for side in SIDES)
        self._units, head, bias = ahead.units, tables[HEAD], tables.get(HEAD_BIAS, np.zeros(0))
        width, shapes = rows.table.shape[1], (head.shape, bias.shape)
        read = {(side.width, side.units) for side in (ahead, behind)}
        if read != {(width, self._units)} or shapes != ((tags, 2 * self._units), (tags,)):
            raise ValueError("The tables of the BiLSTM do not fit together.")
        layers = [_by_gate(*side.layers[0]) for side in (ahead, behind)]
        weights, biases = (np.stack(part, 1) for part in zip(*layers, strict=True))
        wide = _BLOCKS.size * self._units
        self._into = weights[:, :, :width].transpose(2, 0, 1, 3).reshape(-1, wide)
        self._first = biases.reshape(wide)
        self._follow = np.ascontiguousarray(weights[:, :, width:]) / 2  # (4, 2, H, H)
        self._head = head.T.reshape(2, self._units, tags).astype(np.float32) / 2
        self._bias = bias.astype(np.float32)
        self._rows = rows
        self._gates = RowCache(self._gates_of, wide, LIMIT_BYTES // 2)

    def emissions(self, sentences: Sequence[Sequence[str]]) -> Rows:
        """(B, T, K); behind the end of a sentence stands what does not matter."""
        lengths = np.fromiter(map(len, sentences), np.int64)
        order = np.argsort(-lengths, kind="stable")
        ordered, lengths = [sentences[at] for at in order.tolist()], lengths[order]
        steps = int(lengths[0])
        slots = self._gates.padded(ordered, steps).T
        turned = np.maximum(lengths - 1 - np.arange(steps)[:, None], 0)  # (T, B), its own inverse
        every = np.arange(len(ordered))
        states = self._read(np.stack([slots, slots[turned, every]], 1), lengths)
        votes = np.matmul(states, self._head)
        found = np.empty((len(ordered), steps, len(self._bias)), np.float32)
        found[order] = (votes[:, 0] + votes[turned, 1, every] + self._bias).transpose(1, 0, 2)
        return found

    def _read(self, slots: NDArray[np.intp], lengths: NDArray[np.int64]) -> Rows:
        """(T, 2, B, H): the doubled states, of words at slots (T, 2, B); the longest come first."""
        states = np.zeros((*slots.shape, self._units), np.float32)
        table = self._gates.table.reshape(-1, self._units)
        cells = before = states[0]  # zeros until the first step is written
        for begin, end in pairwise([0, *np.unique(lengths).tolist()]):
            on = int(np.count_nonzero(lengths > begin))  # sentences that have these steps
            places = slots[begin:end, None, :, :on] * _BLOCKS.size + _BLOCKS
            cells, before = cells[:, :on].copy(), before[:, :on]
            gates = np.empty((4, *cells.shape), np.float32)
            follow, shares = np.empty_like(gates), gates[:3]
            inputs, forgets, outputs, values = gates
            for at, after in zip(list(places), list(states[begin:end, :, :on]), strict=True):
                table.take(at, 0, gates, "clip")  # checks nothing: all slots are our own
                np.matmul(before, self._follow, follow)
                np.add(gates, follow, gates)
                np.tanh(gates, gates)
                np.add(shares, 1.0, shares)
                np.multiply(cells, forgets, cells)
                np.multiply(inputs, values, values)
                np.add(cells, values, cells)
                np.multiply(cells, 0.5, cells)
                np.tanh(cells, values)
                np.multiply(values, outputs, after)
                before = after
        return states

    def _gates_of(self, words: Sequence[str]) -> Rows:
        gates: Rows = self._rows.of(words) @ self._into + self._first
        return gates


def _by_gate(weights: Rows, bias: Rows) -> tuple[Rows, Rows]:
    """Torch's (E + H, 4 H) and (4 H,) as (4, E + H, H) and (4, H): ours in order and in size."""
    order, sizes = [0, 1, 3, 2], np.array([0.5, 0.5, 0.5, 1.0], np.float32)
    parts: Any = weights.reshape(len(weights), 4, -1)[:, order].transpose(1, 0, 2)
    return parts * sizes[:, None, None], bias.reshape(4, -1)[order] * sizes[:, None]
