"""Emissions of a fine-tuned transformer: each word is scored by its first piece."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.tagger.bundles.bundle import BadBundle, Bundle
from training.tagger.bundles.tensors import Tensors
from training.tagger.runtime.chained import Chained, chained
from training.tagger.transformer import pieces
from training.tagger.transformer.reader import Reader
from training.tagger.transformer.shape import BadTransformer


class PieceScorer:
    """The graph of a bundle and its way to cut words; ids come from there, so all are in range."""

    def __init__(self, bundle: Bundle) -> None:
        try:
            self._pieces = pieces.loads(bundle.files["pieces.json"])
            self._reader = Reader(bundle.files["transformer.onnx"])
            size = self.emissions([["a"]]).shape[2]
        except BadTransformer as fault:
            raise BadBundle("bad_graph", str(fault)) from fault
        if size != len(bundle.manifest.tags):
            raise BadBundle("bad_graph", f"The graph gives {size} scores for each piece.")

    def emissions(self, sentences: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """(B, T, K) of sentences that all have words."""
        windows = self._pieces.windows(sentences)
        scores = pieces.pooled(self._reader.read(windows), windows, "first")  # (N, K)
        lengths = np.fromiter(map(len, sentences), np.int64)
        found = np.zeros((len(lengths), int(lengths.max()), scores.shape[1]), np.float32)
        found[np.arange(found.shape[1]) < lengths[:, None]] = scores
        return found


def engine(bundle: Bundle, tables: Tensors) -> Chained:
    """A bundle of this kind, opened; raises BadBundle."""
    return chained(bundle, PieceScorer(bundle), tables)
