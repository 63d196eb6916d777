"""A frozen feature set as flat arrays: token i of sentence s stands at `starts[s] + i`.

Words are kept as numbers of distinct surface forms, so that ids, letters and rows are worked out
once per form and never once per token.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernel import bio, sentences
from kernel.sentences import Sentence
from kernel.text import Span
from training.tagger.estimate import Counts

PARTS = ("train", "dev", "test")
AUTO_LIMIT = 512
"""Tokens of a training sentence that “auto” uses at most."""
Ids = NDArray[np.int32]


class BadSnapshot(ValueError):
    """A snapshot that cannot be trained on; the message says which file and line, and why."""


class Part(NamedTuple):
    """One part of a feature set; `starts` has one entry more than there are sentences."""

    forms: Ids  # (N,) numbers of surface forms
    tags: Ids  # (N,)
    starts: NDArray[np.int64]  # (S + 1,)

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    @property
    def tokens(self) -> int:
        return len(self.forms)

    def __len__(self) -> int:
        return len(self.starts) - 1


class Truncated(NamedTuple):
    """What a maximum length takes out of the training part."""

    limit: int
    sentences: int = 0
    tokens: int = 0
    entities: int = 0


@dataclass
class Manifest:
    """What the snapshot says of itself."""

    task: str = "ner"
    target: str = ""
    tokenizer: str = "words"
    language: str = ""
    hash: str = ""


@dataclass
class Corpus:
    """All three parts, with the forms and tags they are numbered by."""

    manifest: Manifest
    forms: list[str]
    tags: list[str]
    scheme: str
    parts: dict[str, Part]
    truncated: Truncated

    def words_of(self, part: str) -> Iterator[list[str]]:
        """The sentences of a part as written."""
        one = self.parts[part]
        for first, last in zip(one.starts[:-1], one.starts[1:], strict=True):
            yield [self.forms[form] for form in one.forms[first:last]]

    def counts(self) -> Counts:
        """What the estimate and “auto” need, counted."""
        part = self.parts["train"]
        marks = {tag.partition("-")[2] for tag in self.tags if tag != "O"}
        return Counts(
            sentences=len(part),
            tokens=part.tokens,
            labels=len(marks),
            dev_tokens=self.parts["dev"].tokens,
            test_tokens=self.parts["test"].tokens,
        )


def read(folder: Path, *, scheme: str = "IOB2", limit: int | None = None) -> Corpus:
    """Read a snapshot; training sentences are cut after `limit` tokens (auto: 512)."""
    manifest = manifest_of(folder)
    rows = {name: list(_rows(folder / f"{name}.jsonl", manifest)) for name in PARTS}
    if not rows["train"]:
        raise BadSnapshot("The training part has no sentences; draw the feature set again.")
    cut = limit or AUTO_LIMIT
    truncated = _lost(rows["train"], cut)
    rows["train"] = [_cut(row, cut) for row in rows["train"]]
    tokens = manifest.task == "tokens"
    tags = _tags(manifest, rows, scheme)
    numbers = {tag: at for at, tag in enumerate(tags)}
    forms: dict[str, int] = {}
    parts = {name: _flat(rows[name], forms, numbers, "" if tokens else scheme) for name in PARTS}
    return Corpus(manifest, list(forms), tags, "" if tokens else scheme, parts, truncated)


def manifest_of(folder: Path) -> Manifest:
    """Read `manifest.json`; what it does not say keeps its default."""
    try:
        said = json.loads((folder / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        raise BadSnapshot(f"{folder.name} has no manifest.json; freeze it again.") from None
    except ValueError as fault:
        raise BadSnapshot(f"manifest.json is not readable: {fault}") from fault
    if not isinstance(said, dict):
        raise BadSnapshot("manifest.json is not an object; freeze the feature set again.")
    return Manifest(**{name: said[name] for name in Manifest.__annotations__ if said.get(name)})


class Row(NamedTuple):
    words: list[str]
    spans: list[Span]
    tags: list[str] | None  # one per token, for the task tokens


def lines(path: Path) -> Iterator[Sentence]:
    """The sentences of one part's file; an absent file is an empty part."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="\n") as stream:
        for number, line in enumerate(stream, 1):
            try:
                yield sentences.read(line.rstrip("\n"))
            except ValueError as fault:
                raise BadSnapshot(f"{path.name}, line {number}: {fault}") from fault


def token_tags(sentence: Sentence, target: str) -> list[str]:
    """One tag per token: the target layer, or the labels of the spans and “O” outside."""
    if target and target in sentence.layers:
        return sentence.layers[target]
    tags = ["O"] * len(sentence.tokens)
    for span in sentence.spans:
        tags[span.start : span.end] = [span.label] * (span.end - span.start)
    return tags


def _rows(path: Path, manifest: Manifest) -> Iterator[Row]:
    plain = manifest.task == "tokens"
    for sentence in lines(path):
        if sentence.tokens:
            tags = token_tags(sentence, manifest.target) if plain else None
            yield Row(sentences.words(sentence), sentence.spans, tags)


def _lost(rows: Iterable[Row], limit: int) -> Truncated:
    long = [row for row in rows if len(row.words) > limit]
    return Truncated(
        limit,
        len(long),
        sum(len(row.words) - limit for row in long),
        sum(span.end > limit for row in long for span in row.spans),
    )


def _cut(row: Row, limit: int) -> Row:
    if len(row.words) <= limit:
        return row
    spans = [span._replace(end=min(span.end, limit)) for span in row.spans if span.start < limit]
    return Row(row.words[:limit], spans, row.tags and row.tags[:limit])


def _tags(manifest: Manifest, rows: dict[str, list[Row]], scheme: str) -> list[str]:
    """All tags that any part uses, in one fixed order; “O” first where there is one."""
    every = [row for part in rows.values() for row in part]
    if manifest.task == "tokens":
        seen = {tag for row in every for tag in row.tags or ()}
        return sorted(seen, key=lambda tag: (tag != "O", tag))
    labels = {span.label for row in every for span in row.spans}
    marks = "BIES" if scheme == "IOBES" else "BI"
    return ["O", *(f"{mark}-{label}" for label in sorted(labels) for mark in marks)]


def _flat(rows: Sequence[Row], forms: dict[str, int], numbers: dict[str, int], scheme: str) -> Part:
    words = [forms.setdefault(word, len(forms)) for row in rows for word in row.words]
    tags: list[int] = []
    for row in rows:
        said: Any = row.tags if not scheme else bio.tags_of(len(row.words), row.spans, scheme)
        tags += [numbers[tag] for tag in said]
    starts = np.cumsum([0, *(len(row.words) for row in rows)], dtype=np.int64)
    return Part(np.array(words, np.int32), np.array(tags, np.int32), starts)
