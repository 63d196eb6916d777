"""What a transformer that stays as it is says of each token, as the input `given` of a network.

`frozen.onnx` reads windows of pieces, `frozen.json` says how a word's pieces become one row,
`pieces.json` how words are cut.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kernel import strict
from training.tagger.transformer import pieces as cutting
from training.tagger.transformer.pieces import Pieces, Windows
from training.tagger.transformer.reader import Reader
from training.tagger.transformer.shape import BadTransformer

GRAPH = "frozen.onnx"
PIECES = 4096
"""Of a batch of sentences."""
POOLINGS = ("first", "mean")
Rows = NDArray[np.float32]


class ReadsWindows(Protocol):
    """A graph, or the network itself."""

    @property
    def size(self) -> int: ...

    def read(self, windows: Windows) -> Rows: ...


class Frozen:
    """A reader of windows, and what the bundle carries of it."""

    def __init__(
        self, pieces: Pieces, reader: ReadsWindows, pooling: str, graph: bytes = b""
    ) -> None:
        if pooling not in POOLINGS:
            raise BadTransformer(f"“{pooling[:40]}” is no way to pool pieces.")
        self.pieces, self.reader, self.pooling, self.graph = pieces, reader, pooling, graph
        self.size = reader.size

    def of(self, sentences: Sequence[Sequence[str]]) -> list[Rows]:
        """One (T, size) table per sentence."""
        found: list[Rows] = [np.zeros((0, self.size), np.float32)] * len(sentences)
        for batch in self._batches(sentences):
            chosen = [sentences[at] for at in batch]
            windows = self.pieces.windows(chosen)
            rows = cutting.pooled(self.reader.read(windows), windows, self.pooling)
            ends = np.cumsum([len(one) for one in chosen])[:-1]
            for at, table in zip(batch, np.split(rows, ends), strict=True):
                found[at] = table
        return found

    def files(self) -> dict[str, bytes]:
        """What a bundle must carry."""
        return {
            GRAPH: self.graph,
            "frozen.json": json.dumps({"pooling": self.pooling}).encode(),
            "pieces.json": cutting.dumps(self.pieces),
        }

    def _batches(self, sentences: Sequence[Sequence[str]]) -> Iterator[list[int]]:
        """Sentences of like length together, so that a batch's states fit into memory."""
        counts = [self.pieces.count(words) for words in sentences]
        batch: list[int] = []
        for at in sorted(range(len(sentences)), key=counts.__getitem__):
            if batch and (len(batch) + 1) * counts[at] > PIECES:
                yield batch
                batch = []
            batch.append(at)
        if batch:
            yield batch


def opened(files: Mapping[str, bytes]) -> Frozen:
    """The provider whose files a bundle carries; raises BadTransformer."""
    try:
        pooling = strict.loads(files["frozen.json"])["pooling"]
        pieces = cutting.loads(files["pieces.json"])
    except (strict.NotStrict, KeyError, TypeError) as fault:
        raise BadTransformer(f"frozen.json or pieces.json is not readable: {fault}") from fault
    return Frozen(pieces, Reader(files[GRAPH]), str(pooling), files[GRAPH])
