"""Documents and what people mark in them, over HTTP."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from django.urls import path
from pydantic import BaseModel, Field, StringConstraints
from rest_framework.request import Request

from annotation import queries, services
from annotation.api.people import person
from annotation.models import Document
from annotation.offsets import Unit
from annotation.packing import pairs
from annotation.services import Marked
from workspace.errors import Refused
from workspace.web import Form, RoomView, act, asked_page, number

State = Literal["new", "done", "skipped"]
TEXT_LIMIT = 1_000_000
EXCERPT = 200
UNIT_HELP = "what offsets count: codepoint (the default), utf16, utf8 or token"
FILTERS = {
    "state": "new, done or skipped",
    "label": "documents with a span of this label",
    "q": "documents whose text holds this, in any case",
    "source": "documents of this import",
}


class PasteForm(Form):
    texts: tuple[Annotated[str, StringConstraints(max_length=TEXT_LIMIT)], ...] = Field(
        max_length=1000
    )
    name: Annotated[str, StringConstraints(max_length=255)] = ""
    """How the list of imports calls them."""
    split: Literal["line", "text"] = "text"
    """A document for each text, or for each line of it."""


class Added(BaseModel):
    ids: list[int]
    created: int


class SpanForm(Form):
    start: int
    end: int
    label: Annotated[str, StringConstraints(max_length=64)]


class SaveForm(Form):
    spans: tuple[SpanForm, ...] = Field(max_length=20_000)
    """All spans of the document, in any order."""
    state: State | None = None
    offset_unit: Unit = "codepoint"
    """What start and end count."""


class SpanOut(BaseModel):
    start: int
    end: int
    label: str


class SavedOut(BaseModel):
    version: int
    state: str
    spans: list[SpanOut]


class RowOut(BaseModel):
    id: int
    text: str
    state: str
    version: int
    spans: list[SpanOut]
    tokens: int
    annotated_by: str | None
    updated_at: datetime


class DocumentOut(BaseModel):
    id: int
    project: int
    text: str
    tokens: list[tuple[int, int]]
    sentences: list[tuple[int, int]]
    layers: dict[str, list[str]]
    group: str
    state: str
    version: int
    spans: list[SpanOut]
    previous: int | None
    next: int | None
    position: int
    total: int
    direction: str


class NextOut(BaseModel):
    id: int | None


class Documents(RoomView):
    @act("List documents", role="annotator", out=list[RowOut], query=FILTERS)
    def get(self, request: Request) -> dict[str, Any]:
        page = asked_page(request)
        rows = queries.documents(self.project, **filters(request)).filter(pk__gt=page.cursor)
        found = list(
            rows.defer("layers", "sentences").select_related("annotated_by").order_by("pk")
            [: page.limit + 1]
        )  # fmt: skip
        names = queries.names_of(self.project)
        kept = found[: page.limit]
        more = kept[-1].pk if len(found) > page.limit else None
        return {"results": [_row(document, names) for document in kept], "next": more}

    @act("Add texts to label", role="reviewer", body=PasteForm, out=Added, status=201)
    def post(self, request: Request, body: PasteForm) -> Added:
        ids = services.add_documents(
            self.project, body.texts, by=person(request), name=body.name, split=body.split
        )
        return Added(ids=list(ids), created=len(ids))


def _row(document: Document, names: dict[int, str]) -> RowOut:
    """A document as a line of the list: its text may be cut."""
    by = document.annotated_by
    return RowOut(
        id=document.pk,
        text=document.text[:EXCERPT],
        state=document.state,
        version=document.version,
        spans=[SpanOut(**span) for span in queries.spans_shown(document, names)],
        tokens=len(document.tokens) // 2,
        annotated_by=(by.get_full_name() or by.username) if by else None,
        updated_at=document.updated_at,
    )


def filters(request: Request) -> dict[str, Any]:
    """The filters of a list or an export, checked."""
    asked = request.query_params
    state = asked.get("state") or None
    if state and state not in Document.State.values:
        raise Refused(f"“{state[:40]}” is no state; choose new, done or skipped.", at=("state",))
    return {
        "state": state,
        "label": asked.get("label") or None,
        "q": asked.get("q") or None,
        "source": number(request, "source", 0) or None,
    }


def unit_of(request: Request) -> str:
    unit = request.query_params.get("offset_unit") or "codepoint"
    if unit not in ("codepoint", "utf16", "utf8", "token"):
        raise Refused(
            f"“{unit[:40]}” is no unit of offsets; choose {UNIT_HELP[20:]}.", at=("offset_unit",)
        )
    return unit


class NextDocument(RoomView):
    @act(
        "The next document to label",
        role="annotator",
        out=NextOut,
        query={"after": "a document's id", "state": "new (the default), done or skipped"},
    )
    def get(self, request: Request) -> NextOut:
        state = filters(request)["state"] or "new"
        return NextOut(id=queries.next_to_label(self.project, number(request, "after", 0), state))


class OneDocument(RoomView):
    @act("One document", role="annotator", out=DocumentOut, query={"offset_unit": UNIT_HELP})
    def get(self, request: Request, pk: int) -> DocumentOut:
        unit = unit_of(request)
        rows = Document.objects.visible().select_related("project", "source")
        document = self.reach(rows, pk, what="This document")
        place = queries.place(document)
        spans = queries.spans_shown(document, queries.names_of(self.project), unit)
        fields = ("text", "sentences", "layers", "group", "state", "version")
        return DocumentOut(
            id=document.pk,
            project=document.project_id,
            tokens=list(pairs(document.tokens)),
            spans=[SpanOut(**span) for span in spans],
            direction="auto",
            **place._asdict(),
            **{field: getattr(document, field) for field in fields},
        )

    @act("Delete a document", role="reviewer", status=204)
    def delete(self, request: Request, pk: int) -> None:
        document = self.reach(Document.objects.visible(), pk, what="This document")
        services.delete_document(document, by=person(request))


class Annotation(RoomView):
    @act(
        "Save a document's spans",
        role="annotator",
        body=SaveForm,
        out=SavedOut,
        headers={"If-Match": 'the version that was changed, as it was read: "3"'},
    )
    def put(self, request: Request, pk: int, body: SaveForm) -> SavedOut:
        version = _version(request)
        rows = Document.objects.visible().select_related("project").defer("layers", "sentences")
        document = self.reach(rows, pk, what="This document")
        saved = services.save_spans(
            document,
            [Marked(span.start, span.end, span.label) for span in body.spans],
            by=person(request),
            version=version,
            state=body.state,
            unit=body.offset_unit,
        )
        return SavedOut(
            version=saved.version,
            state=saved.state,
            spans=[SpanOut(**span) for span in saved.shown],
        )


def _version(request: Request) -> int:
    """The version in If-Match: `"3"` or `3`."""
    found = request.headers.get("If-Match", "").strip()
    if not found:
        raise Refused(
            "Say which version you changed: send the header If-Match with the version you read.",
            at=("If-Match",),
            code="version_needed",
            status=428,
        )
    if not (match := re.fullmatch(r'"?([0-9]{1,9})"?', found)):
        raise Refused(
            f'If-Match must be the document\'s version, like "3"; got {found[:40]}.',
            at=("If-Match",),
        )
    return int(match[1])


urlpatterns = [
    path("projects/<int:project_id>/documents", Documents.as_view()),
    path("projects/<int:project_id>/documents/next", NextDocument.as_view()),
    path("documents/<int:pk>", OneDocument.as_view()),
    path("documents/<int:pk>/annotation", Annotation.as_view()),
]
