"""What a network is told of each token beside its word: features that depend on the sentence.

One provider makes them in training and at the endpoint alike, in numpy; the bundle carries its
files. Such features are the input `given` (B, T, G) of `sentence.onnx`.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
PROVIDERS: Mapping[str, str] = {
    "lexicons.json": "training.tagger.words.lexicon_matches",
    "frozen.onnx": "training.tagger.transformer.frozen",
}
"""File in a bundle → module whose `opened(files)` answers the provider that wrote it."""


class TokenFeatures(Protocol):
    """A provider of features."""

    size: int
    """Numbers per token."""

    def of(self, sentences: Sequence[Sequence[str]]) -> list[Rows]:
        """One (T, size) table per sentence; what a sentence gets depends on it alone."""

    def files(self) -> dict[str, bytes]:
        """What a bundle must carry for this provider to be opened again."""


class Joined:
    """Several providers side by side, in the order of `PROVIDERS`."""

    def __init__(self, parts: Sequence[TokenFeatures]) -> None:
        self.parts = list(parts)
        self.size = sum(part.size for part in self.parts)

    def of(self, sentences: Sequence[Sequence[str]]) -> list[Rows]:
        """One (T, size) table per sentence."""
        found = [part.of(sentences) for part in self.parts]
        return [np.concatenate(rows, 1) for rows in zip(*found, strict=True)]

    def files(self) -> dict[str, bytes]:
        """All files of all providers."""
        return {name: raw for part in self.parts for name, raw in part.files().items()}


def opened(files: Mapping[str, bytes]) -> Joined | None:
    """The providers whose files a bundle carries; None without any."""
    parts: list[Any] = [
        import_module(module).opened(files) for name, module in PROVIDERS.items() if name in files
    ]
    return Joined(parts) if parts else None
