"""A transformer's graph reads windows: what it says of every piece, some windows at a time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from training.tagger.bundles.sessions import FAULTS, is_rounded, session
from training.tagger.transformer.pieces import Windows
from training.tagger.transformer.shape import BadTransformer

PIECES_AT_ONCE = 160
"""With padding: what a processor's cache holds beside the weights, found by trying."""
States = NDArray[np.float32]


class Reader:
    """A graph of `pieces` and `real`, both (W, P), with one output (W, P, H)."""

    def __init__(self, raw: bytes) -> None:
        try:
            self._session = session(raw)
        except FAULTS as fault:
            raise BadTransformer(f"The graph does not work: {str(fault)[:200]}") from fault
        asked = sorted(item.name for item in self._session.get_inputs())
        shape = self._session.get_outputs()[0].shape
        if asked != ["pieces", "real"] or len(shape) != 3 or not isinstance(shape[2], int):
            raise BadTransformer(f"The graph maps {asked} to {shape}.")
        self.size: int = shape[2]
        self._at_once = 0 if is_rounded(self._session) else PIECES_AT_ONCE

    def read(self, windows: Windows) -> States:
        """(W, P, H); what a window gets depends on it alone."""
        found = np.zeros((*windows.ids.shape, self.size), np.float32)
        try:
            for rows, length in _groups(windows.real.sum(1).astype(np.int64), self._at_once):
                feed = {"pieces": windows.ids[rows, :length], "real": windows.real[rows, :length]}
                found[rows, :length] = self._session.run(None, feed)[0]
        except FAULTS as fault:
            raise BadTransformer(f"The graph does not work: {str(fault)[:200]}") from fault
        return found


def _groups(lengths: NDArray[np.int64], most: int) -> Iterator[tuple[list[int], int]]:
    """Windows of like length together, each group with its longest length.

    >>> list(_groups(np.array([3, 90, 200, 4]), 160))
    [([0, 3], 4), ([1], 90), ([2], 200)]
    """
    rows: list[int] = []
    longest = 0
    for row in np.argsort(lengths, kind="stable").tolist():
        length = int(lengths[row])
        if rows and (len(rows) + 1) * length > most:
            yield rows, longest
            rows = []
        rows.append(row)
        longest = length
    if rows:
        yield rows, longest
