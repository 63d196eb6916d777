"""What reports add up to, over HTTP: comparisons, texts to download, readings, and why a tag."""

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path
from pydantic import StringConstraints, model_validator
from rest_framework.request import Request

from annotation.api.imports import ImportForm, Upload
from featuresets import queries as featuresets
from featuresets.models import FeatureSet
from kernel import score_text, strict
from training import comparing, explaining, queries, readings
from training.models import Reading
from training.shapes import RunOut
from workspace import jobs
from workspace.errors import NotFound, Refused
from workspace.shapes import Named, WorkState
from workspace.web import Form, Name, RoomView, act, listed

MOST_COMPARED = 8
TEXT_CHARACTERS = 5_000
VIEWS = ("entities", "tags", "tags_inside")
PLAIN = "text/plain; charset=utf-8"
Program = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,120}$")]


class ReadingForm(Form):
    """One of both: a run that is read on this feature set, or a spaCy pipeline."""

    run: int | None = None
    program: Program | None = None
    """The name of an installed spaCy pipeline."""
    part: Literal["train", "dev", "test"] = "test"
    name: Name | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "ReadingForm":
        if (self.run is None) == (self.program is None):
            raise ValueError("Send either a run or a program.")
        return self


class ReadingChange(Form):
    name: Name | None = None
    labels: dict[str, str] | None = None
    """The other program's labels to ours; an empty text leaves one out."""


class ReadingOut(WorkState):
    id: int
    name: str
    project: int
    feature_set: Named
    part: str
    run: Named | None
    """None: what another program answered."""
    program: str
    labels: dict[str, str]
    left_out: dict[str, int]
    """Labels that this project does not have, and how many answers were not counted for it."""
    headline: dict[str, float] | None
    created_at: datetime

    @classmethod
    def of(cls, reading: Reading) -> "ReadingOut":
        if reading.job is None:
            raise NotFound("This reading")
        same = ("id", "name", "part", "program", "labels", "left_out", "headline", "created_at")
        state = jobs.shown(reading.job)
        run = reading.run
        return cls(
            project=reading.project_id,
            feature_set=Named(id=reading.feature_set_id, name=reading.feature_set.name),
            run=Named(id=run.pk, name=run.name) if run else None,
            **{name: state[name] for name in ("state", "progress", "error")},
            **{name: getattr(reading, name) for name in same},
        )


class WhyForm(Form):
    text: Annotated[str, StringConstraints(min_length=1, max_length=TEXT_CHARACTERS)]


class Programs(RoomView):
    @act("spaCy pipelines that are installed on this machine", role="user")
    def get(self, request: Request) -> dict[str, Any]:
        models = sorted({point.name for point in entry_points(group="spacy_models")})
        return {"spacy": find_spec("spacy") is not None, "pipelines": models}


class OfFeatureSet(RoomView):
    def feature_set(self, pk: int) -> FeatureSet:
        return self.reach(featuresets.every(), pk, what="This feature set")

    def reading(self, made: Reading) -> ReadingOut:
        return ReadingOut.of(every().get(pk=made.pk))


def every() -> QuerySet[Reading]:
    return Reading.objects.select_related("job", "project", "feature_set", "run")


class Answers(OfFeatureSet):
    @act(
        "Score what another program answered on the test part: a file in any import format",
        role="reviewer",
        body=ImportForm,
        out=ReadingOut,
        status=202,
        files=True,
    )
    def post(self, request: Request, pk: int) -> ReadingOut:
        feature_set = self.feature_set(pk)
        upload = Upload(request, self.project.tokenizer)
        given = readings.Upload(upload.sources, upload.detected.format)
        return self.reading(readings.start(feature_set, upload=given, by=self.user))


class ReadOn(OfFeatureSet):
    @act(
        "Read a feature set by a finished run, or by a spaCy pipeline",
        role="reviewer",
        body=ReadingForm,
        out=ReadingOut,
        status=202,
    )
    def post(self, request: Request, pk: int, body: ReadingForm) -> ReadingOut:
        feature_set = self.feature_set(pk)
        run = None
        if body.run is not None:
            run = queries.of(self.project).filter(pk=body.run).first()
            if run is None:
                raise NotFound("This run")
        made = readings.start(
            feature_set, run=run, program=body.program or "", part=body.part, by=self.user,
            name=body.name or "",
        )  # fmt: skip
        return self.reading(made)


class Readings(RoomView):
    @act("Outside models, and runs on other test sets, newest first", role="reviewer",
         out=list[ReadingOut])  # fmt: skip
    def get(self, request: Request) -> dict[str, Any]:
        rows = every().filter(project=self.project)
        return listed(rows, request, ReadingOut.of, newest_first=True)


class OfReading(RoomView):
    def reading(self, pk: int) -> Reading:
        return self.reach(every(), pk, what="This reading")


class OneReading(OfReading):
    @act("One reading", role="reviewer", out=ReadingOut)
    def get(self, request: Request, pk: int) -> ReadingOut:
        return ReadingOut.of(self.reading(pk))

    @act("Rename a reading, or map its labels and score it again", role="reviewer",
         body=ReadingChange, out=ReadingOut)  # fmt: skip
    def patch(self, request: Request, pk: int, body: ReadingChange) -> ReadingOut:
        found = self.reading(pk)
        if body.name is not None:
            readings.rename(found, name=body.name)
        if body.labels is not None:
            readings.map_labels(found, labels=body.labels, by=self.user)
        return ReadingOut.of(self.reading(pk))

    @act("Delete a reading", role="reviewer", status=204)
    def delete(self, request: Request, pk: int) -> None:
        readings.delete(self.reading(pk), by=self.user)


class ReadingReport(OfReading):
    @act("Scores of a reading", role="reviewer")
    def get(self, request: Request, pk: int) -> HttpResponse:
        report = comparing.report_of(self.reading(pk))
        return HttpResponse(report, content_type="application/json")


class ReportText(RoomView):
    @act(
        "The classification report as seqeval (entities) or scikit-learn (tags) prints it",
        role="reviewer",
        query={"view": f"{', '.join(VIEWS)} (the tags without O); entities if left out"},
        media=PLAIN,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        run = self.reach(queries.runs(), pk, what="This run")
        view = request.query_params.get("view", VIEWS[0])
        if view not in VIEWS:
            raise Refused(f"“view” is one of {', '.join(VIEWS)}.", at=("view",))
        answer = HttpResponse(_text(queries.report(run), view), content_type=PLAIN)
        answer["Content-Disposition"] = f'attachment; filename="run-{pk}-{view}.txt"'
        return answer


def _text(raw: bytes, view: str) -> str:
    report: Any = strict.loads(raw)
    entity, tokens = report["entity"], report["tokens"]
    if view == "entities":
        return score_text.entity_text(entity["labels"], entity["micro"])
    if view == "tags":
        return score_text.tag_text(tokens["tags"], tokens["accuracy"])
    return score_text.inside_text(tokens["tags"], tokens["micro"])


class Why(RoomView):
    @act("Why a text gets its tags: the best paths as sums, and the transitions", role="reviewer",
         body=WhyForm, replayable=False)  # fmt: skip
    def post(self, request: Request, pk: int, body: WhyForm) -> dict[str, Any]:
        return explaining.why(self.reach(queries.runs(), pk, what="This run"), body.text)


class Compare(RoomView):
    @act(
        "Runs and outside models side by side, with the significance of each difference",
        role="reviewer",
        query={
            "runs": f"ids with commas between; with the readings 2 to {MOST_COMPARED}",
            "readings": "ids of readings with commas between",
        },
    )
    def get(self, request: Request) -> dict[str, Any]:
        asked = {name: _ids(request, name) for name in ("runs", "readings")}
        if not 2 <= sum(map(len, asked.values())) <= MOST_COMPARED:
            raise Refused(f"Choose 2 to {MOST_COMPARED} runs to compare.", at=("runs",))
        runs = _all(queries.of(self.project).in_bulk(asked["runs"]), asked["runs"])
        read = _all(every().filter(project=self.project).in_bulk(asked["readings"]),
                    asked["readings"])  # fmt: skip
        columns = [*map(comparing.of_run, runs), *map(comparing.of_reading, read)]
        return comparing.compare(columns) | {
            "runs": [RunOut.of(run) for run in runs],
            "readings": [ReadingOut.of(reading) for reading in read],
        }


def _all(rows: dict[int, Any], ids: Sequence[int]) -> list[Any]:
    if len(rows) < len(ids):
        raise NotFound("One of these runs")
    return [rows[pk] for pk in ids]


def _ids(request: Request, name: str) -> list[int]:
    """The ids of `?runs=1,2`, each once, in their order."""
    said = request.query_params.get(name, "")
    words = said.split(",") if said else []
    if not all(w.isascii() and w.isdigit() and len(w) < 19 for w in words):
        raise Refused(f"“{name}” holds ids with commas between, such as 3,7.", at=(name,))
    return list(dict.fromkeys(map(int, words)))


urlpatterns = [
    path("outside-programs", Programs.as_view()),
    path("projects/<int:project_id>/compare", Compare.as_view()),
    path("projects/<int:project_id>/readings", Readings.as_view()),
    path("feature-sets/<int:pk>/answers", Answers.as_view()),
    path("feature-sets/<int:pk>/readings", ReadOn.as_view()),
    path("readings/<int:pk>", OneReading.as_view()),
    path("readings/<int:pk>/report", ReadingReport.as_view()),
    path("runs/<int:pk>/report.txt", ReportText.as_view()),
    path("runs/<int:pk>/why", Why.as_view()),
]
