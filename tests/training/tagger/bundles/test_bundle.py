"""A bundle is opened only when every byte of it is the one that was written."""

import json
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from training.tagger.bundles import bundle
from training.tagger.bundles.bundle import BadBundle

FILES = {name: name.encode() for name in bundle.REQUIRED["neural"]}


@pytest.fixture
def folder(tiny: ModuleType, tmp_path: Path) -> Path:
    bundle.write(tmp_path / "b", tiny.manifest(), FILES)
    return tmp_path / "b"


def refused(folder: Path) -> BadBundle:
    with pytest.raises(BadBundle) as caught:
        bundle.read(folder)
    return caught.value


def change(folder: Path, **fields: Any) -> Path:
    path = folder / bundle.NAME
    said = {**json.loads(path.read_bytes()), **fields}
    path.write_text(json.dumps({name: value for name, value in said.items() if value is not ...}))
    return folder


def test_what_was_written_is_read_back(tiny: ModuleType, folder: Path) -> None:
    read = bundle.read(folder)
    assert read.manifest == tiny.manifest()
    assert read.files == FILES


def test_a_bundle_is_named_by_the_checksum_of_its_manifest(
    tiny: ModuleType, tmp_path: Path
) -> None:
    one = bundle.write(tmp_path / "one", tiny.manifest(), FILES)
    assert one == sha256((tmp_path / "one" / bundle.NAME).read_bytes()).hexdigest()
    assert one == bundle.read(tmp_path / "one").sha256
    assert one == bundle.write(tmp_path / "same", tiny.manifest(), FILES)
    other = bundle.write(tmp_path / "other", tiny.manifest(), {**FILES, "golden.json": b"x"})
    assert other != one


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_is_a_checksum_mismatch_and_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(FILES[name][:-1] + b"?")
    fault = refused(folder)
    assert fault.code == "checksum_mismatch"
    assert name in fault.message


@pytest.mark.parametrize("name", [*FILES, bundle.NAME])
def test_a_file_that_is_not_there_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    fault = refused(folder)
    assert fault.code == "missing_file"
    assert name in fault.message


@pytest.mark.parametrize("number", [0, 2, "1", None, True, ...])
def test_another_format_is_unknown(folder: Path, number: Any) -> None:
    if number is True:
        number = 1.5
    assert refused(change(folder, format=number)).code == "unknown_format"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "pickle"},
        {"task": None},
        {"decoder": "beam"},
        {"tags": []},
        {"tags": ["O", "O"]},
        {"tags": "O"},
        {"labels": ["A", ""]},
        {"scheme": 2},
        {"recipe": []},
        {"constrained": 0},
        {"surprise": 1},
        {"tokenizer": ...},
        {"files": []},
        {"files": {"../../etc/passwd": {"sha256": "0" * 64, "size": 1}}},
        {"files": {"bundle.json": {"sha256": "0" * 64, "size": 1}}},
        {"files": {".hidden": {"sha256": "0" * 64, "size": 1}}},
        {"files": {"a": {"sha256": "0" * 63, "size": 1}}},
        {"files": {"a": {"sha256": "0" * 64, "size": "1"}}},
        {"files": {"a": {"sha256": "0" * 64}}},
    ],
)
def test_a_manifest_that_is_not_as_agreed_is_refused(folder: Path, fields: dict[str, Any]) -> None:
    assert refused(change(folder, **fields)).code == "bad_manifest"


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"format":1,"format":1}', b"\xff"])
def test_a_manifest_that_is_no_strict_json_is_refused(folder: Path, raw: bytes) -> None:
    (folder / bundle.NAME).write_bytes(raw)
    assert refused(folder).code == "bad_manifest"


def test_a_part_that_the_kind_needs_must_be_there(tiny: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(BadBundle) as caught:
        bundle.write(tmp_path / "b", tiny.manifest(), {"golden.json": b""})
    assert caught.value.code == "missing_file"
    assert "words.onnx" in caught.value.message


def test_a_name_that_leaves_the_folder_is_not_written(tiny: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(BadBundle):
        bundle.write(tmp_path / "b", tiny.manifest(), {**FILES, "../out": b""})
    assert not (tmp_path / "out").exists()


def test_a_bundle_is_never_written_over_another(tiny: ModuleType, folder: Path) -> None:
    with pytest.raises(BadBundle) as caught:
        bundle.write(folder, tiny.manifest(), FILES)
    assert caught.value.code == "not_empty"


def test_a_card_with_a_number_that_is_none_is_not_written(tiny: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        bundle.write(tmp_path / "b", tiny.manifest(card={"f1": float("nan")}), FILES)
    assert not (tmp_path / "b" / bundle.NAME).exists()
