"""Emissions of a linear-chain CRF: sums of the weights of the attributes that tokens have.

What a word gives to its own token and to each neighbour depends on the word alone, so it is summed
once per distinct word; only templates that join two words are looked up token by token.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.tagger.bundles.bundle import BadBundle, Bundle
from training.tagger.bundles.tensors import Tensors
from training.tagger.runtime.chained import Chained, chained
from training.tagger.runtime.rows import RowCache, Rows
from training.tagger.words import features
from training.tagger.words.features import PROPERTIES, BadFeatures, Features, Template

Emissions = NDArray[np.float32]


class Linear:
    """The weights of a bundle, table `weights` (attributes, tags), in the order of its features."""

    def __init__(self, bundle: Bundle, tables: Tensors) -> None:
        found = features_of(bundle)
        self._tags = len(bundle.manifest.tags)
        self._weights = _weights(tables, found, self._tags)
        self._at = {attribute: row for row, attribute in enumerate(found.attributes)}
        self._joined = [item for item in found.templates if len(item.parts) > 1]
        self._single: dict[int, list[Template]] = {}
        for template in found.templates:
            if len(template.parts) == 1:
                self._single.setdefault(template.parts[0][0], []).append(template)
        self._reach = max(map(abs, self._single), default=0)
        self._rows = RowCache(self._row_of, max(1, len(self._single)) * self._tags)

    def emissions(self, sentences: Sequence[Sequence[str]]) -> Emissions:
        """(B, T, K); behind the end of a sentence stands what does not matter."""
        steps = max(map(len, sentences))
        self._rows.know({"", *(word for sentence in sentences for word in sentence)})
        outside = self._rows.slots([""])[0]
        slots = np.full((len(sentences), steps + 2 * self._reach), outside, np.intp)
        for row, sentence in zip(slots, sentences, strict=True):
            row[self._reach : self._reach + len(sentence)] = self._rows.slots(sentence)
        rows = self._rows.table[slots].reshape(*slots.shape, -1, self._tags)
        total = np.zeros((len(sentences), steps, self._tags), np.float32)
        for at, place in enumerate(self._single):
            first = self._reach + place
            total += rows[:, first : first + steps, at]
        for scores, sentence in zip(total, sentences, strict=True):
            self._add_joined(scores, sentence)
        return total

    def _add_joined(self, scores: Rows, words: Sequence[str]) -> None:
        get = self._at.get
        for template in self._joined:
            names = features.column(template, words)
            found = [
                (step, row) for step, name in enumerate(names) if (row := get(name)) is not None
            ]
            if found:
                steps, rows = zip(*found, strict=True)
                scores[list(steps)] += self._weights[list(rows)]

    def _row_of(self, words: Sequence[str]) -> Rows:
        table = np.zeros((len(words), max(1, len(self._single)), self._tags), np.float32)
        for row, word in zip(table, words, strict=True):
            for at, templates in enumerate(self._single.values()):
                for template in templates:
                    value = PROPERTIES[template.parts[0][1]](word)
                    found = self._at.get(f"{template.name}={value}")
                    if found is not None:
                        row[at] += self._weights[found]
        return table.reshape(len(words), -1)


def features_of(bundle: Bundle) -> Features:
    """The templates and attributes of a bundle; raises BadBundle."""
    if "features.json" not in bundle.files:
        raise BadBundle("missing_file", "The bundle lacks features.json.")
    try:
        return features.loads(bundle.files["features.json"])
    except BadFeatures as fault:
        raise BadBundle("bad_features", str(fault)) from fault


def _weights(tables: Tensors, found: Features, tags: int) -> Rows:
    shape = (len(found.attributes), tags)
    if "weights" not in tables or tables["weights"].shape != shape:
        raise BadBundle("bad_tables", f"The table “weights” is not there in the shape {shape}.")
    return tables["weights"].astype(np.float32)


def engine(bundle: Bundle, tables: Tensors) -> Chained:
    """A bundle of this kind, opened; raises BadBundle."""
    return chained(bundle, Linear(bundle, tables), tables)
