"""Saving what a person marked: checked against the tokens, once per version."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from annotation import queries, tallies
from annotation.models import Document
from annotation.offsets import Turn, Turns, into_codepoints
from annotation.packing import unpacked
from annotation.services.marks import rewrite
from kernel.text import Token
from workspace.errors import Problem, RefusedMany, Stale
from workspace.models import User


class Marked(NamedTuple):
    """A span as it is said from outside: offsets in the text, and a label's name."""

    start: int
    end: int
    label: str


class Saved(NamedTuple):
    """A document after a save; its spans are said in the unit they were sent in."""

    version: int
    state: str
    shown: list[dict[str, Any]]


def save_spans(
    document: Document,
    spans: Sequence[Marked],
    *,
    by: User,
    version: int,
    state: str | None = None,
    unit: str = "codepoint",
) -> Saved:
    """Replace a document's spans, and its state if one is given.

    `version` is the one the spans were made on. A later one answers Stale, unless it holds just
    what is asked for (the same save sent twice). Spans that do not stand on token borders, overlap,
    or carry an unknown label are refused, all of them by their place.
    """
    wanted = _checked(document, spans, unit)
    if document.version == version and not _same(document, wanted, state):
        with transaction.atomic():
            delta = rewrite(document, spans=wanted, state=state, by_id=by.pk)
            if delta is not None:
                tallies.add(document.project_id, delta)
                return Saved(version + 1, state or document.state, _sorted(spans))
        document.refresh_from_db(fields=["version", "spans", "state", "annotated_by"])
    sent_twice = document.version == version + 1 and document.annotated_by_id == by.pk
    if _same(document, wanted, state) and (document.version == version or sent_twice):
        return Saved(document.version, document.state, _sorted(spans))
    current = queries.spans_shown(document, queries.names_of(document.project), unit)
    raise Stale({"version": document.version, "state": document.state, "spans": current})


def _same(document: Document, spans: list[list[int]], state: str | None) -> bool:
    return spans == document.spans and state in (None, document.state)


def _sorted(spans: Sequence[Marked]) -> list[dict[str, Any]]:
    return [span._asdict() for span in sorted(spans)]


def _checked(document: Document, spans: Sequence[Marked], unit: str) -> list[list[int]]:
    """The spans as token ranges with label ids, rising; RefusedMany with every fault."""
    tokens = unpacked(document.tokens)
    labels = {label.name: label.pk for label in queries.labels(document.project)}
    problems: list[Problem] = []
    found: list[tuple[int, int, int, int]] = []
    borders = _Borders(tokens, into_codepoints(document.text, tokens, unit))
    for i, span in enumerate(spans):
        faults = list(borders.faults(i, span))
        if span.label not in labels:
            known = ", ".join(list(labels)[:10]) or "none yet"
            message = f"There is no label “{span.label}” in this project (it has {known})."
            faults.append(Problem(("spans", i, "label"), "unknown_label", message))
        if faults:
            problems += faults
            continue
        first, last = borders.range_of(span)
        found.append((first, last, labels[span.label], i))
    problems += _overlaps(found, spans)
    if problems:
        raise RefusedMany(problems)
    return [[first, last, label] for first, last, label, _ in sorted(found)]


def _overlaps(
    found: Sequence[tuple[int, int, int, int]], spans: Sequence[Marked]
) -> Iterator[Problem]:
    ends, holder = 0, -1
    for first, last, _, i in sorted(found):
        if first < ends:
            a, b = spans[holder], spans[i]
            yield Problem(
                ("spans", i, "start"),
                "overlap",
                f"The span {b.start}–{b.end} ({b.label}) overlaps {a.start}–{a.end} ({a.label}); "
                "remove one of them, or move its border.",
            )
        if last > ends:
            ends, holder = last, i


class _Borders:
    """Where spans of a text may begin and end."""

    def __init__(self, tokens: Sequence[Token], codepoint: Turns) -> None:
        self.codepoint = codepoint
        self.first = {token.start: i for i, token in enumerate(tokens)}
        self.last = {token.end: i + 1 for i, token in enumerate(tokens)}

    def range_of(self, span: Marked) -> tuple[int, int]:
        turn = self.codepoint
        return self.first[turn.start(span.start)], self.last[turn.end(span.end)]

    def faults(self, i: int, span: Marked) -> Iterator[Problem]:
        if span.start >= span.end:
            message = f"A span ends after it begins; this one goes from {span.start} to {span.end}."
            yield Problem(("spans", i, "end"), "empty_span", message)
            return
        yield from self._fault(i, "start", span.start, self.codepoint.start, self.first)
        yield from self._fault(i, "end", span.end, self.codepoint.end, self.last)

    def _fault(
        self, i: int, side: str, offset: int, turn: Turn, borders: dict[int, int]
    ) -> Iterator[Problem]:
        at = ("spans", i, side)
        try:
            place = turn(offset)
        except ValueError as error:
            yield Problem(at, "outside", str(error))
            return
        if place in borders:
            return
        known = sorted(borders)
        cut = bisect_right(known, place)
        near = [str(b) for b in known[max(cut - 1, 0) : cut + 1]]
        where = f"the nearest are {' and '.join(near)}" if near else "the text has no tokens"
        verb = "begins" if side == "start" else "ends"
        yield Problem(at, "not_on_token", f"No token {verb} at {offset}; {where} (code points).")
