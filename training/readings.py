"""Readings: a run on another test set, or what another program answers on ours; queued, scored."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from annotation import queries as annotation
from annotation import sent
from annotation.formats import Format, Source
from featuresets import labelled
from featuresets import services as featuresets
from featuresets.models import FeatureSet
from training import asking
from training.models import Reading, Run
from workspace import events, files, jobs
from workspace.errors import Conflict, Refused
from workspace.jobs import Lease
from workspace.models import File, Job, User

KIND = "reading"
WRITTEN = {
    "report_hash": "report.json",
    "errors_hash": "errors.jsonl",
    "predictions_hash": "predictions.jsonl",
}


class Upload(NamedTuple):
    """Files of answers, and the format they are in."""

    files: Sequence[Source]
    format: Format


def start(
    feature_set: FeatureSet, *, by: User, part: str = "test", run: Run | None = None,
    program: str = "", upload: Upload | None = None, name: str = "",
) -> Reading:  # fmt: skip
    """Queue a reading of one part of a feature set by a run, a program, or a file of answers."""
    _check(feature_set, part, run)
    project = feature_set.project
    kept = sent.keep(project, upload.files, kind=KIND) if upload else []
    with transaction.atomic():
        reading = Reading.objects.create(
            project=project, feature_set=feature_set, part=part, run=run, program=program,
            name=name or _name(run, program, kept), files=[file.pk for file in kept],
            options=upload.format.model_dump(mode="json") if upload else {}, created_by=by,
        )  # fmt: skip
        _queue(reading, by)
    return reading


def _check(feature_set: FeatureSet, part: str, run: Run | None) -> None:
    if feature_set.state != Job.State.DONE or not feature_set.counts.get(part):
        raise Refused(
            f"“{feature_set.name}” has no sentences in its {part} part; choose another part, or a "
            "feature set that has some.",
            at=("part",),
            code="no_sentences",
        )
    if run and not run.bundle_hash:
        message = f"“{run.name}” is {run.state}; it can answer when it is done."
        raise Conflict(message, code="not_done")
    if run and run.feature_set.target != feature_set.target:
        raise Refused(
            f"“{run.name}” learned something else than “{feature_set.name}” is labelled with.",
            at=("feature_set",),
            code="other_target",
        )


def _name(run: Run | None, program: str, kept: Sequence[File]) -> str:
    name = run.name if run else f"spaCy {program}" if program else sent.title(kept)
    return name[:120]


def _queue(reading: Reading, by: User) -> None:
    reading.job = jobs.queue("training.read", reading.pk, project=reading.project, by=by)
    reading.save(update_fields=["job"])
    events.tell(reading.project, "reading.queued", {"reading": reading.pk}, by=by)


@transaction.atomic
def map_labels(reading: Reading, *, labels: dict[str, str], by: User) -> Reading:
    """Rename the other program's labels, or leave some out (an empty name), and score again."""
    if reading.run:
        raise Refused("A run of this project answers with its own labels.", at=("labels",))
    if reading.job and reading.job.open:
        raise Conflict("The reading is still under way; wait for it.", code="busy")
    known = {label.name for label in annotation.labels(reading.project)}
    if unknown := sorted(set(labels.values()) - known - {""}):
        raise Refused(f"“{unknown[0]}” is no label of this project.", at=("labels",))
    reading.labels = labels
    reading.save(update_fields=["labels"])
    _queue(reading, by)
    return reading


def rename(reading: Reading, *, name: str) -> Reading:
    reading.name = name
    reading.save(update_fields=["name"])
    return reading


def carry_out(lease: Lease) -> None:
    """Do one reading under its lease; killed anywhere, it is done again from the start."""
    rows = Reading.objects.select_related("project", "feature_set", "run__feature_set")
    reading = rows.filter(pk=lease.object_id).first()
    if reading is None:
        raise jobs.Cancelled
    with tempfile.TemporaryDirectory(prefix="reading.") as name:
        folder = Path(name)
        _prepare(reading, folder, lease)
        asking.ask(folder, ["read", ".", "--out", "out"], lease, lambda said: None)
        _finish(reading, folder / "out", lease)


def _prepare(reading: Reading, folder: Path, lease: Lease) -> None:
    """Truth, training part, and what answers: as `training.tagger.evaluate.reading` wants it."""
    truth, run = reading.feature_set, reading.run
    lease.report(0, 0, "Fetching the sentences")
    (folder / "truth").mkdir()
    featuresets.materialise(truth, folder / "truth")
    shutil.move(folder / "truth" / f"{reading.part}.jsonl", folder / "truth.jsonl")
    featuresets.materialise(run.feature_set if run else truth, folder / "snapshot")
    if run:
        asking.lay_bundle(run.bundle_files, folder / "bundle")
    elif not reading.program:
        language = reading.project.language
        labelled.write(reading.files, reading.options, language, folder / "said.jsonl", lease)
    ask = {
        "part": reading.part,
        "task": "tokens" if truth.target else truth.project.task,
        "target": truth.target,
        "program": reading.program,
        "labels": reading.labels,
        "known": [label.name for label in annotation.labels(truth.project)],
    }
    (folder / "ask.json").write_text(json.dumps(ask, ensure_ascii=False), "utf-8")


def _finish(reading: Reading, out: Path, lease: Lease) -> None:
    report = json.loads((out / "report.json").read_bytes())
    kept = {field: files.keep(out / name) for field, name in WRITTEN.items()}
    before = {getattr(reading, field) for field in WRITTEN} - {""}
    micro = report["entity"]["micro"]
    with lease.hold(finish=True):
        changed = Reading.objects.filter(pk=reading.pk).update(
            headline={name: micro[name] for name in ("f1", "precision", "recall")},
            left_out=report.get("left_out", {}),
            **{field: sha256 for field, (sha256, _) in kept.items()},
        )
        if changed:
            _own(reading).delete()
            File.objects.bulk_create(
                File(project=reading.project, sha256=sha256, size=size, kind=KIND,
                     name=f"{KIND} {reading.pk}/{WRITTEN[field]}")
                for field, (sha256, size) in kept.items()
            )  # fmt: skip
            events.tell(reading.project, "reading.done", {"reading": reading.pk})
    named = File.objects.filter(sha256__in=before).values_list("sha256", flat=True)
    files.sweep(before - set(named))


def _own(reading: Reading) -> QuerySet[File]:
    """The rows of the files that a reading wrote."""
    return File.objects.filter(project=reading.project_id, name__startswith=f"{KIND} {reading.pk}/")


@transaction.atomic
def delete(reading: Reading, *, by: User) -> None:
    """Remove a reading with its files; one under way loses its lease, and ends."""
    number, project, job = reading.pk, reading.project, reading.job
    uploaded = File.objects.filter(project=project, pk__in=reading.files)
    files.drop(_own(reading) | uploaded)
    reading.delete()
    if job:
        job.delete()
    events.tell(project, "reading.deleted", {"reading": number}, by=by)


def forget(found: QuerySet[Reading], *, by: User) -> None:
    """Remove the readings of what goes: a run, a feature set, a project."""
    for reading in found.select_related("job", "project"):
        delete(reading, by=by)
