"""Sentences as pieces: windows of ids that a transformer reads, and where each word stands in them.

`pieces.json` carries all of it in a bundle. Letters: W windows, P pieces, N words.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernel import strict
from training.tagger.transformer import normal
from training.tagger.transformer.bytepairs import BytePairs
from training.tagger.transformer.shape import BadTransformer
from training.tagger.transformer.unigram import Unigram
from training.tagger.transformer.wordpiece import WordPiece

Cut = WordPiece | BytePairs | Unigram
Ids = NDArray[np.int64]
_NUMBERS = ("begin", "end", "padding", "limit")
REMEMBERED = 100_000
"""Words whose pieces are kept; then it is begun anew."""
LONGEST = 500
"""Characters of a word that are cut; what is behind them is not read."""
_KINDS = {"wordpiece": WordPiece, "bytepairs": BytePairs, "unigram": Unigram}


class Windows(NamedTuple):
    """What is read at once. A sentence too long for one window goes on in the next; no word is
    dropped, and none is cut by a border."""

    ids: Ids  # (W, P)
    real: NDArray[np.float32]  # (W, P) 1 where there is a piece, 0 behind the end
    rows: Ids  # (N,) window of each word, sentence after sentence
    columns: Ids  # (N,) its first piece
    sizes: Ids  # (N,) how many pieces it has

    @property
    def first(self) -> Ids:
        """(N,) places of the words' first pieces in the flat (W·P) order."""
        found: Ids = self.rows * self.ids.shape[1] + self.columns
        return found


@dataclass
class Pieces:
    """A way to cut words, with the ids that open, close and fill a window."""

    cut: Cut
    begin: int
    end: int
    padding: int
    limit: int
    """Pieces of a window, begin and end included."""
    _known: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def of(self, word: str) -> tuple[int, ...]:
        """The ids of a word: at least one, at most what a window holds."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = tuple(self.cut.pieces(word[:LONGEST])[: self.limit - 2])
            self._known[word] = found
        return found

    def count(self, sentence: Sequence[str]) -> int:
        """Pieces of a sentence, begin and end included."""
        return 2 + sum(len(self.of(word)) for word in sentence)

    def windows(self, sentences: Sequence[Sequence[str]]) -> Windows:
        """The windows of sentences, one after the other."""
        lines: list[list[int]] = []
        places: list[tuple[int, int, int]] = []
        for sentence in sentences:
            line = [self.begin]
            for word in sentence:
                found = self.of(word)
                if len(line) + len(found) >= self.limit:
                    lines.append(line)
                    line = [self.begin]
                places.append((len(lines), len(line), len(found)))
                line.extend(found)
            if sentence:
                lines.append(line)
        return self._padded(lines, places)

    def _padded(self, lines: list[list[int]], places: list[tuple[int, int, int]]) -> Windows:
        longest = 1 + max(map(len, lines), default=1)
        ids = np.full((len(lines), longest), self.padding, np.int64)
        real = np.zeros(ids.shape, np.float32)
        for at, line in enumerate(lines):
            ids[at, : len(line) + 1] = [*line, self.end]
            real[at, : len(line) + 1] = 1
        rows, columns, sizes = np.array(places, np.int64).reshape(-1, 3).T
        return Windows(ids, real, rows, columns, sizes)


def pooled(states: NDArray[np.float32], windows: Windows, pooling: str) -> NDArray[np.float32]:
    """(N, H): of states (W, P, H) each word's first piece, or the mean of its pieces."""
    flat = states.reshape(-1, states.shape[2])
    first = windows.first
    if pooling == "first" or not len(first):
        return flat[first]
    inside = np.repeat(first - np.cumsum(windows.sizes) + windows.sizes, windows.sizes)
    every = flat[inside + np.arange(len(inside))]  # all pieces of all words, in order
    starts = np.cumsum(windows.sizes) - windows.sizes
    summed = np.add.reduceat(every, starts, 0) / windows.sizes[:, None]
    return np.asarray(summed, np.float32)


def dumps(pieces: Pieces) -> bytes:
    """The file `pieces.json`."""
    cut = {one.name: getattr(pieces.cut, one.name) for one in fields(pieces.cut)}
    vocabulary = cut.pop("vocabulary")
    by_id: list[str | None] = [None] * (max(vocabulary.values()) + 1)
    for piece, number in vocabulary.items():
        by_id[number] = piece
    if isinstance(pieces.cut, BytePairs):
        ranks = pieces.cut.ranks
        cut["ranks"] = sorted(ranks, key=lambda pair: ranks[pair])
    said = {
        "kind": next(name for name, kind in _KINDS.items() if isinstance(pieces.cut, kind)),
        "pieces": by_id,
        "cut": cut,
        **{name: getattr(pieces, name) for name in _NUMBERS},
    }
    return json.dumps(said, ensure_ascii=False).encode()


def loads(raw: bytes) -> Pieces:
    """Read `pieces.json`; raises BadTransformer."""
    try:
        said = strict.loads(raw)
        vocabulary = {one: at for at, one in enumerate(said["pieces"]) if one is not None}
        begin, end, padding, limit = map(_id, (said[name] for name in _NUMBERS))
        if not all(isinstance(one, str) for one in vocabulary):
            raise ValueError("a piece is no text")
        cut = _cut(said["kind"], dict(said["cut"]), vocabulary)
    except (strict.NotStrict, KeyError, TypeError, ValueError) as fault:
        raise BadTransformer(f"pieces.json is not readable: {fault}") from fault
    return Pieces(cut, begin, end, padding, limit)


def _cut(kind: str, cut: dict[str, Any], vocabulary: dict[str, int]) -> Cut:
    cut["unknown"] = _id(cut["unknown"])
    if kind == "wordpiece":
        cut["longest"], cut["prefix"] = _id(cut["longest"]), str(cut["prefix"])
        return WordPiece(vocabulary, **cut)
    if kind == "unigram":
        cut["scores"] = [float(one) for one in cut["scores"]]
        if not 0 <= cut["unknown"] < len(cut["scores"]) >= max(vocabulary.values()) + 1:
            raise ValueError("a piece has no score")
        cut["steps"] = normal.checked(cut["steps"])
        return Unigram(vocabulary, **cut)
    ranks = {(left, right): at for at, (left, right) in enumerate(cut.pop("ranks"))}
    return BytePairs(vocabulary, ranks, **cut)


def _id(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value} is no id")
    return value
