"""Labelled sentences to measure with: of GMB where it is at hand, else of the demo project."""

import csv
import io
import json
import lzma
import os
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from kernel import bio
from kernel import sentences as lines
from kernel.sentences import Sentence
from kernel.text import Span, Token, tokenize

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "platform" / "tagwright" / "demo" / "camera_reviews.jsonl"
Labelled = tuple[list[str], list[str]]
"""Words, and an IOB2 tag for each."""


def data_folder() -> Path | None:
    """Where the real corpora lie, if they are at hand: $TAGWRIGHT_DATA or ../shared/data."""
    place = Path(os.environ.get("TAGWRIGHT_DATA", ROOT.parent / "shared" / "data"))
    return place if place.is_dir() else None


def source() -> str:
    """What `some` takes sentences from, in words."""
    return "GMB" if gmb_file() else "the demo project (GMB is not at hand), repeated"


def gmb_file() -> Path | None:
    folder = data_folder()
    found = folder / "gmb" / "ner_dataset.csv.xz" if folder else None
    return found if found and found.is_file() else None


def some(count: int, skip: int = 0) -> list[Labelled]:
    """That many sentences, in the corpus' order; a small corpus begins again."""
    return list(islice(cycle(_all()), skip, skip + count))


@cache
def _all() -> list[Labelled]:
    found = gmb_file()
    if found is None:
        return list(_demo())
    rows = gmb_rows(lzma.decompress(found.read_bytes()))
    return [(words, tags) for words, tags, _ in rows]


def gmb_rows(raw: bytes) -> list[tuple[list[str], list[str], list[str]]]:
    """Words, IOB2 tags and parts of speech of each sentence of the corpus' own file."""
    rows = csv.reader(io.StringIO(raw.decode("cp1252"), newline=""))
    next(rows)
    read: list[tuple[list[str], list[str], list[str]]] = []
    for number, word, pos, tag in rows:
        if number:
            read.append(([], [], []))
        for column, value in zip(read[-1], (word, tag, pos), strict=True):
            column.append(value)
    return [(words, _sound(tags), layer) for words, tags, layer in read]


def _sound(tags: list[str]) -> list[str]:
    return bio.tags_of(len(tags), bio.spans_of(tags))


def _demo() -> Iterable[Labelled]:
    for line in DEMO.read_text("utf-8").split("\n"):
        if not line or json.loads(line)["state"] != "done":
            continue
        row = json.loads(line)
        tokens = tokenize(row["text"])
        spans = [_within(tokens, s["start"], s["end"], s["label"]) for s in row["spans"]]
        words = [row["text"][start:end] for start, end in tokens]
        yield words, bio.tags_of(len(words), spans)


def _within(tokens: Sequence[Token], start: int, end: int, label: str) -> Span:
    inside = [at for at, token in enumerate(tokens) if start <= token.start and token.end <= end]
    return Span(inside[0], inside[-1] + 1, label)


def write(path: Path, sentences: Sequence[Labelled]) -> Path:
    """A file for contestants: `peers.line.sentences` reads it."""
    path.write_text(json.dumps(sentences, ensure_ascii=False), "utf-8")
    return path


def snapshot(folder: Path, **parts: Sequence[Labelled]) -> Path:
    """A frozen feature set as the trainer reads it: train, dev, test."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = {tag[2:] for part in parts.values() for _, tags in part for tag in tags if tag != "O"}
    said = {"task": "ner", "tokenizer": "whitespace", "labels": sorted(labels), "hash": "benchmark"}
    (folder / "manifest.json").write_text(json.dumps(said), "utf-8")
    for name, sentences in parts.items():
        rows = "".join(f"{lines.write(_row(n, *one))}\n" for n, one in enumerate(sentences))
        (folder / f"{name}.jsonl").write_text(rows, "utf-8")
    return folder


def _row(number: int, words: list[str], tags: list[str]) -> Sentence:
    at, tokens = 0, []
    for word in words:
        tokens.append(Token(at, at + len(word)))
        at += len(word) + 1
    return Sentence(number, 0, "", " ".join(words), tokens, bio.spans_of(tags), {})
