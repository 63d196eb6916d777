"""A run's story for its page: what was written down, and how the run itself stands."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from training import queries
from training.models import Run
from training.shapes import RunOut
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
    """What is new since a number, and then, without a number of its own, what changed of the run:
    all of it at first, later the fields that are not as they were told."""
    job = _job(run)
    told: Shown = {}

    def newer(after: int) -> list[tuple[int, Shown]]:
        access.within(user, run.project_id, at_least="reviewer")
        now = queries.runs().filter(pk=run.pk).first()
        # After the run, so that whoever hears of its end has heard all that it said before.
        found = [(e.seq, events.shown(e)) for e in events.of_job(job, after)]
        fields = RunOut.of(now).model_dump(mode="json") if now else {}
        changed = {k: v for k, v in fields.items() if k not in told or told[k] != v}
        told.update(changed)
        at = found[-1][0] if found else after
        change = {"id": at, "at": timezone.now(), "kind": "run", "data": changed}
        return [*found, (at, change)] if changed else found

    return newer


def _job(run: Run) -> Job:
    if run.job is None:
        raise NotFound("This run")
    return run.job
