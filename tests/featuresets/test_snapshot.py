"""The files of a snapshot: gathered, divided, hashed."""

from pathlib import Path

import pytest

from featuresets import snapshot
from featuresets.cutting import Document
from featuresets.snapshot import Draft, snapshot_hash
from featuresets.splits.rows import DEV, NOWHERE, TEST, TRAIN
from kernel import sentences
from kernel.text import Span, tokenize


def document(number: int, text: str, *spans: Span, source: str = "a.txt") -> Document:
    tokens = tokenize(text)
    pos = [f"T{len(text[start:end])}" for start, end in tokens]
    return Document(number, "done", (source,), text, tokens, [], spans, {"pos": pos})


def texts(first: int = 1) -> list[Document]:
    return [
        document(first, "Sony rocks", Span(0, 1, "ORG")),
        document(first + 1, "A\u2028line, 🎉 and \u0085 more"),
        document(first + 2, "Sony rocks", Span(0, 1, "ORG")),
        document(first + 3, "Kodak was", Span(0, 1, "ORG"), Span(1, 2, "X")),
    ]


def drafted(folder: Path, documents: list[Document], target: str = "") -> Draft:
    folder.mkdir(exist_ok=True)
    draft = Draft(folder, target=target)
    for one in documents:
        draft.add(one)
    return draft


PARTS = bytearray([TRAIN, DEV, TRAIN, TEST])


def test_each_sentence_lies_in_its_parts_file_in_order(tmp_path: Path) -> None:
    parted = drafted(tmp_path, texts()).divide(PARTS)
    (train,), (dev,) = parted.paths["train"], parted.paths["dev"]
    found = [sentences.read(line) for line in train.read_bytes().decode().split("\n")[:-1]]
    assert [sentence.document for sentence in found] == [1, 3]
    assert found[0].spans == [Span(0, 1, "ORG")]
    assert found[0].layers == {"pos": ["T4", "T5"]}
    (only,) = dev.read_bytes().decode().split("\n")[:-1]
    assert sentences.read(only).text == "A\u2028line, 🎉 and \u0085 more"


def test_a_sentence_that_goes_nowhere_is_not_written_or_counted(tmp_path: Path) -> None:
    parted = drafted(tmp_path, texts()).divide(bytearray([TRAIN, NOWHERE, NOWHERE, TEST]))
    assert parted.paths["dev"] == []
    assert [part.sentences for part in parted.balance.parts] == [1, 0, 1]


def test_the_hash_does_not_depend_on_the_documents_ids(tmp_path: Path) -> None:
    one = drafted(tmp_path / "a", texts(1)).divide(PARTS).hashes
    other = drafted(tmp_path / "b", texts(1000)).divide(PARTS).hashes
    assert one == other


@pytest.mark.parametrize("change", ["text", "span", "source", "part", "order"])
def test_the_hash_changes_with_anything_the_trainer_reads(tmp_path: Path, change: str) -> None:
    changed, parts = texts(), PARTS.copy()
    if change == "text":
        changed[0] = document(1, "Sony rolls", Span(0, 1, "ORG"))
    elif change == "span":
        changed[0] = document(1, "Sony rocks", Span(0, 2, "ORG"))
    elif change == "source":
        changed[0] = document(1, "Sony rocks", Span(0, 1, "ORG"), source="b.txt")
    elif change == "part":
        parts[0] = TEST
    else:
        changed[0], changed[3] = changed[3], changed[0]
    one = drafted(tmp_path / "a", texts()).divide(PARTS).hashes
    other = drafted(tmp_path / "b", changed).divide(parts).hashes
    assert snapshot_hash(one) != snapshot_hash(other)


def test_how_the_sentences_are_read_is_part_of_the_hash() -> None:
    parts = {"train": "a", "dev": "b", "test": "c"}
    assert snapshot_hash(parts, task="ner", labels=["X"]) == snapshot_hash(
        parts, labels=["X"], task="ner"
    )
    assert snapshot_hash(parts, task="ner") != snapshot_hash(parts, task="tokens")


def test_a_large_part_is_cut_into_files_of_whole_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "SHARD_BYTES", 300)
    many = [document(i, f"Sentence number {i}") for i in range(20)]
    whole = drafted(tmp_path, many).divide(bytearray(20))
    assert len(whole.paths["train"]) > 3
    lines = b"".join(path.read_bytes() for path in whole.paths["train"]).split(b"\n")[:-1]
    assert [sentences.read(line.decode()).document for line in lines] == list(range(20))
    assert all(path.read_bytes().endswith(b"\n") for path in whole.paths["train"])
    monkeypatch.undo()
    (tmp_path / "one").mkdir()
    assert drafted(tmp_path / "one", many).divide(bytearray(20)).hashes == whole.hashes


def test_a_target_layer_is_weighed_instead_of_the_spans(tmp_path: Path) -> None:
    draft = drafted(tmp_path, texts(), target="pos")
    assert draft.rows.labels[0] == (("T4", 1), ("T5", 1))
    parted = draft.divide(PARTS)
    assert dict(parted.balance.parts[TRAIN].labels) == {"T4": 2, "T5": 2}
    assert dict(parted.balance.parts[TEST].labels) == {"T5": 1, "T3": 1}


def test_progress_is_told_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "EVERY", 2)
    told: list[int] = []
    drafted(tmp_path, texts()).divide(PARTS, moved=told.append)
    assert told == [0, 2]
