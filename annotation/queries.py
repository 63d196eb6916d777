"""What others ask of documents and labels. Everything here sees published documents only."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q

from annotation import tallies
from annotation.collector import seldom
from annotation.models import Document, Documents, Label
from annotation.offsets import out_of_tokens
from annotation.packing import unpacked
from kernel.text import Span, Token
from workspace.models import Project

WINDOW_CHARACTERS = 4_000_000
"""About as much text as one step of a stream holds."""


class Row(NamedTuple):
    """A document as formats and the rooms above read it; spans are token ranges by label name."""

    id: int
    group: str
    text: str
    tokens: list[Token]
    sentences: list[tuple[int, int]]
    spans: list[Span]
    layers: dict[str, list[str]]
    state: str
    source: int


FIELDS = ("id", "group", "text", "tokens", "sentences", "spans", "layers", "state", "source_id")


def documents(
    project: Project,
    *,
    state: str | None = None,
    label: str | None = None,
    q: str | None = None,
    source: int | None = None,
) -> Documents:
    """A project's documents: in this state, with a span of this label, holding this text, from
    this import."""
    rows = Document.objects.of(project)
    if state:
        rows = rows.filter(state=state)
    if source is not None:
        rows = rows.filter(source_id=source)
    if label:
        chosen = Label.objects.filter(project=project, name=label, listed=True).values("pk")
        rows = rows.filter(marks__project=project, marks__label=chosen[:1])
    if q:
        rows = rows.filter(_holds(q))
    return rows


def _holds(q: str) -> Q:
    """Whether the text holds this, in any case. SQLite folds ASCII alone, so that the usual
    spellings of other letters are asked for by name."""
    found = Q()
    for spelling in {q} if q.isascii() else {q, q.lower(), q.upper(), q.capitalize()}:
        found |= Q(text__icontains=spelling)
    return found


def labelled(project: Project, **filters: Any) -> Iterator[Row]:
    """Stream a project's documents, oldest first; takes the filters of `documents`.

    Reads by keyset in windows of about four million characters: memory does not grow with the
    project, and no transaction stays open between windows.
    """
    names = names_of(project)
    rows = documents(project, **filters).order_by("pk").values_list(*FIELDS)
    last, size = 0, 50
    with seldom():
        while window := list(rows.filter(pk__gt=last)[:size]):
            for row in window:
                yield _row(row, names)
            last = window[-1][0]
            mean = sum(len(row[2]) for row in window) // len(window) + 1
            size = max(1, min(1000, WINDOW_CHARACTERS // mean))


def _row(found: tuple[Any, ...], names: dict[int, str]) -> Row:
    pk, group, text, tokens, sentences, spans, layers, state, source = found
    return Row(
        pk,
        group,
        text,
        unpacked(tokens),
        [(first, last) for first, last in sentences],
        [Span(first, last, names[label]) for first, last, label in spans],
        layers,
        state,
        source,
    )


def spans_shown(
    document: Document, names: dict[int, str], unit: str = "codepoint"
) -> list[dict[str, Any]]:
    """A document's spans as the API says them: {start, end, label}."""
    turn = out_of_tokens(document.text, unpacked(document.tokens), unit)
    return [
        {"start": turn.start(first), "end": turn.end(last), "label": names[label]}
        for first, last, label in document.spans
    ]


def names_of(project: Project) -> dict[int, str]:
    """Label names by id, the unlisted ones too."""
    return dict(Label.objects.filter(project=project).values_list("pk", "name"))


def labels(project: Project) -> models.QuerySet[Label]:
    """The labels one can choose, in their order."""
    return Label.objects.filter(project=project, listed=True).order_by("position", "pk")


def state_counts(project_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Documents per state of these projects: {project: {"new": 3, …}}."""
    return tallies.states(project_ids)


def spans_by_label(project: Project) -> dict[int, int]:
    """Spans per label id; a label without spans is left out."""
    return tallies.of_labels(project.pk)


class Place(NamedTuple):
    """Where a document stands among its project's."""

    previous: int | None
    next: int | None
    position: int
    total: int


def place(document: Document) -> Place:
    """Neighbours by id. The position is counted by sources: it costs the same in any project."""
    rows = Document.objects.of(document.project).values_list("pk", flat=True)
    sources = tallies.of_sources(document.project_id)
    before = sum(count for source, count in sources.items() if source < document.source_id)
    gone = document.source.gone
    return Place(
        previous=rows.filter(pk__lt=document.pk).order_by("-pk").first(),
        next=rows.filter(pk__gt=document.pk).order_by("pk").first(),
        position=before + document.position + 1 - bisect_left(gone, document.position),
        total=sum(sources.values()),
    )


def next_to_label(project: Project, after: int = 0, state: str = "new") -> int | None:
    """The next document in this state after this one."""
    rows = Document.objects.of(project).filter(state=state, pk__gt=after)
    return rows.order_by("pk").values_list("pk", flat=True).first()
