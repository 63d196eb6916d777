"""Jobs as rows: added, rung for, asked to end, shown."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from workspace.models import Job, Project, User

logger = logging.getLogger(__name__)
State = Job.State


def queue(
    kind: str,
    object_id: int,
    *,
    project: Project,
    needs: str = "cpu",
    queue: str = "cpu",
    by: User | None = None,
    max_attempts: int = 3,
) -> Job:
    """Add a job in the caller's transaction; the bell rings when it commits."""
    job = Job.objects.create(
        kind=kind,
        object_id=object_id,
        project=project,
        needs=needs,
        queue=queue,
        by=by,
        max_attempts=max_attempts,
    )
    transaction.on_commit(lambda: ring(job))
    return job


def ring(job: Job) -> None:
    """Tell the workers that this job waits. A lost ring is repaired by `reconcile`."""
    try:
        current_app.send_task(job.kind, args=[job.pk], queue=job.queue, ignore_result=True)
    except (OSError, OperationalError):
        logger.exception("The bell for job %s did not ring; it will be rung again", job.pk)
        return
    Job.objects.filter(pk=job.pk).update(dispatched_at=timezone.now())


def cancel(job: Job) -> None:
    """End a job: at once if it waits, else as soon as its worker sees the wish."""
    ended = Job.objects.filter(pk=job.pk, state=State.QUEUED).update(
        state=State.CANCELLED, cancel_requested=True, finished_at=timezone.now()
    )
    if not ended:
        Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_requested=True)


def stop(job: Job) -> None:
    """Ask a running job to end early and keep what it has; a waiting one is cancelled."""
    if not Job.objects.filter(pk=job.pk, state=State.RUNNING).update(stop_requested=True):
        cancel(job)


def retry(job: Job) -> bool:
    """Queue a failed or cancelled job again, with fresh attempts."""
    changed = Job.objects.filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED)).update(
        state=State.QUEUED,
        attempt=0,
        token=None,
        error=None,
        cancel_requested=False,
        stop_requested=False,
        dispatched_at=None,
        finished_at=None,
    )
    if changed:
        transaction.on_commit(lambda: ring(job))
    return bool(changed)


def release_all() -> None:
    """Give every running job back; only for a household whose workers surely are gone."""
    Job.objects.filter(state=State.RUNNING).update(
        state=State.QUEUED,
        token=None,
        lease_until=None,
        dispatched_at=None,
        attempt=F("attempt") - 1,
    )


def position(job: Job) -> int | None:
    """How many jobs of the same queue are before this one; None when it does not wait."""
    if job.state != State.QUEUED:
        return None
    return Job.objects.filter(queue=job.queue, state=State.QUEUED, pk__lt=job.pk).count()


def shown(job: Job) -> dict[str, Any]:
    """The job as its resource's state."""
    return {
        "state": job.state,
        "progress": {"done": job.done, "total": job.total, "message": job.message},
        "error": job.error,
        "attempt": job.attempt,
        "queued_at": job.queued_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    }
