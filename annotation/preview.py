"""What an import would bring, without storing anything."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

from pydantic import ValidationError

from annotation.formats import FORMATS, AnyFormat, Parsed, Problem, Source, Tally, Unreadable
from annotation.formats.detect import Detected, detect
from kernel.entry import kind_of
from workspace.errors import Refused, RefusedMany
from workspace.web import problems

SAMPLES = 20
SAMPLE_CHARACTERS = 2000
SECONDS = 15
"""A preview of a very large file stops counting here and says so."""


def recognise(
    sources: Sequence[Source], kind: str, options: Mapping[str, Any], *, tokenizer: str = ""
) -> Detected:
    """The format of these files with all options; refuses impossible options by their names."""
    fields = {kind_of(f): f for f in FORMATS}
    chosen = fields.get(kind)
    given = dict(options)
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
    tally, labels, rows = Tally(), Counter[str](), list[dict[str, Any]]()
    for warning in found.warnings:
        tally.add(warning)
    documents = sentences = tokens = spans = 0
    ends = time.monotonic() + SECONDS
    complete = True
    for item in found.format.read(sources, language):
        if isinstance(item, Problem):
            tally.add(item)
            continue
        documents += 1
        sentences += len(item.sentences)
        tokens += len(item.tokens)
        spans += len(item.spans)
        labels.update([span.label for span in item.spans])
        if len(rows) < SAMPLES:
            rows.append(_sample(item))
        if not documents % 1000 and time.monotonic() > ends:
            complete = False
            break
    return {
        "documents": documents,
        "sentences": sentences,
        "tokens": tokens,
        "spans": spans,
        "labels": [{"name": name, "spans": count} for name, count in labels.most_common()],
        "rows": rows,
        "complete": complete,
        "error_count": tally.error_count,
        "errors": [_shown(p) for p in tally.errors],
        "warnings": [_shown(p) for p in tally.warnings],
    }


def _sample(item: Parsed) -> dict[str, Any]:
    """A document's beginning, with what of its tokens and spans lies in it."""
    tokens = [token for token in item.tokens if token.end <= SAMPLE_CHARACTERS]
    text = item.text if len(tokens) == len(item.tokens) else item.text[:SAMPLE_CHARACTERS]
    spans = [span._asdict() for span in item.spans if span.end <= len(tokens)]
    return {"text": text, "tokens": tokens, "spans": spans}


def _shown(problem: Problem) -> dict[str, Any]:
    return {k: v for k, v in problem._asdict().items() if k != "severity"}
