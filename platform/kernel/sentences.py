"""One labelled sentence a line: the file that a feature set is and that the trainer reads."""

import json
from contextlib import suppress
from itertools import chain
from operator import le, lt
from typing import Any, NamedTuple, NoReturn

from kernel.text import Span, Token


class Sentence(NamedTuple):
    """A sentence of a document. Offsets are code points of its own text; spans count its tokens."""

    document: int
    number: int
    group: str
    text: str
    tokens: list[Token]
    spans: list[Span]
    layers: dict[str, list[str]]


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_ATOMS = (("document", int), ("number", int), ("group", str), ("text", str))


def write(sentence: Sentence) -> str:
    """The line, without its line break; the same sentence always gives the same line."""
    return _encode(sentence._asdict())


def read(line: str) -> Sentence:
    """Read a line strictly; ValueError names what is wrong with it."""
    try:
        row = json.loads(line)
    except RecursionError:
        raise ValueError("The line is nested too deeply to be a sentence.") from None
    if not isinstance(row, dict) or row.keys() != set(Sentence._fields):
        raise ValueError(f"A line is an object with the fields {', '.join(Sentence._fields)}.")
    for name, kind in _ATOMS:
        if type(row[name]) is not kind:
            raise ValueError(f"“{name}” must be {'a number' if kind is int else 'a text'}.")
    try:
        row["text"].encode()
    except UnicodeEncodeError:
        raise ValueError("“text” holds half of a surrogate pair.") from None
    tokens = _tokens(row["tokens"], len(row["text"]))
    spans = _spans(row["spans"], len(tokens))
    layers = _layers(row["layers"], len(tokens))
    return Sentence(
        row["document"], row["number"], row["group"], row["text"], tokens, spans, layers
    )


def words(sentence: Sentence) -> list[str]:
    """The tokens as written."""
    text = sentence.text
    return [text[start:end] for start, end in sentence.tokens]


def _tokens(found: Any, length: int) -> list[Token]:
    """The tokens; sound ones, nearly all, are checked and built without a step per token."""
    if type(found) is list and set(map(type, found)) <= {list} and set(map(len, found)) <= {2}:
        flat = list(chain.from_iterable(found))
        starts, stops = flat[::2], flat[1::2]
        whole = set(map(type, flat)) <= {int} and min(flat, default=0) >= 0
        rising = whole and all(map(lt, starts, stops)) and all(map(le, stops, starts[1:]))
        if rising and (not stops or stops[-1] <= length):
            return list(map(Token, starts, stops))
    return _refused_tokens(found, length)


def _refused_tokens(found: Any, length: int) -> NoReturn:
    """Find the token that is wrong, to name it."""
    number = before = 0
    before = 0
    with suppress(TypeError, ValueError):
        for start, end in found:
            whole = type(start) is int and type(end) is int
            if not (whole and before <= start < end <= length):
                break
            number, before = number + 1, end
    raise ValueError(f"“tokens” must be rising offsets within the text; number {number} is not.")


def _spans(found: Any, length: int) -> list[Span]:
    spans: list[Span] = []
    before = 0
    try:
        for start, end, label in found:
            if type(start) is not int or type(end) is not int or type(label) is not str:
                raise ValueError
            if not label or not before <= start < end <= length:
                raise ValueError
            spans.append(Span(start, end, label))
            before = end
    except (TypeError, ValueError):
        raise ValueError(
            f"“spans” must be rising token ranges with a label; number {len(spans)} is not."
        ) from None
    return spans


def _layers(found: Any, length: int) -> dict[str, list[str]]:
    if not isinstance(found, dict):
        raise ValueError("“layers” must be an object.")
    for name, tags in found.items():
        if type(tags) is not list or any(type(tag) is not str for tag in tags):
            raise ValueError(f"The layer “{name}” must be a list of texts.")
        if len(tags) != length:
            raise ValueError(f"The layer “{name}” has {len(tags)} tags for {length} tokens.")
    return dict(found)
