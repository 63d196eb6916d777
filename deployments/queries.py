"""What is read of deployments: lists for people, the catalogue for serving processes."""

import ipaddress
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from deployments.models import PULSE, Catalogue, Deployment, DeploymentKey, Featured
from workspace.models import Membership, Pulse, Role, User

FILES_URL = "/internal/files"
SILENT = timedelta(seconds=30)


def every() -> QuerySet[Deployment]:
    """Deployments with all that a page shows of them."""
    keys = DeploymentKey.objects.filter(revoked_at=None).order_by("pk")
    pulse = Pulse.objects.filter(name=PULSE).values("at")[:1]
    rows = Deployment.objects.select_related(
        "run__feature_set__project", "run__job", "project", "int8__job"
    )
    return rows.annotate(serving_at=Subquery(pulse)).prefetch_related(
        Prefetch("keys", queryset=keys, to_attr="valid_keys")
    )


class Shown(NamedTuple):
    """The state of a deployment of `every`, and the sentence that explains it."""

    state: str
    error: str | None


def state_of(deployment: Deployment) -> Shown:
    """What was reported, unless no serving process has shown itself for a while."""
    state = deployment.state
    if state == Deployment.State.FAILED:
        return Shown(state, deployment.seen_error)
    at = deployment.serving_at  # type: ignore[attr-defined]
    if state == Deployment.State.STOPPED or (at and timezone.now() - at < SILENT):
        return Shown(state, None)
    silent = "No serving process has asked for its models for a while; look whether one runs."
    return Shown(Deployment.State.STARTING, silent if at else None)


def visible_to(user: User) -> QuerySet[Deployment]:
    """Those of all projects in which the user is at least a reviewer."""
    roles = [role for role in Role if role.rank >= Role.REVIEWER.rank]
    theirs = Membership.objects.filter(user=user, role__in=roles).values("project_id")
    return every().filter(project_id__in=theirs)


def cards() -> QuerySet[Featured]:
    """Cards of the gallery with the deployments they are of."""
    return Featured.objects.select_related("deployment")


def gallery(user: User | AnonymousUser) -> QuerySet[Featured]:
    """The public cards, and those of the user's projects."""
    theirs = Membership.objects.filter(user_id=user.pk or 0).values("project_id")
    return cards().filter(Q(public=True) | Q(deployment__project_id__in=theirs))


def version() -> int:
    """The number of the last change of what should answer."""
    found = Catalogue.objects.values_list("version", flat=True).first()
    return found or 0


def catalogue() -> dict[str, Any]:
    """All that should answer. The version is read first: a change in between is told again."""
    at = version()
    wanted = every().filter(wanted=Deployment.Wanted.LIVE).order_by("pk")
    return {
        "version": str(at),
        "files_url": FILES_URL,
        "deployments": [_entry(deployment) for deployment in wanted],
    }


def _entry(deployment: Deployment) -> dict[str, Any]:
    keys: list[DeploymentKey] = deployment.valid_keys  # type: ignore[attr-defined]
    return {
        "slug": deployment.slug,
        "version": deployment.version,
        "name": deployment.name,
        "bundle": deployment.bundle,
        "files": deployment.files,
        "keys": [{"hash": key.hash} for key in keys],
    }


def serves(sha256: str) -> bool:
    """Whether these bytes belong to something that should answer: nothing else is handed out."""
    wanted = Deployment.objects.filter(wanted=Deployment.Wanted.LIVE)
    return any(sha256 in files.values() for files in wanted.values_list("files", flat=True))


def url_of(deployment: Deployment) -> str:
    """The address that programs call."""
    return f"{settings.SERVING_URL}/predict/{deployment.slug}"


def reachable() -> dict[str, str]:
    """From where the addresses can be called, and how to change that."""
    host = urlsplit(settings.SERVING_URL).hostname or ""
    if _is_loopback(host):
        return {
            "from": "this computer only",
            "how": "To let others call it, start with “tagwright up --host 0.0.0.0”, give the "
            "owner a password first, and set TAGWRIGHT_HOSTS to this computer's name.",
        }
    return {
        "from": f"every computer that can reach {host}",
        "how": "The address is set by TAGWRIGHT_SERVING_URL; a firewall or a proxy in front of it "
        "decides who gets through. Put HTTPS before it when it leaves your network.",
    }


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
