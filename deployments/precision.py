"""In which numbers a deployment's network answers: int8 is made, measured, used if it passed."""

import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from deployments import catalogue
from deployments.models import Deployment, Int8
from featuresets import services as featuresets
from training import asking
from training.tagger.bundles.bundle import NAME
from workspace import events, files, jobs
from workspace.errors import Conflict
from workspace.jobs import Lease
from workspace.models import File, User

KIND = "int8"
GRAPH = "sentence.onnx"
Precision = Deployment.Precision


@transaction.atomic
def measure(deployment: Deployment, *, use: bool = False, by: User) -> Int8:
    """Queue the making and measuring of the int8 form; `use` lets it answer once it has passed."""
    if GRAPH not in deployment.files:
        raise Conflict(
            f"“{deployment.run.name}” has no network that int8 could make smaller.",
            code="no_network",
        )
    found = Int8.objects.select_related("job").filter(deployment=deployment).first()
    if found and found.job and found.job.open:
        raise Conflict("The int8 form is being measured already.", code="busy")
    if deployment.precision == Precision.INT8:
        raise Conflict("It answers in int8 already.", code="in_use")
    forget(deployment)
    made = Int8.objects.create(deployment=deployment, use=use)
    made.job = jobs.queue("deployments.int8", made.pk, project=deployment.project, by=by)
    made.save(update_fields=["job"])
    events.tell(deployment.project, "deployment.int8", {"deployment": deployment.pk}, by=by)
    return made


def carry_out(lease: Lease) -> None:
    """Make and measure under the lease; killed anywhere, it is done again from the start."""
    rows = Int8.objects.select_related("deployment__run__feature_set", "deployment__project")
    made = rows.filter(pk=lease.object_id).first()
    if made is None:
        raise jobs.Cancelled
    run, figures = made.deployment.run, dict[str, Any]()
    with tempfile.TemporaryDirectory(prefix="int8.") as name:
        folder = Path(name)
        asking.lay_bundle(run.bundle_files, folder / "bundle")
        featuresets.materialise(run.feature_set, folder / "snapshot")
        lease.report(0, 0, "Measuring both forms")
        arguments = ["shrink", "bundle", "snapshot", "--out", "small"]
        asking.ask(folder, arguments, lease, lambda said: figures.update(said.get("figures", {})))
        _finish(made, figures, folder / "small", lease)


def _finish(made: Int8, figures: dict[str, Any], small: Path, lease: Lease) -> None:
    """Keep the form with its figures; let it answer if that was wished and it has passed."""
    deployment = made.deployment
    kept = {
        place.name: files.put(
            deployment.project, place, name=f"{_prefix(deployment)}{place.name}", kind=KIND
        ).sha256
        for place in sorted(small.iterdir())
    }
    with lease.hold(finish=True):
        changed = Int8.objects.filter(pk=made.pk).update(
            figures=figures, bundle=kept[NAME], files=kept
        )
        if changed and made.use and figures["passed"]:
            _answer_with(deployment, Precision.INT8, kept)


@transaction.atomic
def choose(deployment: Deployment, precision: str, *, by: User) -> None:
    """Let a deployment answer in this precision; int8 only once it has passed."""
    if precision == deployment.precision:
        return
    parts = deployment.run.bundle_files
    if precision == Precision.INT8:
        made = Int8.objects.select_related("job").filter(deployment=deployment).first()
        if made is None or not made.passed:
            raise Conflict(
                "The int8 form has not been measured, or loses too much; measure it first.",
                code="not_passed",
                at=("precision",),
            )
        parts = made.files
    _answer_with(deployment, precision, parts)
    told = {"deployment": deployment.pk, "int8": int(precision == Precision.INT8)}
    events.tell(deployment.project, "deployment.precision", told, by=by)


def _answer_with(deployment: Deployment, precision: str, parts: dict[str, str]) -> None:
    Deployment.objects.filter(pk=deployment.pk).update(
        precision=precision, bundle=parts[NAME], files=parts, version=F("version") + 1
    )
    catalogue.changed()


def forget(deployment: Deployment) -> None:
    """Remove the int8 form; work on it that is under way loses its lease and ends."""
    files.drop(_files(deployment))
    for made in Int8.objects.filter(deployment=deployment).select_related("job"):
        job = made.job
        made.delete()
        if job is not None:
            job.delete()


def _files(deployment: Deployment) -> QuerySet[File]:
    return File.objects.filter(
        project=deployment.project_id, kind=KIND, name__startswith=_prefix(deployment)
    )


def _prefix(deployment: Deployment) -> str:
    return f"deployment {deployment.pk}/"


def verdict(figures: dict[str, Any]) -> str:
    """The figures in sentences, for and against."""
    large, small = figures["fp32"], figures["int8"]
    end = "it may be used" if figures["passed"] else f"more than {figures['limit']} is lost"
    one = large["one_milliseconds"] / small["one_milliseconds"]
    many = large["words_per_second"] / small["words_per_second"]
    said = [
        f"F1 is {small['f1']:.4f} in int8 and {large['f1']:.4f} in fp32 on the {figures['part']} "
        f"part ({figures['entities']:,} entities): {end}.",
        f"One sentence takes {small['one_milliseconds']:.3f} ms instead of "
        f"{large['one_milliseconds']:.3f} ms, {_times(one)}.",
        f"Many at once are {many:.1f} times slower, because int8 reads one sentence at a time."
        if many > 1
        else f"Many at once are {1 / many:.1f} times as fast.",
        f"The network takes {small['bytes'] / 1e6:.1f} MB instead of {large['bytes'] / 1e6:.1f} "
        "MB.",
    ]
    return " ".join(said)


def _times(faster: float) -> str:
    if faster < 1:
        return f"which is {1 / faster:.1f} times slower"
    return f"which is {faster:.1f} times as fast"
