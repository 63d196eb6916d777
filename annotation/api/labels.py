"""Labels over HTTP."""

from typing import Annotated, Any

from django.urls import path
from pydantic import BaseModel, Field, StringConstraints
from rest_framework.request import Request

from annotation import queries, services
from annotation.api.people import person
from annotation.models import Label
from workspace.errors import NotFound
from workspace.web import Form, RoomView, act, number

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Color = Annotated[int, Field(ge=1, le=8)]
Key = Annotated[str, StringConstraints(max_length=1)]
Description = Annotated[str, StringConstraints(max_length=2000)]


class LabelForm(Form):
    name: Name
    """What the spans are: at most 64 characters."""
    color: Color | None = None
    """A number of the palette; the next one if it is left out."""
    key: Key | None = None
    """The key that sets it; the next free one if it is left out, none if it is empty."""
    description: Description = ""


class LabelChange(Form):
    name: Name | None = None
    color: Color | None = None
    key: Key | None = None
    description: Description | None = None
    position: Annotated[int, Field(ge=0, le=10_000)] | None = None


class LabelOut(BaseModel):
    id: int
    name: str
    color: int
    key: str
    position: int
    description: str
    spans: int

    @classmethod
    def of(cls, label: Label, spans: int) -> "LabelOut":
        fields = ("name", "color", "key", "position", "description")
        return cls(id=label.pk, spans=spans, **{field: getattr(label, field) for field in fields})


class Labels(RoomView):
    @act("List the labels", role="annotator", out=list[LabelOut])
    def get(self, request: Request) -> dict[str, Any]:
        spans = queries.spans_by_label(self.project)
        found = [
            LabelOut.of(label, spans.get(label.pk, 0)) for label in queries.labels(self.project)
        ]
        return {"results": found, "next": None}

    @act("Make a label", role="annotator", body=LabelForm, out=LabelOut, status=201)
    def post(self, request: Request, body: LabelForm) -> LabelOut:
        label = services.add_label(self.project, by=person(request), **body.model_dump())
        return LabelOut.of(label, queries.spans_by_label(self.project).get(label.pk, 0))


class OneLabel(RoomView):
    def _label(self, pk: int) -> Label:
        rows = Label.objects.filter(listed=True).select_related("project")
        return self.reach(rows, pk, what="This label")

    @act("Change a label", role="reviewer", body=LabelChange, out=LabelOut)
    def patch(self, request: Request, pk: int, body: LabelChange) -> LabelOut:
        changes = body.model_dump(exclude_none=True)
        label = services.change_label(self._label(pk), by=person(request), **changes)
        return LabelOut.of(label, queries.spans_by_label(self.project).get(pk, 0))

    @act(
        "Delete a label that no span carries, or give its spans to another",
        role="reviewer",
        status=204,
        query={"merge_into": "the id of the label that gets its spans"},
    )
    def delete(self, request: Request, pk: int) -> None:
        label, into = self._label(pk), None
        if other := number(request, "merge_into", 0):
            into = queries.labels(self.project).filter(pk=other).first()
            if into is None:
                raise NotFound("The label to merge into")
        services.delete_label(label, by=person(request), merge_into=into)


urlpatterns = [
    path("projects/<int:project_id>/labels", Labels.as_view()),
    path("labels/<int:pk>", OneLabel.as_view()),
]
