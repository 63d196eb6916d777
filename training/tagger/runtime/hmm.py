"""Emissions of a hidden Markov model: one row of a table per word."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.tagger.bundles.bundle import BadBundle, Bundle
from training.tagger.bundles.tensors import Tensors
from training.tagger.runtime.chained import Chained, chained
from training.tagger.words import word_rows
from training.tagger.words.word_rows import BadWordRows


class Words:
    """log p(tag | word) − log p(tag), looked up."""

    def __init__(self, bundle: Bundle, tables: Tensors) -> None:
        try:
            self._known = word_rows.loads(bundle.files["word_rows.json"])
        except BadWordRows as fault:
            raise BadBundle("bad_word_rows", str(fault)) from fault
        known = self._known
        shape = len(known.words) + len(known.endings), len(bundle.manifest.tags)
        if "rows" not in tables or tables["rows"].shape != shape:
            raise BadBundle("bad_tables", f"The table “rows” is not there in the shape {shape}.")
        self._rows = tables["rows"].astype(np.float32)

    def emissions(self, sentences: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """(B, T, K); behind the end of a sentence stands zero."""
        shape = len(sentences), max(map(len, sentences)), self._rows.shape[1]
        found = np.zeros(shape, np.float32)
        for table, words in zip(found, sentences, strict=True):
            table[: len(words)] = self._rows[[self._known.row(word) for word in words]]
        return found


def engine(bundle: Bundle, tables: Tensors) -> Chained:
    """A bundle of this kind, opened; raises BadBundle."""
    return chained(bundle, Words(bundle, tables), tables)
