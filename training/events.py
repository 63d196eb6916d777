"""A run's story for its page: what was written down, and the figures of the moment."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from training.models import Run
from workspace import access, events
from workspace.errors import NotFound
from workspace.live import stream
from workspace.models import Job, User

Shown = dict[str, Any]


def since(run: Run, seq: int) -> Shown:
    """The events after number `seq`, with the state and the last step's figures beside."""
    found = [events.shown(event) for event in events.of_job(_job(run), seq)]
    following = found[-1]["id"] if found else None
    return {"results": found, "next": following, "state": run.state, "live": run.live}


def stream_of(request: HttpRequest, run: Run, user: User, cursor: int) -> StreamingHttpResponse:
    """Server-sent events from there on. Raises Refused (503) when all places are taken."""
    return stream(request, _newer(run, user), cursor)


def _newer(run: Run, user: User) -> Callable[[int], list[tuple[int, Shown]]]:
    """What is new since a number; steps and states pass by without a number of their own."""
    job = _job(run)
    told: dict[str, Any] = {}

    def passing(kind: str, data: Any, at: int) -> list[tuple[int, Shown]]:
        if told.get(kind) == data or not data:
            return []
        told[kind] = data
        return [(at, {"id": at, "at": timezone.now(), "kind": kind, "data": data})]

    def newer(after: int) -> list[tuple[int, Shown]]:
        access.within(user, run.project_id, at_least="reviewer")
        found = [(e.seq, events.shown(e)) for e in events.of_job(job, after)]
        at = found[-1][0] if found else after
        now = Run.objects.filter(pk=run.pk).values("live", "job__state").first()
        if now is None:
            return found
        step = passing("step", now["live"], at)
        return found + step + passing("state", {"state": now["job__state"]}, at)

    return newer


def _job(run: Run) -> Job:
    if run.job is None:
        raise NotFound("This run")
    return run.job
