"""How the format tests find real data, and how they read a few bytes."""

import lzma
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from annotation.formats import Format, Parsed, Problem, Source

Read = Callable[..., tuple[list[Parsed], list[Problem]]]

_BESIDE = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture
def real() -> Callable[[str], Source]:
    """A file of the real data as a source; the test is skipped where the data is not at hand."""
    folder = Path(os.environ.get("TAGWRIGHT_DATA", _BESIDE))

    def find(name: str) -> Source:
        path = folder / name
        if not path.exists():
            pytest.skip(f"{path} is not at hand; set TAGWRIGHT_DATA to the folder of real data")
        opened = lzma.open if path.suffix == ".xz" else open
        return Source(path.name.removesuffix(".xz"), lambda: opened(path, "rb"))  # type: ignore[arg-type, return-value]

    return find


def _read(format: Format, *files: bytes | Source) -> tuple[list[Parsed], list[Problem]]:
    sources: Sequence[Source] = [
        file if isinstance(file, Source) else Source.holding(file, f"file{number}")
        for number, file in enumerate(files, 1)
    ]
    found = list(format.read(sources))
    documents = [item for item in found if isinstance(item, Parsed)]
    return documents, [item for item in found if isinstance(item, Problem)]


@pytest.fixture
def read() -> Read:
    """Read files given as bytes; answers the documents and the problems."""
    return _read


class Endless:
    """A file of one line of 100 MB that is never in memory; counts what was asked of it."""

    def __init__(self, opening: bytes, size: int = 100_000_000) -> None:
        self.opening = opening
        self.left = size
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        block = self.opening or b"x" * min(size, self.left)
        self.opening = b""
        self.left -= len(block)
        self.taken += len(block)
        return block

    def __enter__(self) -> "Endless":
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture
def endless() -> Callable[[bytes], tuple[Source, Endless]]:
    def make(opening: bytes) -> tuple[Source, Endless]:
        stream = Endless(opening)
        return Source("endless", lambda: stream), stream  # type: ignore[arg-type, return-value]

    return make
