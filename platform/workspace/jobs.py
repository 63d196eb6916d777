"""Long work: the database row is the truth, Celery is the doorbell.

A job is claimed by one conditional UPDATE that sets a fencing token and a lease. A heartbeat renews
the lease each second; every write of results happens inside `Lease.hold`, which checks the token. A
worker that lost its lease can therefore write nothing, and a job whose worker died is queued again
by `reconcile`.
"""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery import current_app, shared_task
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from workspace.errors import Refused
from workspace.models import Event, Job, Project, User

logger = logging.getLogger(__name__)

State = Job.State
RING_AGAIN = timedelta(seconds=10)
stopping = threading.Event()
"""Set when the worker is asked to end: carriers give their job back."""


class LeaseLost(Exception):
    """Another worker has this job now; nothing more may be written."""


class Cancelled(Exception):
    """The user asked to end this job."""


class Released(Exception):
    """This worker ends; the job goes back to the queue and the attempt does not count."""


class WorkerLost(Exception):
    """The process that did the work was killed; the job is tried again."""


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


class Lease:
    """The right to do one job, for as long as the heartbeat holds."""

    def __init__(self, job: Job) -> None:
        self.job_id = job.pk
        self.kind = job.kind
        self.object_id = job.object_id
        self.project_id = job.project_id
        self.attempt = job.attempt
        self.token = job.token
        self._lost = threading.Event()
        self._cancel = threading.Event()
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._shown_at = 0.0

    @property
    def mine(self) -> Q:
        """The row as long as it is ours."""
        return Q(pk=self.job_id, token=self.token, state=State.RUNNING)

    @property
    def lost(self) -> bool:
        return self._lost.is_set()

    def cancelled(self) -> bool:
        """Whether the user asked to end this job."""
        return self._cancel.is_set()

    def stop_asked(self) -> bool:
        """Whether the user asked to stop and keep what there is."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise if the work must end here: lease lost, cancelled, or the worker is ending."""
        if self.lost:
            raise LeaseLost
        if self.cancelled():
            raise Cancelled
        if stopping.is_set():
            raise Released

    def report(
        self, done: int, total: int, message: str = "", *, every_seconds: float = 0.25
    ) -> None:
        """Show progress, at most every `every_seconds`; raises when the work must end."""
        self.check()
        now = timezone.now().timestamp()
        if now - self._shown_at < every_seconds and done < total:
            return
        self._shown_at = now
        changed = Job.objects.filter(self.mine).update(
            done=done, total=total, message=message[:300]
        )
        if not changed:
            self._lost.set()
            raise LeaseLost

    @contextmanager
    def hold(self, *, finish: bool = False) -> Iterator[Job]:
        """A transaction in which this job is surely ours; `finish` also ends the job as done.

        Whatever a job leaves behind is written in here, so that it is there once or not at all.
        """
        with transaction.atomic():
            job = Job.objects.select_for_update().filter(self.mine).first()
            if job is None:
                self._lost.set()
                raise LeaseLost
            yield job
            if finish:
                self._end(State.DONE)

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Add an event to this job's story, numbered without gaps."""
        with self.hold() as job:
            seq = job.last_seq + 1
            Job.objects.filter(pk=job.pk).update(last_seq=seq)
            Event.objects.create(project_id=job.project_id, job=job, seq=seq, kind=kind, data=data)

    def _end(self, state: str, error: dict[str, Any] | None = None) -> bool:
        changed = Job.objects.filter(self.mine).update(
            state=state, error=error, finished_at=timezone.now(), token=None, lease_until=None
        )
        return bool(changed)

    def _requeue(self, *, count: bool) -> None:
        Job.objects.filter(self.mine).update(
            state=State.QUEUED,
            token=None,
            lease_until=None,
            dispatched_at=None,
            attempt=F("attempt") if count else F("attempt") - 1,
        )

    def beat(self) -> None:
        """Renew the lease each second until the work ends; runs in a thread of its own."""
        try:
            while not self._ended.wait(settings.HEARTBEAT_SECONDS):
                try:
                    self._renew()
                except DatabaseError:
                    logger.warning("Job %s: the heartbeat could not be written", self.job_id)
                if self.lost:
                    return
        finally:
            connection.close()

    def _renew(self) -> None:
        until = timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)
        if not Job.objects.filter(self.mine).update(lease_until=until):
            if not self._ended.is_set():
                self._lost.set()
            return
        flags = Job.objects.filter(pk=self.job_id).values_list("cancel_requested", "stop_requested")
        for cancel, stop in flags:
            if cancel:
                self._cancel.set()
            if stop:
                self._stop.set()


def claim(job_id: int) -> Lease | None:
    """Take the job if it waits; None when it is taken, ended or asked to be cancelled."""
    now = timezone.now()
    changed = Job.objects.filter(pk=job_id, state=State.QUEUED, cancel_requested=False).update(
        state=State.RUNNING,
        token=uuid.uuid4(),
        attempt=F("attempt") + 1,
        lease_until=now + timedelta(seconds=settings.LEASE_SECONDS),
        started_at=now,
        holder=f"{socket.gethostname()}:{os.getpid()}"[:120],
    )
    return Lease(Job.objects.get(pk=job_id)) if changed else None


def drive(job_id: int, carry: Callable[[Lease], None]) -> None:
    """Claim the job, do it under a heartbeat, and record how it ended. Twice rung, once done."""
    close_old_connections()
    lease = None if stopping.is_set() else claim(job_id)
    if lease is None:
        return
    heart = threading.Thread(target=lease.beat, name=f"lease-{job_id}", daemon=True)
    heart.start()
    try:
        carry(lease)
        lease._end(State.DONE)
    except LeaseLost:
        logger.warning("Job %s: the lease was lost; nothing more is written", job_id)
    except Cancelled:
        lease._end(State.CANCELLED)
    except Released:
        lease._requeue(count=False)
    except WorkerLost as lost:
        logger.warning("Job %s: %s", job_id, lost)
        lease._requeue(count=True) if lease.attempt < _attempts(job_id) else lease._end(
            State.FAILED, _poisoned(lease.attempt)
        )
    except Refused as refused:
        lease._end(State.FAILED, refused.answer())
    except Exception:
        logger.exception("Job %s (%s) failed", job_id, lease.kind)
        lease._end(State.FAILED, _internal(job_id))
    finally:
        lease._ended.set()
        heart.join(timeout=5)
        close_old_connections()


def task(kind: str) -> Callable[[Callable[[Lease], None]], Any]:
    """Make a room's carrier the Celery task of this name."""

    def wrap(carry: Callable[[Lease], None]) -> Any:
        @shared_task(name=kind, ignore_result=True)
        def door(job_id: int) -> None:
            drive(job_id, carry)

        return door

    return wrap


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


def reconcile() -> None:
    """Put right what a dead worker or a lost ring left behind; safe to run anywhere, any time."""
    now = timezone.now()
    for job in Job.objects.filter(state=State.RUNNING, lease_until__lt=now):
        same = Job.objects.filter(
            pk=job.pk, token=job.token, state=State.RUNNING, lease_until__lt=now
        )
        if job.cancel_requested:
            same.update(state=State.CANCELLED, token=None, finished_at=now)
        elif job.attempt >= job.max_attempts:
            same.update(
                state=State.FAILED, token=None, finished_at=now, error=_poisoned(job.attempt)
            )
        else:
            same.update(state=State.QUEUED, token=None, lease_until=None, dispatched_at=None)
            logger.warning("Job %s lost its worker; it waits again", job.pk)
    silent = Q(dispatched_at=None) | Q(dispatched_at__lt=now - RING_AGAIN)
    for job in Job.objects.filter(silent, state=State.QUEUED).order_by("pk")[:50]:
        ring(job)


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


def _attempts(job_id: int) -> int:
    return int(Job.objects.values_list("max_attempts", flat=True).get(pk=job_id))


def _poisoned(attempts: int) -> dict[str, Any]:
    return Refused(
        f"The work was stopped {attempts} times before it could end. "
        "Look at the log, then start it again.",
        code="worker_lost",
    ).answer()


def _internal(job_id: int) -> dict[str, Any]:
    return Refused(
        f"Something went wrong inside Tagwright; the server's log names it under job {job_id}.",
        code="internal",
    ).answer()
