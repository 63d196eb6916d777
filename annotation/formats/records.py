"""One JSON record to one document: ours, doccano's in its several spellings, and Prodigy's."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

from annotation.formats.base import TEXT_CHARACTERS, Parsed
from annotation.formats.checks import label_problem
from kernel.text import Span, Token, from_utf8, from_utf16, sentences, tokenize

_UNITS: dict[str, Callable[[str, int], int]] = {"utf16": from_utf16, "utf8": from_utf8}
_ANSWERS = {"accept": "done", "reject": "new", "ignore": "skipped"}

Note = tuple[str, str]


class Mistake(Exception):
    """A record that cannot be taken; the sentence says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Mark(NamedTuple):
    """A span by code points."""

    start: int
    end: int
    label: str


def read_record(record: Any, tokenizer: str, unit: str, language: str) -> tuple[Parsed, list[Note]]:
    """The document, and what had to be mended. Fields that mean nothing here are left aside."""
    if not isinstance(record, dict):
        raise Mistake("record", "The line must hold one JSON object with a “text”.")
    text = record.get("text", record.get("data"))
    if not isinstance(text, str):
        raise Mistake("text", "The field “text” is missing or is not a text.")
    if len(text) > TEXT_CHARACTERS:
        raise Mistake("text_too_long", f"The text has {len(text):,} characters; split it.")
    notes: list[Note] = []
    marks = _marks(record, text, unit, notes)
    given = _tokens(record.get("tokens"), text, unit)
    tokens = given if given is not None else tokenize(text, tokenizer, language)
    layers = _layers(record.get("layers"), len(tokens))
    tokens, layers = _cut(tokens, marks, layers, notes)
    if not tokens:
        raise Mistake("empty", "The text is empty; fill it or delete the line.")
    spans = _snap(tokens, marks)
    groups = _sentences(record.get("sentences"), text, tokens, given, language)
    state = _state(record, marks)
    group = record.get("group", "")
    if not isinstance(group, str):
        raise Mistake("group", "The field “group” must be a text.")
    return Parsed(text, tokens, groups, spans, layers, group, state), notes


def _marks(record: dict[str, Any], text: str, unit: str, notes: list[Note]) -> list[Mark]:
    names = ("spans", "entities", "label", "labels", "annotations")
    name = next((name for name in names if record.get(name)), "spans")
    found = record.get(name) or []
    if not isinstance(found, list):
        raise Mistake("spans", f"The field “{name}” must be a list of spans.")
    every = [
        _trim(_mark(item, f"{name}[{i}]", text, unit), text, f"{name}[{i}]", notes)
        for i, item in enumerate(found)
    ]
    marks = sorted(set(every))
    if len(marks) < len(every):
        notes.append(("repeated", f"{len(every) - len(marks)} spans stood there more than once."))
    for left, right in pairwise(marks):
        if right.start < left.end:
            raise Mistake(
                "overlap",
                f"The spans {left.start}–{left.end} {left.label} and {right.start}–{right.end} "
                f"{right.label} overlap; keep one of them.",
            )
    return marks


def _mark(item: Any, place: str, text: str, unit: str) -> Mark:
    if isinstance(item, dict):
        start = item.get("start", item.get("start_offset"))
        end = item.get("end", item.get("end_offset"))
        label = item.get("label")
    elif isinstance(item, list) and len(item) == 3:
        start, end, label = item
    else:
        raise Mistake("span", f"{place} must be [start, end, label] or an object with these.")
    if type(label) is int:
        label = str(label)
    if type(start) is not int or type(end) is not int or not isinstance(label, str):
        raise Mistake("span", f"{place} needs a whole number as start and end, and a label.")
    if problem := label_problem(label):
        raise Mistake("label", f"{place}: {problem}")
    start, end = (_offset(text, offset, unit, place) for offset in (start, end))
    if start >= end:
        raise Mistake("span", f"{place} ends at {end}, before or where it starts ({start}).")
    return Mark(start, end, label)


def _offset(text: str, offset: int, unit: str, place: str) -> int:
    if unit in _UNITS:
        try:
            return _UNITS[unit](text, offset)
        except ValueError as error:
            raise Mistake("offset", f"{place}: {error}") from None
    if not 0 <= offset <= len(text):
        raise Mistake(
            "offset",
            f"{place}: {offset} lies outside the text, which has {len(text)} characters. "
            "Does the file count UTF-16 units? Then choose that.",
        )
    return offset


def _trim(mark: Mark, text: str, place: str, notes: list[Note]) -> Mark:
    """Leave out the spaces at a span's edges."""
    inner = text[mark.start : mark.end]
    bare = inner.strip()
    if not bare:
        raise Mistake("span", f"{place} covers nothing but spaces; remove it.")
    if len(bare) == len(inner):
        return mark
    start = mark.start + len(inner) - len(inner.lstrip())
    notes.append(("trimmed", f"{place} lost the spaces at its edges."))
    return Mark(start, start + len(bare), mark.label)


def _tokens(found: Any, text: str, unit: str) -> list[Token] | None:
    """Given tokens as [start, end] or {"start", "end"}; None when the record brings none."""
    if found is None:
        return None
    tokens: list[Token] = []
    before = 0
    for index, item in enumerate(found if isinstance(found, list) else [found]):
        pair = [item.get("start"), item.get("end")] if isinstance(item, dict) else item
        if not isinstance(pair, list) or len(pair) != 2 or any(type(x) is not int for x in pair):
            raise Mistake("tokens", f"tokens[{index}] must be [start, end].")
        start, end = (_offset(text, offset, unit, f"tokens[{index}]") for offset in pair)
        if start == end or (isinstance(item, dict) and text[start:end].isspace()):
            continue
        if not before <= start < end:
            raise Mistake("tokens", f"tokens[{index}] overlaps the token before it.")
        tokens.append(Token(start, end))
        before = end
    return tokens


def _cut(
    tokens: list[Token], marks: list[Mark], layers: dict[str, list[str]], notes: list[Note]
) -> tuple[list[Token], dict[str, list[str]]]:
    """Cut tokens where a span begins or ends inside them, so that no span changes."""
    borders = sorted({mark.start for mark in marks} | {mark.end for mark in marks})
    made: list[Token] = []
    kept: dict[str, list[str]] = {name: [] for name in layers}
    at = cuts = 0
    for index, (start, end) in enumerate(tokens):
        while at < len(borders) and borders[at] <= start:
            at += 1
        edges = [start]
        while at < len(borders) and borders[at] < end:
            edges.append(borders[at])
            at += 1
        cuts += len(edges) - 1
        made.extend(map(Token, edges, [*edges[1:], end]))
        for name, tags in layers.items():
            kept[name].extend([tags[index]] * len(edges))
    if cuts:
        notes.append(("cut", f"{cuts} tokens were cut where a span begins or ends inside them."))
    return made, kept


def _snap(tokens: list[Token], marks: list[Mark]) -> list[Span]:
    """Spans as token ranges. Tokens are cut at every border, so each covers its own exactly."""
    spans: list[Span] = []
    at = 0
    for mark in marks:
        while at < len(tokens) and tokens[at].end <= mark.start:
            at += 1
        first = at
        while at < len(tokens) and tokens[at].end <= mark.end:
            at += 1
        if first == at:
            raise Mistake("span", f"The span {mark.start}–{mark.end} {mark.label} covers no token.")
        spans.append(Span(first, at, mark.label))
    return spans


def _sentences(
    found: Any, text: str, tokens: list[Token], given: list[Token] | None, language: str
) -> list[tuple[int, int]]:
    """Given sentences, as long as they still count the tokens; else found anew."""
    if found is None or given != tokens:
        return sentences(text, tokens, language)
    groups: list[tuple[int, int]] = []
    before = 0
    for item in found if isinstance(found, list) else [found]:
        if not (isinstance(item, list) and len(item) == 2 and all(type(x) is int for x in item)):
            raise Mistake("sentences", "The field “sentences” must be a list of [first, last].")
        if item[0] != before or item[1] <= before:
            raise Mistake("sentences", f"The sentence {item} does not follow the one before it.")
        groups.append((item[0], item[1]))
        before = item[1]
    if before != len(tokens):
        raise Mistake("sentences", f"The sentences cover {before} of {len(tokens)} tokens.")
    return groups


def _layers(found: Any, length: int) -> dict[str, list[str]]:
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Mistake("layers", "The field “layers” must be an object of lists.")
    for name, tags in found.items():
        if not isinstance(tags, list) or any(not isinstance(tag, str) for tag in tags):
            raise Mistake("layers", f"The layer “{name}” must be a list of texts.")
        if len(tags) != length:
            raise Mistake("layers", f"The layer “{name}” has {len(tags)} tags for {length} tokens.")
    return dict(found)


def _state(record: dict[str, Any], marks: list[Mark]) -> str:
    state = record.get("state", _ANSWERS.get(str(record.get("answer"))))
    if state is None:
        return "done" if marks else "new"
    if state not in ("new", "done", "skipped"):
        raise Mistake("state", f"The state “{state}” is none of new, done, skipped.")
    return str(state)
