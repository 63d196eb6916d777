"""Tables survive the way to a file, and a hostile header is refused before it is used."""

import json
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load as read_by_the_library
from safetensors.numpy import save as written_by_the_library

from training.tagger.bundles import tensors
from training.tagger.bundles.tensors import BadTensors

TABLES: tensors.Tensors = {
    "a": np.arange(6, dtype=np.float32).reshape(2, 3),
    "b": np.array([1, -2], np.int64),
    "empty": np.zeros((0, 4)),
    "number": np.array(7, np.int32),
}


def a_file(header: Any, body: bytes = b"", *, size: int | None = None) -> bytes:
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(head) if size is None else size).to_bytes(8, "little") + head + body


def entry(start: int = 0, end: int = 8, shape: Any = (2,), dtype: Any = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [start, end]}


def test_tables_survive_the_way_to_a_file_and_back() -> None:
    found = tensors.loads(tensors.dumps(TABLES))
    assert found.keys() == TABLES.keys()
    for name, table in TABLES.items():
        assert found[name].dtype == table.dtype
        np.testing.assert_array_equal(found[name], table)


def test_the_library_of_the_format_reads_ours_and_we_read_its() -> None:
    for name, table in read_by_the_library(tensors.dumps(TABLES)).items():
        np.testing.assert_array_equal(table, TABLES[name])
    for name, table in tensors.loads(written_by_the_library(dict(TABLES))).items():
        np.testing.assert_array_equal(table, TABLES[name])


def test_tables_read_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        tensors.loads(tensors.dumps(TABLES))["a"][0] = 1


ZEROS = bytes(8)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x01",
        a_file({}, b"", size=2**63),
        a_file({}, b"", size=3),
        a_file(b"{", b""),
        a_file(b"[]", b""),
        a_file(b"\xff\xff", b""),
        a_file(b'{"a":' + json.dumps(entry()).encode() + b',"a":{}}', ZEROS),
        a_file({"a": entry()}, ZEROS + b"\0"),
        a_file({"a": entry()}, ZEROS[:-1]),
        a_file({"a": entry(1, 9)}, bytes(9)),
        a_file({"a": entry(), "b": entry()}, ZEROS),
        a_file({"a": entry(), "b": entry(4, 12)}, bytes(12)),
        a_file({"a": entry(), "b": entry(9, 17)}, bytes(17)),
        a_file({"a": entry(-8, 0)}, ZEROS),
        a_file({"a": entry(8, 0)}, ZEROS),
        a_file({"a": entry(shape=(3,))}, ZEROS),
        a_file({"a": entry(shape=(-2,))}, ZEROS),
        a_file({"a": entry(shape=(2.0,))}, ZEROS),
        a_file({"a": entry(shape=(True, 2))}, ZEROS),
        a_file({"a": entry(shape=(2**62, 2**62))}, ZEROS),
        a_file({"a": entry(dtype="U8")}, ZEROS),
        a_file({"a": entry(dtype=["F32"])}, ZEROS),
        a_file({"a": {"dtype": "F32", "shape": [2]}}, ZEROS),
        a_file({"a": {**entry(), "more": 1}}, ZEROS),
        a_file({"a": 1}, ZEROS),
        a_file({"a": entry()}, np.array([1, np.nan], "<f4").tobytes()),
        a_file({"a": entry()}, np.array([1, -np.inf], "<f4").tobytes()),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(raw: bytes) -> None:
    with pytest.raises(BadTensors):
        tensors.loads(raw)


@pytest.mark.parametrize("table", [np.array([np.nan]), np.array([1], np.int8), np.array(["a"])])
def test_what_could_not_be_read_is_not_written(table: Any) -> None:
    with pytest.raises(BadTensors, match="“a”"):
        tensors.dumps({"a": table})
