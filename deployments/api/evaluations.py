"""Evaluations over HTTP: a labelled file against a deployed model, figures, rows, downloads."""

from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.urls import path
from pydantic import BaseModel
from rest_framework.request import Request

from annotation.api.imports import ImportForm, PreviewOut, Upload
from deployments import evaluating, rows, services
from deployments.api.deployments import OfDeployment
from deployments.models import Deployment, Evaluation
from workspace import jobs
from workspace.errors import Refused
from workspace.shapes import Work
from workspace.web import RoomView, act, asked_page, listed

WRITERS = {
    "csv": (rows.as_csv, "text/csv; charset=utf-8"),
    "jsonl": (rows.as_jsonl, "application/x-ndjson; charset=utf-8"),
}


class EvaluationPreviewOut(PreviewOut):
    unknown_labels: list[str]
    """Labels of the file that the model does not know; all their entities count as missed."""


class EvaluationOut(Work):
    id: int
    deployment: int
    file: str
    model: str
    """The run that answered."""
    precision: str
    report: dict[str, Any] | None
    """As a run's report; `unknown_labels` are those that the model does not know."""

    @classmethod
    def of(cls, found: Evaluation) -> "EvaluationOut":
        same = ("model", "precision", "report")
        return cls(
            id=found.pk,
            deployment=found.deployment_id,
            file=found.name,
            **{name: getattr(found, name) for name in same},
            **(jobs.shown(found.job) if found.job else {}),
        )


class RowOut(BaseModel):
    """An entity that was marked or answered; offsets are code points of the sentence's text."""

    id: int
    sentence: int
    document: int
    text: str
    verdict: str
    truth: dict[str, Any] | None
    answer: dict[str, Any] | None


def _upload(request: Request, deployment: Deployment) -> Upload:
    """Text that comes without tokens is cut as the endpoint will cut it."""
    return Upload(request, services.manifest_of(deployment.bundle).tokenizer)


class Preview(OfDeployment):
    @act("See what a labelled file holds; nothing is stored", role="reviewer", body=ImportForm,
         out=EvaluationPreviewOut, files=True, replayable=False)  # fmt: skip
    def post(self, request: Request, pk: int) -> dict[str, Any]:
        deployment = self.deployment(pk)
        seen = _upload(request, deployment).preview(self.project.language)
        names = {one["name"] for one in seen["labels"]}
        return seen | {"unknown_labels": sorted(names - set(deployment.labels))}


class Evaluations(OfDeployment):
    @act("What labelled files said of a deployment, the newest first", role="reviewer",
         out=list[EvaluationOut])  # fmt: skip
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        found = Evaluation.objects.filter(deployment=self.deployment(pk)).select_related("job")
        return listed(found, request, EvaluationOut.of, newest_first=True)

    @act("Hold a labelled file against a deployment", role="reviewer", body=ImportForm,
         out=EvaluationOut, status=202, files=True)  # fmt: skip
    def post(self, request: Request, pk: int) -> EvaluationOut:
        deployment = self.deployment(pk)
        upload = _upload(request, deployment)
        found = evaluating.start(
            deployment, upload.sources, format=upload.detected.format, by=self.user
        )
        return EvaluationOut.of(found)


class OfEvaluation(RoomView):
    def evaluation(self, pk: int) -> Evaluation:
        found = Evaluation.objects.select_related("job", "project", "deployment")
        return self.reach(found, pk, what="This evaluation")


class OneEvaluation(OfEvaluation):
    @act("One evaluation", role="reviewer", out=EvaluationOut)
    def get(self, request: Request, pk: int) -> EvaluationOut:
        return EvaluationOut.of(self.evaluation(pk))

    @act("Remove an evaluation", role="reviewer", status=204)
    def delete(self, request: Request, pk: int) -> None:
        evaluating.delete(self.evaluation(pk), by=self.user)


class Cancel(OfEvaluation):
    @act("Cancel an evaluation", role="reviewer", out=EvaluationOut)
    def post(self, request: Request, pk: int) -> EvaluationOut:
        found = self.evaluation(pk)
        if found.job is not None:
            jobs.cancel(found.job)
            found.job.refresh_from_db()
        return EvaluationOut.of(found)


class Rows(OfEvaluation):
    @act("Entities with their verdicts", role="reviewer", out=list[RowOut],
         query={"verdict": f"wrong, or one of {', '.join(rows.VERDICTS)}",
                "label": "marked or answered with this label"})  # fmt: skip
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        asked = asked_page(request)
        wanted = {name: request.query_params.get(name, "") for name in ("verdict", "label")}
        found = rows.page(self.evaluation(pk), cursor=asked.cursor, limit=asked.limit, **wanted)
        return {"results": found.rows, "next": found.next}


class Download(OfEvaluation):
    @act("All rows as a file", role="reviewer", query={"format": "csv or jsonl"},
         media="text/csv")  # fmt: skip
    def get(self, request: Request, pk: int) -> Any:
        found = self.evaluation(pk)
        kind = request.query_params.get("format", "csv")
        if kind not in WRITERS:
            raise Refused("“format” is csv or jsonl.", at=("format",))
        write, media = WRITERS[kind]
        pieces: Iterator[str] = write(rows.every(found))
        response = StreamingHttpResponse((piece.encode() for piece in pieces), content_type=media)
        name = f"evaluation-{found.pk}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


urlpatterns = [
    path("deployments/<int:pk>/evaluations/preview", Preview.as_view()),
    path("deployments/<int:pk>/evaluations", Evaluations.as_view()),
    path("evaluations/<int:pk>", OneEvaluation.as_view()),
    path("evaluations/<int:pk>/cancel", Cancel.as_view()),
    path("evaluations/<int:pk>/rows", Rows.as_view()),
    path("evaluations/<int:pk>/download", Download.as_view()),
]
