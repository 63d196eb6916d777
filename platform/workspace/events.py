"""What happened in a project, in order: for live pages and for the audit trail."""

from collections.abc import Sequence
from typing import Any

from workspace.models import Event, Job, Project, User


def tell(project: Project, kind: str, data: dict[str, Any], *, by: User | None = None) -> Event:
    """Write down that something happened; `data` holds ids and numbers, never texts."""
    return Event.objects.create(
        project=project, kind=kind, data=data | ({"by": by.pk} if by else {})
    )


def after(project: Project, cursor: int, *, limit: int = 200) -> Sequence[Event]:
    """The project's events after this one, oldest first."""
    return list(Event.objects.filter(project=project, pk__gt=cursor).order_by("pk")[:limit])


def of_job(job: Job, seq: int, *, limit: int = 500) -> Sequence[Event]:
    """One job's events after number `seq`, oldest first."""
    return list(Event.objects.filter(job=job, seq__gt=seq).order_by("seq")[:limit])


def shown(event: Event) -> dict[str, Any]:
    return {"id": event.seq or event.pk, "at": event.at, "kind": event.kind, "data": event.data}
