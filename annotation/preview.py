"""What an import would bring, without storing anything."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from pydantic import ValidationError

from annotation.collector import seldom
from annotation.formats import EMPTY, FORMATS, AnyFormat, Parsed, Problem, Source, Tally, Unreadable
from annotation.formats.detect import Detected, detect
from kernel.entry import kind_of
from kernel.text import Token, propose_tokenizer
from workspace.errors import Refused, RefusedMany
from workspace.faults import problems

SAMPLES = 20
SAMPLE_CHARACTERS = 2000
TOKENIZER_SAMPLES = 500
SECONDS = 15
"""A preview of a very large file stops counting here and says so."""


def recognise(
    sources: Sequence[Source], kind: str, options: Mapping[str, Any], *, tokenizer: str = ""
) -> Detected:
    """The format of these files with all options; refuses impossible options by their names."""
    fields = {kind_of(f): f for f in FORMATS}
    chosen = fields.get(kind)
    given = dict(options)
    if "kind" in given:
        raise Refused(
            "Say the format in the field “format”, not among the options.", at=("options", "kind")
        )
    if kind and chosen is None:
        raise Refused(
            f"“{kind[:40]}” is no format; choose one of {', '.join(fields)}.", at=("format",)
        )
    try:
        found = detect(sources, kind, given)
        if (
            tokenizer
            and "tokenizer" in type(found.format).model_fields
            and "tokenizer" not in given
        ):
            found = found._replace(format=found.format.model_copy(update={"tokenizer": tokenizer}))
        return found
    except ValidationError as error:
        wrong = problems(cast(Any, AnyFormat), error)
        raise RefusedMany([p._replace(at=("options", *p.at)) for p in wrong]) from None
    except Unreadable as end:
        at = end.problem
        raise Refused(
            f"{at.file}: {at.message}"
            if not at.line
            else f"{at.file}, line {at.line}: {at.message}",
            at=("file", at.line, at.column),
            code=at.code,
        ) from None


def look(found: Detected, sources: Sequence[Source], language: str) -> dict[str, Any]:
    """Go through the files: counts and errors of all of it, and the first documents."""
    seen = _Seen()
    for warning in found.warnings:
        seen.problems.add(warning)
    ends = time.monotonic() + SECONDS
    with seldom():
        for item in found.format.read(sources, language):
            seen.add(item)
            if not seen.documents % 1000 and time.monotonic() > ends:
                seen.complete = False
                break
    if not seen.documents and not seen.problems.error_count:
        seen.add(Problem(sources[0].name, 0, 0, "empty", EMPTY))
    return seen.shown(language)


class _Seen:
    """What a file holds, as far as one has looked."""

    def __init__(self) -> None:
        self.documents = self.sentences = self.tokens = 0
        self.complete = True
        self.labels: Counter[str] = Counter()
        self.rows: list[dict[str, Any]] = []
        self.sample: list[tuple[str, list[Token]]] = []
        self.problems = Tally()

    def add(self, item: Parsed | Problem) -> None:
        if isinstance(item, Problem):
            self.problems.add(item)
            return
        self.documents += 1
        self.sentences += len(item.sentences)
        self.tokens += len(item.tokens)
        for span in item.spans:
            self.labels[span.label] += 1
        if len(self.rows) < SAMPLES:
            self.rows.append(_sample(item))
        if len(self.sample) < TOKENIZER_SAMPLES:
            self.sample.append((item.text, item.tokens))

    def shown(self, language: str) -> dict[str, Any]:
        tokenizer, share = propose_tokenizer(self.sample, language)
        return {
            "documents": self.documents,
            "sentences": self.sentences,
            "tokens": self.tokens,
            "spans": self.labels.total(),
            "labels": [{"name": name, "spans": n} for name, n in self.labels.most_common()],
            "rows": self.rows,
            "tokenizer": {"name": tokenizer, "share": round(share, 4)},
            "complete": self.complete,
            "error_count": self.problems.error_count,
            "errors": [_shown(p) for p in self.problems.errors],
            "warnings": [_shown(p) for p in self.problems.warnings],
        }


def _sample(item: Parsed) -> dict[str, Any]:
    """A document's beginning, with what of its tokens and spans lies in it."""
    tokens = [token for token in item.tokens if token.end <= SAMPLE_CHARACTERS]
    text = item.text if len(tokens) == len(item.tokens) else item.text[:SAMPLE_CHARACTERS]
    spans = [span._asdict() for span in item.spans if span.end <= len(tokens)]
    return {"text": text, "tokens": tokens, "spans": spans}


def _shown(problem: Problem) -> dict[str, Any]:
    return {k: v for k, v in problem._asdict().items() if k != "severity"}
