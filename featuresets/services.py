"""Freeze a feature set, draw it anew, hand it to the trainer, remove it."""

import json
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from featuresets import freezing, queries
from featuresets.freezing import Frozen
from featuresets.models import FeatureSet
from featuresets.snapshot import Draft
from featuresets.splits import SPLIT, AnySplit
from featuresets.splits.random import Random
from featuresets.splits.rows import PARTS
from featuresets.splits.stratified import Stratified
from workspace import events, files, jobs
from workspace.errors import Conflict, Refused
from workspace.jobs import Lease, WorkerLost
from workspace.models import File, Project, User

REHEARSED = 200
REHEARSED_CHARACTERS = 1_000_000
"""Up to so many documents and characters a split is tried before it is queued: the form answers."""

Kept = dict[str, list[tuple[str, int]]]
"""Per part, hash and size of each file."""


def freeze(
    *, project: Project, name: str, split: AnySplit, by: User, target: str = ""
) -> FeatureSet:
    """Queue the freeze of what is labelled now; refuses a split that cannot be drawn."""
    _rehearse(project, split, target)
    with transaction.atomic():
        feature_set = FeatureSet.objects.create(
            project=project,
            name=name,
            split=split.model_dump(mode="json"),
            target=target,
            created_by=by,
        )
        feature_set.job = jobs.queue("featuresets.freeze", feature_set.pk, project=project, by=by)
        feature_set.save(update_fields=["job"])
        events.tell(project, "feature_set.made", {"feature_set": feature_set.pk}, by=by)
    return feature_set


def _rehearse(project: Project, split: AnySplit, target: str) -> None:
    counts = queries.counts(project)
    available = sum(counts.get(state, 0) for state in queries.states(split.include))
    if available == 0:
        raise freezing.nothing(counts, split)
    if (
        available <= REHEARSED
        and queries.characters(project, split.include) <= REHEARSED_CHARACTERS
    ):
        with (
            tempfile.TemporaryDirectory() as folder,
            Draft(Path(folder), target=target) as draft,
        ):
            freezing.draw(project, split, draft)


def carry_freeze(lease: Lease) -> None:
    """Draw, write and weigh a feature set; all of it becomes visible in one fenced transaction."""
    feature_set = FeatureSet.objects.select_related("project").get(pk=lease.object_id)
    project = feature_set.project
    split = SPLIT.validate_python(feature_set.split)
    place = Path(settings.HOME) / "freezing" / str(feature_set.pk)
    shutil.rmtree(place, ignore_errors=True)  # what a killed attempt left
    folder = place / str(lease.attempt)
    folder.mkdir(parents=True)
    try:
        with Draft(folder, target=feature_set.target) as draft:
            drawing = freezing.draw(project, split, draft, told=lease.report)
            frozen = freezing.weigh(project, split, draft, drawing, told=lease.report)
        _settle(lease, feature_set, frozen, _keep(frozen, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another attempt may be at work beside this one
            place.rmdir()


def _keep(frozen: Frozen, folder: Path) -> Kept:
    """Store the files by hash; the manifest comes last."""
    kept = {part: [files.keep(path) for path in frozen.paths[part]] for part in PARTS}
    manifest = folder / "manifest.json"
    named = {part: [sha256 for sha256, _ in kept[part]] for part in PARTS}
    said = json.dumps({**frozen.manifest, "files": named}, ensure_ascii=False, indent=1)
    manifest.write_text(said, "utf-8")
    return {**kept, "manifest": [files.keep(manifest)]}


def _settle(lease: Lease, feature_set: FeatureSet, frozen: Frozen, kept: Kept) -> None:
    with lease.hold(finish=True):
        if not all(files.exists(sha256) for found in kept.values() for sha256, _ in found):
            raise WorkerLost("an equal feature set was deleted in this moment, with its files")
        FeatureSet.objects.filter(pk=feature_set.pk).update(
            hash=frozen.hash,
            counts=frozen.counts,
            summary=frozen.summary,
            files={part: [sha256 for sha256, _ in found] for part, found in kept.items()},
        )
        File.objects.bulk_create(
            File(
                project=feature_set.project,
                sha256=sha256,
                size=size,
                name=f"{_prefix(feature_set.pk)}{part}-{number}",
                kind="snapshot",
            )
            for part, found in kept.items()
            for number, (sha256, size) in enumerate(found)
        )
        data = {"feature_set": feature_set.pk, "hash": frozen.hash, **frozen.counts}
        events.tell(feature_set.project, "feature_set.frozen", data)


def _prefix(pk: int) -> str:
    return f"feature-set {pk}/"


def materialise(feature_set: FeatureSet, folder: Path) -> None:
    """Lay the snapshot into a folder as the trainer reads it: manifest and one file per part.

    Each file appears whole; a folder that a killed attempt half filled is completed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        _lay(feature_set.files[part], folder / f"{part}.jsonl")
    _lay(feature_set.files["manifest"], folder / "manifest.json")


def _lay(hashes: list[str], place: Path) -> None:
    aside = place.with_name(f"{place.name}.aside")
    with aside.open("wb") as target:
        for sha256 in hashes:
            with files.open_file(sha256) as stream:
                shutil.copyfileobj(stream, target, 1 << 20)
    os.replace(aside, place)


def fix(feature_set: FeatureSet, *, problem: str, by: User) -> FeatureSet:
    """Draw it again with equal sentences kept in one part, as a new feature set."""
    split = SPLIT.validate_python(feature_set.split)
    if problem != "duplicates" or not isinstance(split, Random | Stratified):
        raise Refused(
            f"A split “{split.title}” says itself where each document goes; "
            "draw a random or a stratified one to keep equal sentences together.",
            at=("problem",),
        )
    return freeze(
        project=feature_set.project,
        name=f"{feature_set.name[:95]}, repeats together",
        split=split.model_copy(update={"group": "duplicates"}),
        target=feature_set.target,
        by=by,
    )


def delete(feature_set: FeatureSet, *, by: User) -> None:
    """Remove a feature set with its files; refused while a run stands on it."""
    job, project, number = feature_set.job, feature_set.project, feature_set.pk
    hashes = {sha256 for found in feature_set.files.values() for sha256 in found}
    try:
        with transaction.atomic():
            feature_set.delete()
            if job:
                job.delete()  # whoever freezes it loses the lease and writes nothing
            File.objects.filter(
                project=project, kind="snapshot", name__startswith=_prefix(number)
            ).delete()
            events.tell(project, "feature_set.deleted", {"feature_set": number}, by=by)
            transaction.on_commit(lambda: _forget(hashes))
    except ProtectedError:
        raise Conflict(
            f"A training run stands on “{feature_set.name}”, or was scored on it; delete such runs "
            "and their scores first.",
            code="in_use",
        ) from None


def _forget(hashes: set[str]) -> None:
    named = set(File.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    files.sweep(hashes - named)


def delete_all(project: Project, *, by: User) -> None:
    """Remove all feature sets of a project; for the roof, which deletes from the top floor down."""
    for feature_set in queries.of(project):
        delete(feature_set, by=by)
