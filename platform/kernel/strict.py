"""JSON read strictly: one meaning, bounded depth, text that every store can hold."""

import json
from typing import Any, NoReturn

DEPTH = 64


class NotStrict(ValueError):
    """The bytes are not JSON as we read it; the sentence says why."""


def loads(raw: bytes) -> Any:
    """Parse UTF-8 JSON; refuse duplicate keys, NaN, depth > 64, U+0000 and lone surrogates.

    >>> loads(b'{"a": [1, 2]}')
    {'a': [1, 2]}
    >>> loads(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    kernel.strict.NotStrict: The key “a” stands twice in one object.
    """
    try:
        text = raw.decode("utf-8")
        value = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise NotStrict(f"The body is not UTF-8 (first bad byte at {error.start}).") from None
    except RecursionError:
        raise NotStrict(f"The body nests deeper than {DEPTH} levels.") from None
    except NotStrict:
        raise
    except json.JSONDecodeError as error:
        raise NotStrict(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except ValueError:
        raise NotStrict("The body holds a number that is too long.") from None
    if b"\\u" in raw or raw.count(b"[") + raw.count(b"{") > DEPTH:
        _walk(value)  # else it cannot hold what the walk looks for
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            shown = key[:80].encode("utf-8", "replace").decode()
            raise NotStrict(f"The key “{shown}” stands twice in one object.")
        found[key] = value
    return found


def _number(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise NotStrict("The body holds a number that is too large.")
    return value


def _constant(name: str) -> NoReturn:
    raise NotStrict(f"{name} is not a JSON value.")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_number)


def _walk(value: Any) -> None:
    """Depth, and what only an escape can bring into UTF-8: U+0000 and halves of pairs."""
    stack = [(value, 1)]
    while stack:
        item, depth = stack.pop()
        if depth > DEPTH:
            raise NotStrict(f"The body nests deeper than {DEPTH} levels.")
        if isinstance(item, str):
            _text(item)
        elif isinstance(item, dict):
            for key in item:
                _text(key)
            stack.extend((child, depth + 1) for child in item.values())
        elif isinstance(item, list):
            stack.extend((child, depth + 1) for child in item)


def _text(text: str) -> None:
    if "\x00" in text:
        raise NotStrict("The body holds the character U+0000, which cannot be stored.")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotStrict(
                f"The body holds half a surrogate pair (U+{ord(text[error.start]):04X}); "
                "send whole characters."
            ) from None
