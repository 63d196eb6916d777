"""A labelled file is held against a deployed model: queued with its file, read, compared, kept."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from annotation import sent
from annotation.formats import Format, Source
from deployments.models import Deployment, Evaluation
from featuresets import labelled
from training import asking
from workspace import events, files, jobs
from workspace.errors import Conflict, Refused
from workspace.jobs import Lease
from workspace.models import File, User

KIND = "evaluation"
MOST_SENTENCES = 100_000


def start(
    deployment: Deployment,
    uploads: Sequence[Source],
    *,
    format: Format,
    by: User,
) -> Evaluation:
    """Keep the files and queue their comparison with the model that answers now."""
    project = deployment.project
    kept = sent.keep(project, uploads, kind=KIND)
    with transaction.atomic():
        evaluation = Evaluation.objects.create(
            project=project,
            deployment=deployment,
            name=sent.title(kept),
            model=deployment.run.name,
            precision=deployment.precision,
            bundle=deployment.files,
            options=format.model_dump(mode="json"),
            files=[file.pk for file in kept],
            created_by=by,
        )
        evaluation.job = jobs.queue("deployments.evaluate", evaluation.pk, project=project, by=by)
        evaluation.save(update_fields=["job"])
        events.tell(project, "evaluation.queued", {"evaluation": evaluation.pk}, by=by)
    return evaluation


def carry_out(lease: Lease) -> None:
    """Do one evaluation under its lease; killed anywhere, it is done again from the start."""
    rows = Evaluation.objects.select_related("project", "deployment__run__feature_set")
    evaluation = rows.filter(pk=lease.object_id).first()
    if evaluation is None:
        raise jobs.Cancelled
    try:
        _compare(evaluation, lease)
    except (Refused, jobs.Cancelled):
        with lease.hold():
            files.drop(_files(evaluation))
        raise


def _compare(evaluation: Evaluation, lease: Lease) -> None:
    with tempfile.TemporaryDirectory(prefix="evaluation.") as name:
        folder = Path(name)
        total = _write_sentences(evaluation, folder / "file.jsonl", lease)
        asking.lay_bundle(evaluation.bundle, folder / "bundle")
        target = evaluation.deployment.run.feature_set.target
        arguments = ["compare", "bundle", "file.jsonl", "--out", "out", "--target", target]

        def hear(said: dict[str, Any]) -> None:
            if said.get("event") == "progress":
                lease.report(int(said["done"]), total, "Comparing")

        asking.ask(folder, arguments, lease, hear)
        _finish(evaluation, folder / "out", lease)


def _finish(evaluation: Evaluation, out: Path, lease: Lease) -> None:
    report = json.loads((out / "report.json").read_bytes())
    kept = files.put(
        evaluation.project, out / "rows.jsonl", name=f"evaluation {evaluation.pk}", kind=KIND
    )
    with lease.hold(finish=True):
        Evaluation.objects.filter(pk=evaluation.pk).update(
            report=report, rows_hash=kept.sha256, files=[kept.pk]
        )
        files.drop(_files(evaluation))
        told = {"evaluation": evaluation.pk, "deployment": evaluation.deployment_id}
        events.tell(evaluation.project, "evaluation.done", told)


def _write_sentences(evaluation: Evaluation, place: Path, lease: Lease) -> int:
    """The upload as one labelled sentence a line; gives their number, refuses what has errors."""
    found = labelled.write(
        evaluation.files, evaluation.options, evaluation.project.language, place, lease,
        most=MOST_SENTENCES,
    )  # fmt: skip
    if not found.labelled:
        raise Refused(
            "The file holds no labels to compare with; choose a labelled file.", code="unlabelled"
        )
    return found.sentences


def delete(evaluation: Evaluation, *, by: User) -> None:
    """Remove an evaluation with its figures and rows."""
    if evaluation.job is not None and evaluation.job.open:
        raise Conflict("The evaluation is still under way; cancel it first.", code="busy")
    with transaction.atomic():
        _remove(evaluation)
        events.tell(evaluation.project, "evaluation.deleted", {"evaluation": evaluation.pk}, by=by)


def forget(deployment: Deployment) -> None:
    """Remove all evaluations of a deployment that goes; one under way loses its lease and ends."""
    for evaluation in Evaluation.objects.filter(deployment=deployment).select_related("job"):
        _remove(evaluation)


def _remove(evaluation: Evaluation) -> None:
    files.drop(_files(evaluation))
    job = evaluation.job
    Evaluation.objects.filter(pk=evaluation.pk).delete()
    if job is not None:
        job.delete()


def _files(evaluation: Evaluation) -> QuerySet[File]:
    return File.objects.filter(pk__in=evaluation.files, project=evaluation.project_id)
