"""One JSON object a line: the text, its tokens, and spans by offset."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from annotation.formats.base import (
    NOT_MINE,
    Column,
    Format,
    Head,
    Parsed,
    Problem,
    Proposal,
    Source,
    Tokenizer,
    Unreadable,
)
from annotation.formats.checks import size_problems
from annotation.formats.lines import lines
from annotation.formats.records import Mistake, read_record
from kernel.strict import NotStrict, loads

write_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


_ONE_DOCUMENT = (
    "The file is one JSON document; write one object a line instead, each with its “text”."
)


class Jsonl(Format):
    """An object a line, nothing lost: {"text", "spans": [{"start", "end", "label"}]}."""

    title: ClassVar[str] = "JSON lines"
    suffix: ClassVar[str] = ".jsonl"
    media_type: ClassVar[str] = "application/x-ndjson"
    kind: Literal["jsonl"] = "jsonl"
    tokenizer: Tokenizer = "words"
    """How text that comes without tokens is cut."""
    offset_unit: Literal["codepoint", "utf16", "utf8"] = Field("codepoint", title="Offsets count")
    """Code points (as Python counts), UTF-16 units or bytes of UTF-8. Files written
    by browsers and Java mostly count UTF-16 units."""

    @classmethod
    def propose(cls, heads: Sequence[Head]) -> Proposal:
        record = first_record(heads)
        if record is None or not ({"text", "data"} & record.keys()):
            return NOT_MINE
        return Proposal(0.9, {"encoding": heads[0].encoding}, columns_of(record))

    def parse(self, files: Sequence[Source], language: str) -> Iterator[Parsed | Problem]:
        for source in files:
            for number, line in lines(source, self.encoding):
                if line.strip(" \t"):
                    yield from self._record(source.name, number, line, language)

    def _record(
        self, file: str, number: int, line: str, language: str
    ) -> Iterator[Parsed | Problem]:
        try:
            record = loads(line.encode())
            parsed, notes = read_record(record, self.tokenizer, self.offset_unit, language)
        except NotStrict as error:
            if line.strip(" \t") in ("{", "["):
                raise Unreadable(Problem(file, number, 0, "json_document", _ONE_DOCUMENT)) from None
            yield Problem(file, number, 0, "json", str(error).replace("The body", "The line"))
            return
        except Mistake as error:
            if line.lstrip(" \t").startswith("["):
                raise Unreadable(Problem(file, number, 0, "json_document", _ONE_DOCUMENT)) from None
            yield Problem(file, number, 0, error.code, str(error))
            return
        for code, message in notes:
            yield Problem(file, number, 0, code, message, "warning")
        wrong = False
        for first, last in parsed.sentences:
            words = [parsed.text[start:end] for start, end in parsed.tokens[first:last]]
            for problem in size_problems(file, number, words, len(parsed.text)):
                wrong = wrong or problem.severity == "error"
                yield problem
        if not wrong:
            yield parsed._replace(line=number)

    def lines_of(self, documents: Iterable[Parsed]) -> Iterator[str]:
        """Offsets are written in code points, whatever unit was read."""
        for document in documents:
            spans = [{"start": a, "end": b, "label": label} for a, b, label in offsets_of(document)]
            row: dict[str, Any] = {
                "text": document.text, "tokens": document.tokens,
                "sentences": document.sentences, "spans": spans,
            }  # fmt: skip
            extra = {"layers": document.layers, "group": document.group, "state": document.state}
            row.update({name: value for name, value in extra.items() if value})
            yield write_json(row) + "\n"


def offsets_of(document: Parsed) -> list[tuple[int, int, str]]:
    """The spans by code points of the text."""
    tokens = document.tokens
    return [(tokens[s.start].start, tokens[s.end - 1].end, s.label) for s in document.spans]


def first_record(heads: Sequence[Head]) -> dict[str, Any] | None:
    """The object on the first filled line, if it is one."""
    if len(heads) != 1:
        return None
    line = next((line for line in heads[0].lines if line.strip(" \t")), "")
    if not line.lstrip(" \t").startswith(("{", "[{")) and line.strip(" \t") != "[":
        return None
    try:
        found = loads(line.encode())
    except (NotStrict, UnicodeEncodeError):
        return {"text": ""}
    return found if isinstance(found, dict) else {"text": ""}


def columns_of(record: dict[str, Any]) -> list[Column]:
    """The fields of a record and what becomes of them."""
    roles = {
        "text": "text",
        "data": "text",
        "tokens": "tokens",
        "layers": "layers",
        "group": "group",
    }
    roles |= dict.fromkeys(("spans", "label", "labels", "entities", "annotations"), "spans")
    return [Column(n, roles.get(n, "ignored"), write_json(v)[:80]) for n, v in record.items()]
