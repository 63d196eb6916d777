"""Rows of a frozen feature set, page by page, straight from its files."""

import json
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from featuresets.models import FeatureSet
from kernel import sentences
from kernel.sentences import Sentence
from workspace import files

SCANNED_BYTES = 4 << 20
"""So much is looked through for one page; a rare label then comes in pages with few rows."""


class Rows(NamedTuple):
    """One page, and where the next one begins: a byte of the part's files laid end to end."""

    results: list[Sentence]
    next: int | None


def rows(feature_set: FeatureSet, part: str, *, label: str, cursor: int, limit: int) -> Rows:
    """Sentences of a part from `cursor` on; with a `label`, those that hold it."""
    found: list[Sentence] = []
    budget, base = SCANNED_BYTES, 0
    for sha256 in feature_set.files.get(part, []):
        with files.path(sha256) as path:
            size = path.stat().st_size
            if cursor < base + size:
                at = _scan(path, max(cursor - base, 0), label, limit, budget, found)
                budget -= at - max(cursor - base, 0)
                if at < size:
                    return Rows(found, base + at)
                cursor = base + size
        base += size
    return Rows(found, None)


def _scan(
    path: Path, start: int, label: str, limit: int, budget: int, found: list[Sentence]
) -> int:
    """Add sentences to `found` until the page is full or the budget spent; give the place."""
    with path.open("rb") as stream:
        at = _line_start(stream, start)
        for line in stream:
            if len(found) >= limit or at - start >= budget:
                break
            at += len(line)
            if not label or _holds(line, label):
                found.append(sentences.read(line.decode()))
    return at


def _line_start(stream: BinaryIO, at: int) -> int:
    """Go to the first line that begins here or later: a cursor is only what someone sent."""
    if at == 0:
        return 0
    stream.seek(at - 1)
    return at - 1 + len(stream.readline())


def _holds(line: bytes, label: str) -> bool:
    return any(span[2] == label for span in json.loads(line)["spans"])


def shown(sentence: Sentence) -> dict[str, Any]:
    """A row as the API gives it; spans are ranges of tokens."""
    return {
        "document": sentence.document,
        "number": sentence.number,
        "text": sentence.text,
        "tokens": [list(token) for token in sentence.tokens],
        "spans": [span._asdict() for span in sentence.spans],
    }
