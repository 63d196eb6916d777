"""A Stack-LSTM chunker answers: words to rows by ONNX graphs, moves by LSTM cells in numpy.

It takes the likeliest move again and again, many sentences side by side. What it weighs are moves,
not tags: the score of a token is the log-probability of the moves made at it, and that of an entity
the product of the probabilities of its SHIFTs and of its REDUCE, given the moves before them. It is
not a share of all taggings, as a chain's is, and likely moves earlier make no part of it.
Letters: B sentences, T words, E numbers per word, H units, D layers of an LSTM.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.tagger.bundles.bundle import BadBundle, Bundle, Manifest
from training.tagger.bundles.tensors import Tensors
from training.tagger.chains import pairs
from training.tagger.chains.actions import OUT, REDUCE, SHIFT, Spelled, allowed, spell
from training.tagger.chains.chain import FORBIDDEN
from training.tagger.chains.pairs import Found
from training.tagger.runtime.cells import Cells
from training.tagger.runtime.neural import Neural
from training.tagger.runtime.tagged import ScoredSpan, Tagged

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]
NEVER = np.float32(-1e4)


@dataclass
class _Place:
    """Where the reading of some sentences stands; states are (D, 2, B, H)."""

    rows: Floats  # (B, T, E)
    lengths: Ids
    waiting: Floats  # (T + 1, B, H) the buffer's state with so many words left
    stack: Floats
    output: Floats
    history: Floats
    left: Ids
    depth: Ids

    def told(self, on: Ids) -> Floats:
        """(N, 4 H): what the four memories say in the sentences `on`."""
        top = [memory[-1, 0, on] for memory in (self.stack, self.output, self.history)]
        return np.concatenate([top[0], self.waiting[self.left[on], on], *top[1:]], 1)


class Machine:
    """The memories of a chunker and what it makes of them, from the tables of its weights."""

    def __init__(self, tables: Tensors, labels: int) -> None:
        """Raises ValueError for a table that is missing or misshapen."""
        self.labels = labels
        read = {name: Cells.of(tables, name) for name in
                ("stack", "buffer", "output", "history", "ahead", "behind")}  # fmt: skip
        self.stack, self.buffer, self.output = read["stack"], read["buffer"], read["output"]
        self.history, self.ahead, self.behind = read["history"], read["ahead"], read["behind"]
        self.width, units = self.stack.width, self.stack.units
        for name, one in read.items():
            if one.units != units or (name != "history" and one.width != self.width):
                raise ValueError(f"The tables of “{name}” do not fit those of “stack”.")
        shapes = {
            "empty": (3, self.width), "begin": (self.history.width,),
            "moves": (REDUCE + labels, self.history.width), "names": (labels, self.width),
            "join.weight": (self.width, 2 * units), "join.bias": (self.width,),
            "state.weight": (units, 4 * units), "state.bias": (units,),
            "choice.weight": (REDUCE + labels, units), "choice.bias": (REDUCE + labels,),
        }  # fmt: skip
        for name, shape in shapes.items():
            if name not in tables or tables[name].shape != shape:
                raise ValueError(f"The table “{name}” is not there in the shape {shape}.")
        self._of = {name: tables[name].astype(np.float32) for name in shapes}
        empty = self._of["empty"]
        self._empty = self.stack.step(empty[:1], self.stack.start(1))
        self._nothing_out = self.output.step(empty[2:], self.output.start(1))
        self._begun = self.history.step(self._of["begin"][None], self.history.start(1))

    def read(self, rows: Floats, lengths: Ids) -> list[Spelled]:
        """The likeliest moves of sentences (B, T, E), of which row b has lengths[b] words."""
        at = self._beginning(rows, lengths)
        moves: list[list[int]] = [[] for _ in rows]
        scores: list[list[float]] = [[] for _ in rows]
        on = np.flatnonzero(lengths)
        while len(on):
            able = allowed(at.left[on], at.depth[on], self.labels)
            shares = self._shares(at.told(on), able)
            chosen = shares.argmax(1)
            sure = shares[np.arange(len(on)), chosen].tolist()
            for one, move, score in zip(on.tolist(), chosen.tolist(), sure, strict=True):
                moves[one].append(move)
                scores[one].append(score)
            self._move(at, on, chosen)
            on = on[(at.left[on] > 0) | (at.depth[on] > 0)]
        return [spell(*both) for both in zip(moves, scores, strict=True)]

    def _beginning(self, rows: Floats, lengths: Ids) -> "_Place":
        firsts = (self._empty, self._nothing_out, self._begun)
        stack, output, history = (np.repeat(one, len(rows), 2) for one in firsts)
        waiting, depth = self._waiting(rows, lengths), np.zeros(len(rows), np.int64)
        return _Place(rows, lengths, waiting, stack, output, history, lengths.copy(), depth)

    def _move(self, at: "_Place", on: Ids, chosen: Ids) -> None:
        """Make one move in each of the sentences `on`."""
        shift, out, close = on[chosen == SHIFT], on[chosen == OUT], on[chosen >= REDUCE]
        next_word, rows = at.lengths - at.left, at.rows
        begin = (next_word - at.depth)[close]
        items = self._items(rows, close, begin, next_word[close], chosen[chosen >= REDUCE] - REDUCE)
        new = rows[shift, next_word[shift]]
        at.stack[:, :, shift] = self.stack.step(new, at.stack[:, :, shift])
        at.stack[:, :, close] = self._empty
        put = np.concatenate([out, close])
        new = np.concatenate([rows[out, next_word[out]], items])
        at.output[:, :, put] = self.output.step(new, at.output[:, :, put])
        moved = self._of["moves"][chosen]
        at.history[:, :, on] = self.history.step(moved, at.history[:, :, on])
        at.left[shift] -= 1
        at.left[out] -= 1
        at.depth[shift] += 1
        at.depth[close] = 0

    def _shares(self, told: Floats, able: NDArray[np.bool_]) -> Floats:
        """(N, 2 + labels) log-probabilities of the moves."""
        tables = self._of
        hidden = np.maximum(told @ tables["state.weight"].T + tables["state.bias"], 0)
        scores = hidden @ tables["choice.weight"].T + tables["choice.bias"]
        scores = np.where(able, scores, NEVER)
        scores -= scores.max(1, keepdims=True)
        found: Floats = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        return found

    def _waiting(self, rows: Floats, lengths: Ids) -> Floats:
        """(T + 1, B, H): the buffer's state with so many words left."""
        batch, steps, _ = rows.shape
        state = np.repeat(self.buffer.step(self._of["empty"][1:2], self.buffer.start(1)), batch, 2)
        found = np.empty((steps + 1, batch, self.buffer.units), np.float32)
        found[0] = state[-1, 0]
        for step in range(steps):
            place = np.maximum(lengths - 1 - step, 0)
            state = self.buffer.step(rows[np.arange(batch), place], state)
            found[step + 1] = state[-1, 0]
        return found

    def _items(self, rows: Floats, at: Ids, begin: Ids, end: Ids, labels: Ids) -> Floats:
        """(N, E): segments of the sentences `at`, each with its label, as one item."""
        if not len(at):
            return np.zeros((0, self.width), np.float32)
        names, sizes = self._of["names"][labels], end - begin
        ahead, behind = self.ahead.start(len(at)), self.behind.start(len(at))
        behind = self.behind.step(names, behind)
        for step in range(int(sizes.max())):
            more = np.flatnonzero(step < sizes)
            ahead[:, :, more] = self.ahead.step(rows[at[more], begin[more] + step],
                                                ahead[:, :, more])  # fmt: skip
            behind[:, :, more] = self.behind.step(rows[at[more], end[more] - 1 - step],
                                                  behind[:, :, more])  # fmt: skip
        ahead = self.ahead.step(names, ahead)
        ends = np.concatenate([ahead[-1, 0], behind[-1, 0]], 1)
        found: Floats = np.tanh(ends @ self._of["join.weight"].T + self._of["join.bias"])
        return found


class Chunker:
    """Sentences to tags and spans; what is told of a sentence does not depend on its neighbours."""

    def __init__(self, manifest: Manifest, rows: Neural, machine: Machine) -> None:
        self._rows, self._machine, self._scheme = rows, machine, manifest.scheme
        self._labels = pairs.of(manifest.tags, manifest.scheme).labels
        self._ids = {tag: at for at, tag in enumerate(manifest.tags)}

    def emissions(self, sentences: Sequence[Sequence[str]]) -> Floats:
        """(B, T, K): at the tag that was given, the log-probability of the token's moves; all other
        tags are out of reach, since no move weighed them."""
        shape = len(sentences), max(map(len, sentences)), len(self._ids)
        found = np.full(shape, FORBIDDEN, np.float32)
        for table, told in zip(found, self._read(sentences), strict=True):
            tags = [self._ids[tag] for tag in told.tags(self._labels, self._scheme)]
            table[: len(tags)] = told.emissions(tags, shape[2])
        return found

    def tag_batch(self, sentences: Sequence[Sequence[str]]) -> list[Tagged]:
        """One answer per sentence; all of them have words."""
        return [
            Tagged(
                told.tags(self._labels, self._scheme),
                [self._scored(told, one) for one in told.spans],
            )
            for told in self._read(sentences)
        ]

    def _scored(self, told: Spelled, span: Found) -> ScoredSpan:
        sure = sum(told.tokens[span.start : span.end])
        return ScoredSpan(span.start, span.end, self._labels[span.label], math.exp(min(0.0, sure)))

    def _read(self, sentences: Sequence[Sequence[str]]) -> list[Spelled]:
        lengths = np.fromiter(map(len, sentences), np.int64)
        return self._machine.read(self._rows.emissions(sentences), lengths)


def engine(bundle: Bundle, tables: Tensors) -> Chunker:
    """A bundle of this kind, opened; raises BadBundle."""
    manifest = bundle.manifest
    labels = pairs.of(manifest.tags, manifest.scheme).labels
    try:
        machine = Machine(tables, len(labels))
    except ValueError as fault:
        raise BadBundle("bad_tables", str(fault)) from fault
    return Chunker(manifest, Neural(bundle, machine.width), machine)
