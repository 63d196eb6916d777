"""The files of a feature set: sentences gathered once, divided, hashed and weighed."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from featuresets.balance import Balance
from featuresets.balance.light import Light
from featuresets.balance.repeats import digest
from featuresets.cutting import Document, cut
from featuresets.splits.rows import NOWHERE, PARTS, Rows
from kernel import sentences
from kernel.sentences import Sentence
from kernel.text import Span

SHARD_BYTES = 64 << 20
EVERY = 2000
"""Sentences between two signs of progress."""


class Draft:
    """Sentences as they are gathered: their lines in a file, light rows in memory."""

    def __init__(self, folder: Path, *, target: str = "") -> None:
        self.folder = folder
        self.target = target
        self.rows = Rows()
        self._lines = (folder / "all.jsonl").open("w+b")

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()

    def add(self, document: Document, mark: int = NOWHERE) -> None:
        """Cut the document and note its sentences."""
        for sentence in cut(document):
            self._lines.write(sentences.write(sentence).encode() + b"\n")
            labels = Counter(span.label for span in learnt(sentence, self.target))
            words = digest(sentences.words(sentence))
            self.rows.add(document.id, document.sources[0], words, labels, mark)

    def divide(
        self, parts: bytearray, *, moved: Callable[[int], None] = lambda done: None
    ) -> "Parted":
        """Write each sentence to its part; one more pass over the lines, none of them kept."""
        balance = Balance()
        hashes = [hashlib.sha256() for _ in PARTS]
        self._lines.seek(0)
        with ExitStack() as stack:
            shards = [stack.enter_context(Shards(self.folder, name)) for name in PARTS]
            for done, (part, line) in enumerate(zip(parts, self._lines, strict=True)):
                if part != NOWHERE:
                    shards[part].write(line)
                    hashes[part].update(content(line))
                    balance.add(part, Light.read(line, self.target))
                if done % EVERY == 0:
                    moved(done)
        named = {name: shards[at].paths for at, name in enumerate(PARTS)}
        return Parted(named, {n: hashes[at].hexdigest() for at, n in enumerate(PARTS)}, balance)


class Parted(NamedTuple):
    """A draft after its division: files and content hash of each part, and the balance."""

    paths: dict[str, list[Path]]
    hashes: dict[str, str]
    balance: Balance


class Shards:
    """The files of one part, each of at most about 64 MiB; a part without sentences has none."""

    def __init__(self, folder: Path, name: str) -> None:
        self.paths: list[Path] = []
        self._folder, self._name = folder, name
        self._file: BinaryIO | None = None
        self._room = 0

    def __enter__(self) -> "Shards":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def write(self, line: bytes) -> None:
        if self._file is None or self._room <= 0:
            self.__exit__()
            path = self._folder / f"{self._name}-{len(self.paths):05}.jsonl"
            self.paths.append(path)
            self._file, self._room = path.open("wb"), SHARD_BYTES
        self._file.write(line)
        self._room -= len(line)


def learnt(sentence: Sentence, target: str) -> list[Span]:
    """What is to be learnt of a sentence: its spans, or one per token of the target layer."""
    if not target:
        return sentence.spans
    return [Span(at, at + 1, tag) for at, tag in enumerate(sentence.layers.get(target, []))]


def content(line: bytes) -> bytes:
    """A line without its first field, the document's id, which differs between databases.

    >>> content(b'{"document":12,"number":0}')
    b'"number":0}'
    """
    return line.partition(b",")[2]


def snapshot_hash(parts: dict[str, str], **about: Any) -> str:
    """The feature set's hash: of the sentences of each part and of how they are to be read."""
    said = {"format": 1, "parts": parts, **about}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
