"""What changes a training run: start, stop, resume, rename, finish, delete."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from featuresets.models import FeatureSet
from training import brought, checkpoints, readings
from training.models import Reading, Run, Study
from training.slots import wants_gpu
from training.tagger.bundles import bundle
from training.tagger.losses.given import numbers
from training.tagger.recipe import Recipe
from workspace import events, files, jobs
from workspace.errors import Conflict, Problem, Refused, RefusedMany
from workspace.models import File, Job, Project, User

LEFT = {
    "report_hash": "report.json",
    "errors_hash": "errors.jsonl",
    "predictions_hash": "predictions.jsonl",
}


class Place(NamedTuple):
    """Where a run stands in a study: what it sees of the feature set, what was chosen for it."""

    study: Study
    trial: int
    part: Mapping[str, Any]
    params: Mapping[str, Any]


@transaction.atomic
def start(
    *, feature_set: FeatureSet, recipe: Recipe, by: User, preset: str = "", name: str = "",
    place: Place | None = None,
) -> Run:  # fmt: skip
    """Queue a training run on a frozen feature set."""
    check(feature_set, recipe)
    run = Run.objects.create(
        project=feature_set.project,
        feature_set=feature_set,
        name=name or _free_name(feature_set.project, recipe),
        recipe=recipe.model_dump(mode="json"),
        preset=preset,
        created_by=by,
        **(place._asdict() if place else {}),
    )
    gpu = wants_gpu(recipe)
    run.job = jobs.queue(
        "training.run",
        run.pk,
        project=run.project,
        needs="gpu" if gpu else "cpu",
        queue="train.gpu" if gpu else "train.cpu",
        by=by,
    )
    run.save(update_fields=["job"])
    events.tell(run.project, "run.started", {"run": run.pk}, by=by)
    return run


def check(feature_set: FeatureSet, recipe: Recipe) -> None:
    """Refuse what can be known to fail, before anything waits in a queue."""
    if feature_set.state != Job.State.DONE:
        raise Conflict(
            f"The feature set “{feature_set.name}” is {feature_set.state}; "
            "a run needs one that is done.",
            code="not_done",
        )
    if not feature_set.counts.get("train"):
        raise Refused(
            f"The feature set “{feature_set.name}” has no training sentences; "
            "make one whose training share is larger than 0.",
            at=("feature_set",),
            code="no_training_part",
        )
    problems = [
        *_wrong_task(feature_set, recipe),
        *_strange_labels(feature_set, recipe),
        *_missing_devices(recipe),
        *brought.missing(feature_set.project, recipe),
    ]
    if problems:
        raise RefusedMany(problems)


def _wrong_task(feature_set: FeatureSet, recipe: Recipe) -> Iterator[Problem]:
    """A model that builds spans has nothing to build where each token has one tag."""
    if feature_set.task == "tokens" and recipe.algorithm.spans_only:
        yield Problem(
            ("recipe", "algorithm", "kind"),
            "spans_only",
            f"{recipe.algorithm.title} marks spans, and this feature set has one tag per token; "
            "choose another algorithm, such as BiLSTM-CRF.",
        )


def _strange_labels(feature_set: FeatureSet, recipe: Recipe) -> Iterator[Problem]:
    """A number given to a label that the feature set does not have."""
    mark = "" if feature_set.task == "tokens" else "B-"
    parts = (feature_set.summary or {}).get("parts", [])
    tags = ["O", *(mark + label["name"] for part in parts for label in part["labels"])]
    for place in (("class_weights", "weights"), ("loss", "labels")):
        given: Any = getattr(recipe.algorithm, "decoder", None)
        for name in place:
            given = getattr(given, name, ())
        try:
            numbers(tags, given)
        except ValueError as fault:
            yield Problem(("recipe", "algorithm", "decoder", *place), "no_such_label", str(fault))


def _missing_devices(recipe: Recipe) -> Iterator[Problem]:
    if not recipe.device.startswith("cuda"):
        return
    number = int(recipe.device.removeprefix("cuda:"))
    if number >= settings.GPUS:
        have = f"has {settings.GPUS}, counted from 0" if settings.GPUS else "has none"
        yield Problem(
            ("recipe", "device"),
            "no_such_device",
            f"This installation {have} of the GPUs that “{recipe.device}” asks for; choose auto or "
            "cpu, or set TAGWRIGHT_GPUS.",
        )


def _free_name(project: Project, recipe: Recipe) -> str:
    """“BiLSTM-CRF 3”: the algorithm's title and how many runs there will be."""
    count = Run.objects.filter(project=project, study=None).count()
    return f"{recipe.algorithm.title} {count + 1}"


@transaction.atomic
def stop(run: Run, *, by: User) -> None:
    """End early and keep the best epoch; a run that still waits is cancelled."""
    job = _job(run)
    if not job.open:
        raise Conflict(f"“{run.name}” is {job.state} already.", code="not_running")
    jobs.stop(job)
    events.tell(run.project, "run.stop_asked", {"run": run.pk}, by=by)


@transaction.atomic
def resume(run: Run, *, by: User) -> None:
    """Queue a failed or cancelled run again; it goes on from its last checkpoint."""
    if run.pruned_at:
        raise Conflict(
            f"“{run.name}” was given up by its search; train its recipe as a run of its own.",
            code="pruned",
        )
    if not jobs.retry(_job(run)):
        raise Conflict(
            f"“{run.name}” is {run.state}; only a run that failed or was cancelled resumes."
        )
    events.tell(run.project, "run.resumed", {"run": run.pk}, by=by)


def rename(run: Run, *, name: str) -> Run:
    run.name = name
    run.save(update_fields=["name"])
    return run


def best_of(epochs: Sequence[dict[str, Any]]) -> int | None:
    """The epoch with the highest F1, the first of equals; until the report says it."""
    scored = [e for e in epochs if isinstance(e.get("f1"), int | float)]
    return max(scored, key=lambda e: (e["f1"], -e["epoch"]))["epoch"] if scored else None


def finish(run: Run, out: Path, lease: jobs.Lease) -> None:
    """Keep the report and the bundle that the trainer left in `out`, and end the job as done."""
    report = json.loads((out / "report.json").read_bytes())
    kept = {field: _keep(out / name) for field, name in LEFT.items()}
    parts = _keep_bundle(out / "bundle")
    micro = report["entity"]["micro"]
    with lease.hold(finish=True):
        if not all(
            files.exists(sha256) for sha256, _ in (*kept.values(), *parts.values()) if sha256
        ):
            raise jobs.WorkerLost("an equal run was deleted in this moment, with its files")
        changed = Run.objects.filter(pk=run.pk).update(
            headline={name: micro[name] for name in ("f1", "precision", "recall")},
            best_epoch=report.get("best_epoch") or best_of(run.epochs),
            bundle_hash=parts[bundle.NAME][0],
            bundle_files={name: sha256 for name, (sha256, _) in parts.items()},
            checkpoint={},
            **{field: sha256 for field, (sha256, _) in kept.items()},
        )
        if changed:
            _name_files(run, kept, parts)
            lease.tell("state", {"state": "done"})
            events.tell(run.project, "run.done", {"run": run.pk})
            _tell_study(run)
    checkpoints.sweep(set(run.checkpoint.values()))


def _tell_study(run: Run) -> None:
    """Let the study look what comes next; where this is missed, the clock makes up for it."""
    if run.study_id is not None:
        jobs.queue("training.study", run.study_id, project=run.project)


def _keep(place: Path) -> tuple[str, int]:
    return files.keep(place) if place.exists() else ("", 0)


def _keep_bundle(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file of the bundle into the store; refuses one that is not as its list says."""
    _, listed = bundle.parse((folder / bundle.NAME).read_bytes())
    kept = {name: files.keep(folder / name) for name in listed}
    wrong = [name for name, stored in kept.items() if stored != listed[name]]
    if wrong:
        raise Refused(
            f"The trained model's file {wrong[0]} was damaged on the disk; train again.",
            code="checksum_mismatch",
        )
    return {bundle.NAME: files.keep(folder / bundle.NAME), **kept}


def _name_files(
    run: Run, kept: dict[str, tuple[str, int]], parts: dict[str, tuple[str, int]]
) -> None:
    named = {LEFT[field]: stored for field, stored in kept.items() if stored[0]}
    File.objects.bulk_create(
        File(project=run.project, sha256=sha256, size=size, name=f"run {run.pk}/{name}", kind="run")
        for name, (sha256, size) in (named | parts).items()
    )


def delete(run: Run, *, by: User) -> None:
    """Remove a run with its files; one that trains is ended within a second or two."""
    job, project = run.job, run.project
    hashes = {*run.bundle_files.values(), run.report_hash, run.errors_hash, run.predictions_hash}
    checkpoint = set(run.checkpoint.values())
    folder, number = run.folder, run.pk
    try:
        with transaction.atomic():
            readings.forget(Reading.objects.filter(run=run), by=by)
            run.delete()
            if job:
                job.delete()  # whoever trains it loses the lease, and ends the process
            File.objects.filter(project=project, name__startswith=f"run {number}/").delete()
            events.tell(project, "run.deleted", {"run": number}, by=by)
            transaction.on_commit(lambda: _forget(hashes - {""}, checkpoint, folder))
    except ProtectedError:
        raise Conflict(
            f"“{run.name}” answers at an address; delete that deployment first.", code="deployed"
        ) from None


def _forget(hashes: set[str], checkpoint: set[str], folder: Path) -> None:
    checkpoints.sweep(checkpoint)
    named = set(File.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    files.sweep(hashes - named)
    shutil.rmtree(folder, ignore_errors=True)


def delete_all(project: Project, *, by: User) -> None:
    """Remove all runs of a project; for the roof, which deletes from the top floor down."""
    Study.objects.filter(project=project).update(ended=Job.State.CANCELLED)  # none begins a run now
    readings.forget(Reading.objects.filter(project=project), by=by)
    for run in Run.objects.filter(project=project).select_related("job", "project"):
        delete(run, by=by)
    Study.objects.filter(project=project).delete()


def _job(run: Run) -> Job:
    if run.job is None:
        raise Conflict(f"“{run.name}” has not been queued.")
    return run.job
