"""Training over HTTP: the form, its presets, runs, their live events, reports and comparisons."""

from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path
from pydantic import model_validator
from rest_framework.request import Request

from featuresets.models import FeatureSet
from training import coverage, events, offers, queries, remedies, reports_api, services, uploads
from training.models import Run
from training.shapes import PresetOut, RemedyOut, RunOut
from training.slots import wants_gpu
from training.tagger import presets
from training.tagger.estimate import Counts
from training.tagger.recipe import Recipe
from workspace.api import FileOut
from workspace.errors import Refused
from workspace.live import EventStreamRenderer
from workspace.web import Form, Name, RoomView, act, asked_page, listed, number


class StartForm(Form):
    recipe: Recipe | None = None
    preset: str | None = None
    """The name of a preset, instead of a recipe; with a recipe, only where it came from."""
    name: Name | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "StartForm":
        if self.recipe is None and self.preset is None:
            raise ValueError("Send a recipe, or the name of a preset.")
        return self

    def chosen(self) -> Recipe:
        try:
            named = presets.preset(self.preset) if self.preset else None
        except ValueError as error:
            raise Refused(str(error), at=("preset",), code="no_such_preset") from None
        return self.recipe or named.recipe  # type: ignore[union-attr]


class EstimateForm(Form):
    recipe: Recipe


class FileForm(Form):
    file: bytes
    """Word vectors: GloVe or fastText text, word2vec text or binary, fastText .bin, SENNA's words
    and numbers (two files of this field, or one zip). Word lists: one entry per line, or a zip.
    Transformers: a zip of the folder."""
    kind: Literal["vectors", "lexicon", "transformer", "elmo"] = "vectors"


class RunChange(Form):
    name: Name


class RecipeSchema(RoomView):
    @act("The training form as JSON Schema", role="user")
    def get(self, request: Request) -> dict[str, Any]:
        return offers.form(Recipe)


class Presets(RoomView):
    @act("Recipes worth starting from", role="user", out=tuple[PresetOut, ...])
    def get(self, request: Request) -> list[dict[str, Any]]:
        here = offers.presets()
        return [p._asdict() | {"recipe": p.recipe.model_dump(mode="json")} for p in here]


def feature_sets() -> QuerySet[FeatureSet]:
    return FeatureSet.objects.select_related("job", "project")


class Estimate(RoomView):
    @act("What a run will cost, before it starts", role="reviewer", body=EstimateForm)
    def post(self, request: Request, pk: int, body: EstimateForm) -> dict[str, Any]:
        feature_set = self.reach(feature_sets(), pk, what="This feature set")
        services.check(feature_set, body.recipe)
        found = body.recipe.estimate(counts_of(feature_set), gpu=wants_gpu(body.recipe))
        read = coverage.reading(feature_set, body.recipe)
        return found | read | {"notes": [*found["notes"], *read["notes"]]}


def counts_of(feature_set: FeatureSet) -> Counts:
    parts = {part["name"]: part for part in (feature_set.summary or {}).get("parts", [])}
    train = parts.get("train", {})
    return Counts(
        sentences=train.get("sentences", 0),
        tokens=train.get("tokens", 0),
        labels=len(train.get("labels", [])),
        dev_tokens=parts.get("dev", {}).get("tokens", 0),
        test_tokens=parts.get("test", {}).get("tokens", 0),
    )


class OfRun(RoomView):
    """A view on one run."""

    def run(self, pk: int) -> Run:
        return self.reach(queries.runs(), pk, what="This run")


class StartRun(OfRun):
    @act("Train on a feature set", role="owner", body=StartForm, out=RunOut, status=202)
    def post(self, request: Request, pk: int, body: StartForm) -> RunOut:
        feature_set = self.reach(feature_sets(), pk, what="This feature set")
        run = services.start(
            feature_set=feature_set,
            recipe=body.chosen(),
            preset=body.preset or "",
            name=body.name or "",
            by=self.user,
        )
        return RunOut.of(self.run(run.pk))


class Runs(RoomView):
    @act(
        "The project’s runs, newest first; those of a study stand under it",
        role="reviewer",
        out=list[RunOut],
        query={"studies": "1 = also the runs of studies"},
    )
    def get(self, request: Request) -> dict[str, Any]:
        every = request.query_params.get("studies") == "1"
        rows = queries.of(self.project) if every else queries.listed(self.project)
        return listed(rows, request, RunOut.of, newest_first=True)


class OneRun(OfRun):
    @act("One run", role="reviewer", out=RunOut)
    def get(self, request: Request, pk: int) -> RunOut:
        return RunOut.of(self.run(pk))

    @act("Rename a run", role="owner", body=RunChange, out=RunOut)
    def patch(self, request: Request, pk: int, body: RunChange) -> RunOut:
        return RunOut.of(services.rename(self.run(pk), name=body.name))

    @act("Delete a run; one that trains is ended", role="owner", status=204)
    def delete(self, request: Request, pk: int) -> None:
        services.delete(self.run(pk), by=self.user)


class Stop(OfRun):
    @act("End a run early and keep its best epoch", role="owner", out=RunOut)
    def post(self, request: Request, pk: int) -> RunOut:
        services.stop(self.run(pk), by=self.user)
        return RunOut.of(self.run(pk))


class Resume(OfRun):
    @act("Go on with a failed or cancelled run", role="owner", out=RunOut, status=202)
    def post(self, request: Request, pk: int) -> RunOut:
        services.resume(self.run(pk), by=self.user)
        return RunOut.of(self.run(pk))


class Events(OfRun):
    renderer_classes = [*OfRun.renderer_classes, EventStreamRenderer]

    @act(
        "What a run says while it trains; server-sent events if the Accept header asks for them",
        role="reviewer",
        out=list[dict[str, Any]],
        query={"since": "the id of the last event you know"},
    )
    def get(self, request: Request, pk: int) -> Any:
        run = self.run(pk)
        since = number(request, "since", 0)
        if "text/event-stream" in request.headers.get("Accept", ""):
            last = request.headers.get("Last-Event-ID", "")
            cursor = int(last) if last.isascii() and last.isdigit() else since
            return events.stream_of(request._request, run, self.user, cursor)
        return events.since(run, since)


class Report(OfRun):
    @act("Scores on the test part", role="reviewer")
    def get(self, request: Request, pk: int) -> HttpResponse:
        return HttpResponse(queries.report(self.run(pk)), content_type="application/json")


class Remedies(OfRun):
    @act("What to try next, most promising first", role="reviewer", out=tuple[RemedyOut, ...])
    def get(self, request: Request, pk: int) -> list[dict[str, Any]]:
        run = self.run(pk)
        found = remedies.remedies(queries.case(run))
        counts = counts_of(run.feature_set)
        return [
            remedies.shown(one, counts, gpu=one.recipe is not None and wants_gpu(one.recipe))
            for one in found
        ]


class Errors(OfRun):
    @act(
        "Wrong entities with their sentences",
        role="reviewer",
        out=list[dict[str, Any]],
        query={
            "kind": "missed, spurious, boundary or label",
            "label": "the label it has or should have",
            "cursor": "from the last answer's next",
            "limit": "at most 200",
        },
    )
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        ask, page = request.query_params, asked_page(request)
        found = queries.errors(
            self.run(pk), kind=ask.get("kind", ""), label=ask.get("label", ""), **page._asdict()
        )
        return {"results": found.rows, "next": found.next}


class Confusion(OfRun):
    @act(
        "The sentences behind one cell of the confusion",
        role="reviewer",
        out=list[dict[str, Any]],
        query={
            "gold": "the marked label, or O",
            "predicted": "the found label, or O",
            "cursor": "from the last answer's next",
            "limit": "at most 200",
        },
    )
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        ask, page = request.query_params, asked_page(request)
        found = queries.cell(
            self.run(pk),
            gold=ask.get("gold", queries.OUTSIDE),
            predicted=ask.get("predicted", queries.OUTSIDE),
            **page._asdict(),
        )
        return {"results": found.rows, "next": found.next}


class Files(RoomView):
    @act(
        "Files that the project holds for training",
        role="reviewer",
        out=list[FileOut],
        query={"kind": f"{' or '.join(uploads.KINDS)}; without it, all of them"},
    )
    def get(self, request: Request) -> dict[str, Any]:
        kind = request.query_params.get("kind", "")
        if kind and kind not in uploads.KINDS:
            raise Refused(f"“kind” is one of {', '.join(uploads.KINDS)}.", at=("kind",))
        rows = queries.files_of(self.project, [kind] if kind else list(uploads.KINDS))
        return listed(rows, request, FileOut.of, newest_first=True)

    @act(
        "Upload word vectors or word lists",
        role="owner",
        body=FileForm,
        out=FileOut,
        status=201,
        files=True,
    )
    def post(self, request: Request) -> FileOut:
        return FileOut.of(uploads.keep(self.project, request))


urlpatterns = [
    path("recipe-schema", RecipeSchema.as_view()),
    path("presets", Presets.as_view()),
    path("feature-sets/<int:pk>/estimate", Estimate.as_view()),
    path("feature-sets/<int:pk>/runs", StartRun.as_view()),
    path("projects/<int:project_id>/runs", Runs.as_view()),
    path("projects/<int:project_id>/files", Files.as_view()),
    path("runs/<int:pk>", OneRun.as_view()),
    path("runs/<int:pk>/stop", Stop.as_view()),
    path("runs/<int:pk>/resume", Resume.as_view()),
    path("runs/<int:pk>/events", Events.as_view()),
    path("runs/<int:pk>/report", Report.as_view()),
    path("runs/<int:pk>/errors", Errors.as_view()),
    path("runs/<int:pk>/remedies", Remedies.as_view()),
    path("runs/<int:pk>/confusion", Confusion.as_view()),
    *reports_api.urlpatterns,
]
