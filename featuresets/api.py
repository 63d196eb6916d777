"""Feature sets over HTTP: the split form, freezing, the summary, the sentences."""

from datetime import datetime
from typing import Any, Literal, cast

from django.urls import path
from pydantic import BaseModel, Field
from rest_framework.request import Request

from featuresets import queries, reading, services
from featuresets.models import FeatureSet
from featuresets.splits import PRESETS, Split, schema
from featuresets.splits.picked import Pick
from featuresets.splits.random import Random
from featuresets.splits.rows import PARTS
from workspace import jobs
from workspace.errors import Conflict, Refused
from workspace.models import Job, User
from workspace.shapes import Work
from workspace.web import Form, Name, RoomView, act, asked_page, listed

WHAT = "This feature set"


class FreezeForm(Form):
    name: Name
    split: Split = Field(default=Random())
    """How the sentences are divided into train, dev and test."""
    target: str = Field("", max_length=64)
    """The token layer to learn, such as “pos”; empty for the marked spans."""


class FixForm(Form):
    problem: Literal["duplicates"]
    """Which problem of the summary to mend."""


class FeatureSetOut(Work):
    id: int
    name: str
    split: dict[str, Any]
    target: str
    hash: str | None
    counts: dict[str, int] | None
    created_at: datetime

    @classmethod
    def of(cls, row: FeatureSet) -> "FeatureSetOut":
        return cls(**_shown(row))


class SummarisedOut(FeatureSetOut):
    summary: dict[str, Any] | None

    @classmethod
    def of(cls, row: FeatureSet) -> "SummarisedOut":
        return cls(**_shown(row), summary=row.summary)


def _shown(row: FeatureSet) -> dict[str, Any]:
    job = jobs.shown(row.job) if row.job else jobs.shown(Job(queued_at=row.created_at))
    return {
        "id": row.pk,
        "name": row.name,
        "split": row.split,
        "target": row.target,
        "hash": row.hash or None,
        "counts": row.counts or None,
        "created_at": row.created_at,
        **job,
    }


class SentenceOut(BaseModel):
    document: int
    number: int
    text: str
    tokens: list[tuple[int, int]]
    spans: list[dict[str, Any]]


class PresetOut(BaseModel):
    name: str
    title: str
    split: dict[str, Any]


class ChoicesOut(BaseModel):
    layers: list[str]
    """Token layers that can be the target."""
    sources: list[str]
    """Source files and groups that a pick can name."""


class PickForm(Form):
    pick: Pick
    include: Literal["done", "all"] = "done"


class PickedOut(BaseModel):
    documents: int


class SplitSchemaOut(BaseModel):
    schema_: dict[str, Any] = Field(alias="schema")
    presets: list[PresetOut]


def _asking(request: Request) -> User:
    """Who asks; the door has already sent away whoever is not signed in."""
    return cast(User, request.user)


class SplitSchema(RoomView):
    @act("The split form as JSON Schema, with presets", role="user", out=SplitSchemaOut)
    def get(self, request: Request) -> dict[str, Any]:
        presets = [
            {"name": name, "title": title, "split": split.model_dump(mode="json")}
            for name, title, split in PRESETS
        ]
        return {"schema": schema(), "presets": presets}


class Choices(RoomView):
    @act("What a feature set of this project can be made of", role="annotator", out=ChoicesOut)
    def get(self, request: Request) -> ChoicesOut:
        layers, sources = queries.layers(self.project), queries.sources(self.project)
        return ChoicesOut(layers=layers, sources=sources)


class Picked(RoomView):
    @act("How many documents a pick takes", role="annotator", body=PickForm, out=PickedOut)
    def post(self, request: Request, body: PickForm) -> PickedOut:
        return PickedOut(documents=queries.picked(self.project, body.pick, body.include))


class FeatureSets(RoomView):
    @act("List the feature sets", role="annotator", out=list[FeatureSetOut])
    def get(self, request: Request) -> dict[str, Any]:
        rows = queries.of(self.project).defer("summary", "files")
        return listed(rows, request, FeatureSetOut.of, newest_first=True)

    @act("Freeze what is labelled", role="reviewer", body=FreezeForm, out=FeatureSetOut, status=202)
    def post(self, request: Request, body: FreezeForm) -> FeatureSetOut:
        made = services.freeze(
            project=self.project,
            name=body.name,
            split=body.split,
            target=body.target,
            by=_asking(request),
        )
        return FeatureSetOut.of(made)


class OneFeatureSet(RoomView):
    @act("One feature set with its summary", role="annotator", out=SummarisedOut)
    def get(self, request: Request, pk: int) -> SummarisedOut:
        return SummarisedOut.of(self.reach(queries.every(), pk, what=WHAT))

    @act("Delete a feature set", role="owner", status=204)
    def delete(self, request: Request, pk: int) -> None:
        services.delete(self.reach(queries.every(), pk, what=WHAT), by=_asking(request))


class FixFeatureSet(RoomView):
    @act(
        "Draw it again without this problem",
        role="reviewer",
        body=FixForm,
        out=FeatureSetOut,
        status=202,
    )
    def post(self, request: Request, pk: int, body: FixForm) -> FeatureSetOut:
        row = self.reach(queries.every(), pk, what=WHAT)
        return FeatureSetOut.of(services.fix(row, problem=body.problem, by=_asking(request)))


class Sentences(RoomView):
    @act(
        "Sentences of a frozen feature set",
        role="annotator",
        out=list[SentenceOut],
        query={
            "part": "train, dev or test",
            "label": "only sentences that hold this label",
            "cursor": "`next` of the page before",
            "limit": "rows of a page, up to 200",
        },
    )
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        row = self.reach(queries.every(), pk, what=WHAT)
        part = request.query_params.get("part", "train")
        if part not in PARTS:
            raise Refused(f"“part” must be one of {', '.join(PARTS)}.", at=("part",))
        if row.state != Job.State.DONE:
            raise Conflict(f"“{row.name}” is {row.state}; its sentences are there when it is done.")
        page = asked_page(request)
        label = request.query_params.get("label", "")
        found = reading.rows(row, part, label=label, cursor=page.cursor, limit=page.limit)
        return {"results": [reading.shown(one) for one in found.results], "next": found.next}


urlpatterns = [
    path("split-schema", SplitSchema.as_view()),
    path("projects/<int:project_id>/split-choices", Choices.as_view()),
    path("projects/<int:project_id>/pick-count", Picked.as_view()),
    path("projects/<int:project_id>/feature-sets", FeatureSets.as_view()),
    path("feature-sets/<int:pk>", OneFeatureSet.as_view()),
    path("feature-sets/<int:pk>/fix", FixFeatureSet.as_view()),
    path("feature-sets/<int:pk>/sentences", Sentences.as_view()),
]
