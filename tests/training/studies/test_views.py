"""Views of a snapshot: folds that share nothing, and parts that lie in one another."""

import json
from pathlib import Path
from typing import Any

import pytest

from kernel import sentences
from kernel.sentences import Sentence
from kernel.text import Token
from training.studies import views


def row(number: int, text: str, document: int) -> Sentence:
    words, at, tokens = text.split(" "), 0, []
    for word in words:
        tokens.append(Token(at, at + len(word)))
        at += len(word) + 1
    return Sentence(document, number, "", text, tokens, [], {})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty sentences of twenty documents; each eighth says the same."""
    rows = [row(n, "the same" if n % 8 == 0 else f"word {n}", n // 2) for n in range(40)]
    for part, own in (("train", rows[:24]), ("dev", rows[24:32]), ("test", rows[32:])):
        lines = "".join(sentences.write(one) + "\n" for one in own)
        (tmp_path / f"{part}.jsonl").write_text(lines)
    (tmp_path / "manifest.json").write_text(json.dumps({"hash": "f00d", "task": "ner"}))
    return tmp_path


def seen(folder: Path, part: str) -> list[Sentence]:
    lines = (folder / f"{part}.jsonl").read_text().splitlines()
    return [sentences.read(line) for line in lines]


def numbers(folder: Path, part: str) -> set[int]:
    return {one.number for one in seen(folder, part)}


def fold(at: int, **more: Any) -> dict[str, Any]:
    return {"kind": "fold", "fold": at, "folds": 4, "seed": 5, **more}


def test_each_sentence_is_scored_on_in_exactly_one_fold(folder: Path, tmp_path: Path) -> None:
    before = {name: (folder / name).read_text() for name in ("train.jsonl", "dev.jsonl")}
    scored: list[int] = []
    for at in range(4):
        for name, text in before.items():
            (folder / name).write_text(text)
        views.apply(folder, fold(at), whole_documents=False)
        parts = [numbers(folder, part) for part in ("train", "dev", "test")]
        assert set.union(*parts) == set(range(32))
        assert sum(map(len, parts)) == 32
        scored += parts[2]
    assert sorted(scored) == list(range(32))


@pytest.mark.parametrize("whole", [False, True])
def test_equal_sentences_and_whole_documents_stay_in_one_fold(folder: Path, whole: bool) -> None:
    views.apply(folder, fold(1), whole_documents=whole)
    parts = [seen(folder, part) for part in ("train", "dev", "test")]
    assert sum(any(one.text == "the same" for one in part) for part in parts) == 1
    documents = [{one.document for one in part} for part in parts]
    apart = documents[0] & documents[1] | documents[0] & documents[2]
    assert bool(apart) != whole


def test_a_smaller_share_lies_within_each_larger_one(folder: Path) -> None:
    whole = (folder / "train.jsonl").read_text()
    found = []
    for share in (0.25, 0.5, 1.0):
        (folder / "train.jsonl").write_text(whole)
        view = {"kind": "share", "share": share, "seed": 3}
        views.apply(folder, view, whole_documents=False)
        found.append(numbers(folder, "train"))
    assert found[0] < found[1] < found[2] == set(range(24))
    assert 6 <= len(found[0]) <= 8
    assert len(seen(folder, "test")) == 8


def test_a_view_is_told_apart_by_its_manifest(folder: Path) -> None:
    views.apply(folder, fold(0), whole_documents=False)
    said = json.loads((folder / "manifest.json").read_text())
    assert said["hash"] != "f00d"
    assert said["view"]["fold"] == 0
    assert said["task"] == "ner"
