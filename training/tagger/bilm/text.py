"""Running text as sentences of numbered words, with what is to be foretold of each."""

from collections import Counter
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from training.tagger.batch import Forms, Numbers
from training.tagger.corpus import Part
from training.tagger.words import utf8

RARE, EDGE, FIRST = 0, 1, 2
"""Classes: words beyond the known ones, the edge of a sentence, the most frequent word."""
LEAST = 2
"""A word that occurs less often is foretold as rare."""
HELD_OUT, MOST_HELD_OUT = 0.02, 1000
LONGEST = 256
"""Words of a sentence that are read; a longer one goes on as the next."""


class BadText(ValueError):
    """Text that nothing can be learned from; the message says why."""


class Text(NamedTuple):
    """Two parts: what is learned from and what is held out."""

    train: Part
    held_out: Part
    forms: Forms
    classes: int

    @property
    def words(self) -> int:
        return self.classes - FIRST


def read(path: Path, *, most_words: int, seed: int) -> Text:
    """Read sentences, one per line, words between single spaces; raises BadText."""
    lines = path.read_text("utf-8").split("\n")
    whole = [words for line in lines if (words := [word for word in line.split(" ") if word])]
    rows = [row[at : at + LONGEST] for row in whole for at in range(0, len(row), LONGEST)]
    if len(rows) < 2:
        raise BadText(f"The text has {len(rows)} sentences; at least 2 are needed.")
    counts = Counter(chain.from_iterable(rows))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    numbers = {word: at for at, word in enumerate(ranked)}
    known = [word for word in ranked[:most_words] if counts[word] >= LEAST]
    classes = np.full(len(ranked), RARE, np.int32)
    classes[: len(known)] = np.arange(FIRST, len(known) + FIRST)
    apart = np.random.default_rng(seed).permutation(len(rows))
    held = min(MOST_HELD_OUT, max(1, round(len(rows) * HELD_OUT)))
    train, held_out = (
        _part([rows[at] for at in sorted(some)], numbers, classes)
        for some in (apart[held:].tolist(), apart[:held].tolist())
    )
    return Text(train, held_out, _forms(ranked), len(known) + FIRST)


def _part(rows: list[list[str]], numbers: dict[str, int], classes: Numbers) -> Part:
    forms = np.fromiter((numbers[word] for row in rows for word in row), np.int32)
    starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    return Part(forms, classes[forms], starts)


def _forms(words: list[str]) -> Forms:
    """Bytes in the place of characters."""
    spelled = utf8.ids(words).astype(np.int16)
    ends = (spelled == utf8.ENDS).argmax(1) + 1
    none = np.zeros(len(words), np.int64)
    lengths = np.minimum(ends + utf8.WIDEST, spelled.shape[1])
    return Forms(none, none, none.astype(bool), spelled, lengths)
