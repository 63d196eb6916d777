"""Formats and exports over HTTP."""

import re
from typing import Any, get_origin

from django.http import StreamingHttpResponse
from django.urls import path
from pydantic import BaseModel, ValidationError
from rest_framework.request import Request

from annotation import exporting
from annotation.api.documents import FILTERS, filters
from annotation.formats import FORMATS, Format
from kernel.entry import kind_of
from workspace.errors import Refused, RefusedMany
from workspace.faults import problems
from workspace.web import RoomView, act


class OptionOut(BaseModel):
    name: str
    title: str
    help: str
    type: str
    choices: list[str] | None
    default: Any


class FormatOut(BaseModel):
    name: str
    title: str
    help: str
    suffix: str
    reads: bool
    writes: bool
    options: list[OptionOut]


OPTIONS = sorted({name for f in FORMATS for name in f.model_fields} - {"kind"})


def _value(format: type[Format], name: str, text: str) -> Any:
    """An option out of a query string; several values stand between commas."""
    field = format.model_fields.get(name)
    return text.split(",") if field and get_origin(field.annotation) is tuple else text


class Formats(RoomView):
    @act("The file formats with their options", role="user", out=list[FormatOut])
    def get(self, request: Request) -> dict[str, Any]:
        return {"results": [exporting.described(f) for f in FORMATS], "next": None}


class Export(RoomView):
    @act(
        "Export documents as a file",
        role="annotator",
        media="application/octet-stream",
        query={
            "format": "a name from /formats",
            **FILTERS,
            **dict.fromkeys(OPTIONS, "an option of the format"),
        },
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        asked = request.query_params
        kinds = {kind_of(f): f for f in FORMATS}
        chosen = kinds.get(asked.get("format", ""))
        if chosen is None:
            raise Refused(f"Choose a format: {', '.join(kinds)}.", at=("format",))
        given = {n: _value(chosen, n, asked[n]) for n in OPTIONS if n in asked}
        try:
            format = chosen.model_validate(given)
        except ValidationError as error:
            raise RefusedMany(problems(chosen, error)) from None
        answer = StreamingHttpResponse(
            exporting.stream(self.project, format, **filters(request)),
            content_type=chosen.media_type,
        )
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", self.project.name).strip("-.") or "project"
        answer["Content-Disposition"] = f'attachment; filename="{name}{chosen.suffix}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


urlpatterns = [
    path("formats", Formats.as_view()),
    path("projects/<int:project_id>/export", Export.as_view()),
]
