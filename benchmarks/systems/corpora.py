"""The sentences that every system is measured on, frozen as the trainer reads them."""

import hashlib
import json
import lzma
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import texts
from featuresets.splits.random import Random
from featuresets.splits.rows import Rows
from kernel import bio
from kernel import sentences as lines
from kernel.sentences import Sentence
from kernel.text import Token

PARTS = ("train", "dev", "test")
Labelled = tuple[list[str], list[str], list[str]]
"""Words, IOB2 tags, and a layer of further tags (may be empty)."""


class Corpus(NamedTuple):
    """A corpus, how it is divided, and what is learned of it."""

    name: str
    title: str
    read: Callable[[], dict[str, list[Labelled]]]
    task: str = "ner"
    folder: str = "gmb"

    @property
    def there(self) -> bool:
        """Whether its files are at hand."""
        found = texts.data_folder()
        return bool(found and (found / self.folder).is_dir())


def _gmb(split: Random) -> dict[str, list[Labelled]]:
    file = texts.gmb_file()
    if file is None:
        raise SystemExit("GMB is not at hand (set TAGWRIGHT_DATA).")
    rows = texts.gmb_rows(lzma.decompress(file.read_bytes()))
    return _divided(rows, split)


def _divided(rows: Sequence[Labelled], split: Random) -> dict[str, list[Labelled]]:
    noted = Rows()
    for number, (words, tags, _) in enumerate(rows):
        digest = hashlib.sha256("\x00".join(words).encode()).digest()[:16]
        labels = Counter(tag[2:] for tag in tags if tag[0] == "B")
        noted.add(number, "", digest, labels)
    said = split.assign(noted)
    return {
        name: [row for row, part in zip(rows, said, strict=True) if part == at]
        for at, name in enumerate(PARTS)
    }


def _wnut() -> dict[str, list[Labelled]]:
    folder = texts.data_folder()
    files = ("wnut17train.conll", "emerging.dev.conll", "emerging.test.annotated")
    if folder is None:
        raise SystemExit("WNUT-17 is not at hand (set TAGWRIGHT_DATA).")
    raw = [lzma.decompress((folder / "wnut17" / f"{name}.xz").read_bytes()) for name in files]
    return {part: list(_columns(one.decode())) for part, one in zip(PARTS, raw, strict=True)}


def _columns(text: str) -> Iterator[Labelled]:
    for block in text.replace("\t\n", "\n").split("\n\n"):
        pairs = [line.split("\t") for line in block.strip("\n").split("\n") if "\t" in line]
        if pairs:
            words, tags = ([pair[at].strip() for pair in pairs] for at in (0, 1))
            yield words, bio.tags_of(len(tags), bio.spans_of(tags)), []


CORPORA = (
    Corpus("gmb", "GMB, 70/10/20, repeats grouped", lambda: _gmb(Random())),
    Corpus("wnut17", "WNUT-17, as published", _wnut, folder="wnut17"),
    Corpus(
        "gmb_90_10", "GMB, 90/10, plain random",
        lambda: _gmb(Random(train=0.9, dev=0.0, test=0.1, group=None)),
    ),
    Corpus(
        "gmb_pos", "GMB's parts of speech, 90/10, plain random",
        lambda: _gmb(Random(train=0.9, dev=0.0, test=0.1, group=None)), task="tokens",
    ),
)  # fmt: skip
MAIN = ("gmb", "wnut17")


def at_hand() -> list[Corpus]:
    """The corpora that every system is measured on, if their files are there."""
    return [corpus for corpus in CORPORA if corpus.name in MAIN and corpus.there]


def named(name: str) -> Corpus:
    """The corpus of that name."""
    return next(corpus for corpus in CORPORA if corpus.name == name)


def snapshot(corpus: Corpus, sample: float, folder: Path) -> Path:
    """The frozen parts in `folder`; `sample` is the share of the training part that is kept."""
    folder.mkdir(parents=True)
    said = {"task": corpus.task, "tokenizer": "whitespace", "hash": f"{corpus.name} {sample}"}
    said |= {"target": "pos"} if corpus.task == "tokens" else {}
    (folder / "manifest.json").write_text(json.dumps(said), "utf-8")
    for part, rows in corpus.read().items():
        kept = rows[: max(1, round(len(rows) * sample))] if part == "train" else rows
        with (folder / f"{part}.jsonl").open("w", encoding="utf-8") as stream:
            for number, row in enumerate(kept):
                stream.write(f"{lines.write(_row(number, *row))}\n")
    return folder


def _row(number: int, words: list[str], tags: list[str], layer: list[str]) -> Sentence:
    at, tokens = 0, []
    for word in words:
        tokens.append(Token(at, at + len(word)))
        at += len(word) + 1
    layers = {"pos": layer} if layer else {}
    return Sentence(number, 0, "", " ".join(words), tokens, bio.spans_of(tags), layers)
