"""Tables of numbers in the safetensors format, read with the checks that its library leaves out.

A file is 8 bytes of header length, a JSON header `{name: {dtype, shape, data_offsets}}`, then the
numbers, little endian. Refused: a header that is not strict JSON (so a name given twice), offsets
that overlap, leave a gap or do not end with the file, a shape that is not the size of its bytes,
numbers that are not finite.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernel import strict

Tensors = dict[str, NDArray[Any]]
_HEADER_LIMIT = 100_000_000
_TYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8"}
_NAMES = {np.dtype(code): name for name, code in _TYPES.items()}


class BadTensors(ValueError):
    """A file of tables that cannot be trusted; the message says what is wrong with it."""


def dumps(tensors: Mapping[str, NDArray[Any]]) -> bytes:
    """The file of these tables, in order of their names."""
    header: dict[str, Any] = {}
    parts: list[bytes] = []
    end = 0
    for name in sorted(tensors):
        table = tensors[name]
        if table.dtype not in _NAMES:
            raise BadTensors(
                f"“{name}” has type {table.dtype}; it must be one of {', '.join(_TYPES)}."
            )
        _check_finite(name, table)
        parts.append(np.ascontiguousarray(table).tobytes())
        start, end = end, end + len(parts[-1])
        header[name] = {
            "dtype": _NAMES[table.dtype],
            "shape": list(table.shape),
            "data_offsets": [start, end],
        }
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    return len(head).to_bytes(8, "little") + head + b"".join(parts)


def loads(raw: bytes) -> Tensors:
    """The tables of one file, read-only; raises BadTensors."""
    header, body = _header(raw)
    header.pop("__metadata__", None)
    entries = {name: _entry(name, entry) for name, entry in header.items()}
    end = 0
    for name, (_, _, start, stop) in sorted(entries.items(), key=lambda item: item[1][2:]):
        if start != end:
            raise BadTensors(f"The bytes of “{name}” start at {start} instead of {end}.")
        end = stop
    if end != len(body):
        raise BadTensors(f"The tables end at byte {end}, the file at byte {len(body)}.")
    found: Tensors = {}
    for name, (code, shape, start, stop) in entries.items():
        found[name] = np.frombuffer(body[start:stop], code).reshape(shape)
        _check_finite(name, found[name])
    return found


def _header(raw: bytes) -> tuple[dict[str, Any], memoryview]:
    size = int.from_bytes(raw[:8], "little")
    if len(raw) < 8 or size > min(_HEADER_LIMIT, len(raw) - 8):
        raise BadTensors("The header is longer than the file.")
    try:
        header = strict.loads(raw[8 : 8 + size])
    except strict.NotStrict as fault:
        raise BadTensors(f"The header is not strict JSON: {fault}") from fault
    if not isinstance(header, dict):
        raise BadTensors("The header is not a JSON object.")
    return header, memoryview(raw)[8 + size :]


def _entry(name: str, entry: Any) -> tuple[str, list[int], int, int]:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise BadTensors(f"“{name}” needs exactly dtype, shape and data_offsets.")
    code = _TYPES.get(entry["dtype"]) if isinstance(entry["dtype"], str) else None
    if code is None:
        raise BadTensors(f"“{name}” must have one of the types {', '.join(_TYPES)}.")
    shape, offsets = entry["shape"], entry["data_offsets"]
    if not _counts(shape) or not _counts(offsets) or len(offsets) != 2:
        raise BadTensors(f"“{name}” has a shape or offsets that are not whole numbers from 0.")
    start, stop = offsets
    if stop - start != math.prod(shape) * np.dtype(code).itemsize:
        raise BadTensors(f"“{name}” has {stop - start} bytes, which is not the size of its shape.")
    return code, shape, start, stop


def _counts(value: Any) -> bool:
    return isinstance(value, list) and all(type(item) is int and item >= 0 for item in value)


def _check_finite(name: str, table: NDArray[Any]) -> None:
    if table.dtype.kind == "f" and not np.isfinite(table).all():
        raise BadTensors(f"“{name}” holds a number that is not finite.")
