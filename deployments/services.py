"""What changes a deployment. Every act raises the catalogue's version in the same transaction."""

import json
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from deployments import catalogue, evaluating, featuring, precision
from deployments.models import PULSE, Deployment, DeploymentKey
from kernel.text import join
from training.models import Run
from training.tagger.bundles import bundle
from workspace import events, files, tokens
from workspace.errors import Conflict
from workspace.models import Project, Pulse, User

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
SAMPLE = "The Sony CE-7RM3 has a sharp lens."
SHORT = 200
SEEN_EVERY = timedelta(minutes=1)
PULSE_EVERY = timedelta(seconds=5)


class Deployed(NamedTuple):
    """A deployment with the key of its callers, which is shown once."""

    deployment: Deployment
    key: str


class Report(NamedTuple):
    """What a serving process says of one deployment."""

    slug: str
    version: int
    state: str
    error: str


@transaction.atomic
def deploy(run: Run, *, name: str = "", int8: bool = False, by: User) -> Deployed:
    """Let a finished run's model answer at an address of its own.

    With `int8` it changes to its int8 form by itself, once that has been measured and has passed.
    """
    model = _model_of(run)
    wanted = name or run.name
    deployment = Deployment.objects.create(
        project=run.project, name=wanted, slug=new_slug(wanted), created_by=by, **model
    )
    if int8:
        precision.measure(deployment, use=True, by=by)
    key = _new_key(deployment)
    _changed(deployment, "deployment.made", by)
    return Deployed(deployment, key)


@transaction.atomic
def point(deployment: Deployment, *, run: Run, by: User) -> Deployment:
    """Let the same address and keys answer with another run's model.

    The old model answers until the new one is loaded and warm.
    """
    _update(deployment, version=F("version") + 1, **_model_of(run))
    precision.forget(deployment)
    featuring.follow(deployment)
    _changed(deployment, "deployment.changed", by)
    return deployment


def _model_of(run: Run) -> dict[str, Any]:
    """What a deployment keeps of the run that it answers with."""
    if not run.deployable:
        raise Conflict(
            f"“{run.name}” is {run.state}; a run can be deployed when it is done.", code="not_done"
        )
    return {
        "run": run,
        "precision": Deployment.Precision.FP32,
        "bundle": run.bundle_hash,
        "files": run.bundle_files,
        "labels": list(manifest_of(run.bundle_hash).labels),
        "sample": _sample(run.bundle_files.get("golden.json", "")),
    }


def new_slug(name: str) -> str:
    """An address from a name, with a tail that nobody can guess or clash with."""
    tail = "".join(secrets.choice(LETTERS) for _ in range(6))
    return f"{slugify(name)[:40].strip('-') or 'model'}-{tail}"


def manifest_of(bundle_hash: str) -> bundle.Manifest:
    """What a bundle in the file store says of itself."""
    with files.open_file(bundle_hash) as stream:
        manifest, _ = bundle.parse(stream.read())
    return manifest


def _sample(golden_hash: str) -> str:
    """A short sentence in which the model finds something, as a writer would have put it."""
    if not golden_hash:
        return SAMPLE
    with files.open_file(golden_hash) as stream:
        golden = json.loads(stream.read())
    tagged = sorted(golden, key=lambda one: all(tag == "O" for tag in one["tags"]))
    texts = (join(one["words"], natural=True)[0] for one in tagged)
    return next((text for text in texts if len(text) <= SHORT), SAMPLE)


@transaction.atomic
def start(deployment: Deployment, *, by: User) -> Deployment:
    """Let it answer (again); one that failed is tried anew."""
    return _want(deployment, Deployment.Wanted.LIVE, "deployment.started", by)


@transaction.atomic
def stop(deployment: Deployment, *, by: User) -> Deployment:
    """End its answers; the address and its keys stay."""
    return _want(deployment, Deployment.Wanted.STOPPED, "deployment.stopped", by)


def _want(deployment: Deployment, wanted: str, kind: str, by: User) -> Deployment:
    if deployment.wanted == wanted and deployment.state != Deployment.State.FAILED:
        return deployment
    _update(deployment, wanted=wanted, version=F("version") + 1)
    _changed(deployment, kind, by)
    return deployment


@transaction.atomic
def rename(deployment: Deployment, *, name: str, by: User) -> Deployment:
    """Change the name that people read; the address stays."""
    _update(deployment, name=name)
    _changed(deployment, "deployment.renamed", by)
    return deployment


@transaction.atomic
def rotate_key(deployment: Deployment, *, by: User) -> Deployed:
    """A new key; the old ones open nothing as soon as the serving processes hear of it."""
    deployment.keys.filter(revoked_at=None).update(revoked_at=timezone.now())
    key = _new_key(deployment)
    _changed(deployment, "deployment.key_rotated", by)
    return Deployed(deployment, key)


@transaction.atomic
def delete(deployment: Deployment, *, by: User) -> None:
    """Remove the address with its keys; the run and its model stay."""
    number = deployment.pk
    evaluating.forget(deployment)
    precision.forget(deployment)
    deployment.delete()
    events.tell(deployment.project, "deployment.deleted", {"deployment": number}, by=by)
    catalogue.changed()


def delete_all(project: Project, *, by: User) -> None:
    """Remove all deployments of a project; for the roof, which deletes from the top floor down."""
    for deployment in Deployment.objects.filter(project=project).select_related("project"):
        delete(deployment, by=by)


def heard(reports: Sequence[Report]) -> None:
    """Write down what a serving process says. Reports on older versions change nothing."""
    seen()
    for report in reports:
        same = Deployment.objects.filter(slug=report.slug, version=report.version)
        same.exclude(
            seen_version=report.version, seen_state=report.state, seen_error=report.error
        ).update(
            seen_version=report.version, seen_state=report.state, seen_error=report.error[:500]
        )


def seen() -> None:
    """Note that a serving process showed itself; to some seconds is enough."""
    now = timezone.now()
    pulse, new = Pulse.objects.get_or_create(name=PULSE, defaults={"at": now})
    if not new and now - pulse.at > PULSE_EVERY:
        Pulse.objects.filter(name=PULSE).update(at=now)


def used(hashes: Sequence[str]) -> None:
    """Note that callers came with these keys; to the minute is enough."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - SEEN_EVERY)
    DeploymentKey.objects.filter(stale, hash__in=hashes, revoked_at=None).update(last_used_at=now)


def _new_key(deployment: Deployment) -> str:
    secret = tokens.new_secret("twk")
    DeploymentKey.objects.create(
        deployment=deployment, prefix=secret[:10], hash=tokens.digest(secret)
    )
    return secret


def _update(deployment: Deployment, **fields: object) -> None:
    Deployment.objects.filter(pk=deployment.pk).update(**fields)
    deployment.refresh_from_db()


def _changed(deployment: Deployment, kind: str, by: User) -> None:
    events.tell(deployment.project, kind, {"deployment": deployment.pk}, by=by)
    catalogue.changed()
