"""Snapshots of made-up camera reviews, small recipes, and runs driven to their end."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kernel import sentences
from kernel.sentences import Sentence
from kernel.text import Span, Token
from training.tagger import train
from training.tagger.control import Control, Left
from training.tagger.recipe import Recipe

NAMES = ("Sony CE-7", "Canon G3", "Nikon Z", "Leica M11 Pro", "Vento 4")
FEATURES = ("zoom", "battery life", "eye autofocus", "flash")
OPENINGS = ("The", "My new", "")
VERBS = ("has great", "lacks", "is bad at")
CLASSICAL = ("linear_crf", "memm", "token_classifier", "hmm")


def review(number: int, chance: random.Random) -> Sentence:
    opening, name = chance.choice(OPENINGS).split(), chance.choice(NAMES).split()
    verb, feature = chance.choice(VERBS).split(), chance.choice(FEATURES).split()
    words = [*opening, *name, *verb, *feature, "."]
    first, second = len(opening), len(opening) + len(name) + len(verb)
    spans = [
        Span(first, first + len(name), "PNAME"),
        Span(second, second + len(feature), "PFEATURE"),
    ]
    return sentence(number, words, spans)


def sentence(number: int, words: list[str], spans: list[Span]) -> Sentence:
    tokens, at = [], 0
    for word in words:
        tokens.append(Token(at, at + len(word)))
        at += len(word) + 1
    layers = {"pos": ["NNP" if word[0].isupper() else "x" for word in words]}
    return Sentence(number, number, "reviews", " ".join(words), tokens, spans, layers)


def snapshot(folder: Path, *, train: int = 40, dev: int = 12, test: int = 12, **said: Any) -> Path:
    """A folder as a feature set is frozen into; `said` goes into its manifest."""
    chance, number = random.Random(5), 0
    folder.mkdir(parents=True, exist_ok=True)
    for part, count in (("train", train), ("dev", dev), ("test", test)):
        rows = [review(number + at, chance) for at in range(count)]
        number += count
        write(folder, part, rows)
    about = {"task": "ner", "tokenizer": "whitespace", "language": "en", "hash": "f00d"}
    (folder / "manifest.json").write_text(json.dumps(about | said))
    return folder


def write(folder: Path, part: str, rows: list[Sentence]) -> None:
    lines = "".join(sentences.write(row) + "\n" for row in rows)
    (folder / f"{part}.jsonl").write_text(lines, "utf-8")


def recipe(kind: str = "bilstm_crf", *, top: dict[str, Any] | None = None, **fields: Any) -> Recipe:
    """A network that learns the reviews in a second; `fields` go into the algorithm."""
    small: dict[str, Any] = {
        "kind": kind,
        "words": {"kind": "random", "dimension": 12},
        "characters": {"kind": "cnn", "filters": 8, "dimension": 6},
        "encoder": {"kind": "bilstm", "units": 10, "dropout": 0.2},
        "epochs": 3,
        "batch_size": 8,
        "learning_rate": 0.02,
    }
    algorithm = {"kind": kind, **fields} if kind in CLASSICAL else small | fields
    return Recipe.model_validate({"algorithm": algorithm, "device": "cpu", **(top or {})})


def run(
    chosen: Recipe, snapshot: Path, out: Path, *, resume: bool = False, files: Path | None = None,
    control: Control | None = None,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    job = train.Job(chosen, snapshot, out, files, resume)
    return train.run(job, control or Control())


def leave(events: Iterator[dict[str, Any]], control: Control, *, epochs: int = 1) -> None:
    """Tell a run to leave after so many epochs, and see that it does."""
    seen = 0
    while seen < epochs:
        seen += next(events)["event"] == "epoch"
    control.leave = True
    with pytest.raises(Left):
        next(events)


def of(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in events if one["event"] == kind]
