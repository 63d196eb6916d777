"""The lease: the right to do one job, for as long as its heartbeat holds."""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from workspace.models import Event, Job

logger = logging.getLogger(__name__)
State = Job.State
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
                self.end(State.DONE)

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Add an event to this job's story, numbered without gaps."""
        with self.hold() as job:
            seq = job.last_seq + 1
            Job.objects.filter(pk=job.pk).update(last_seq=seq)
            Event.objects.create(project_id=job.project_id, job=job, seq=seq, kind=kind, data=data)

    def end(self, state: str, error: dict[str, Any] | None = None) -> bool:
        """Record how the job ended; False when it is not ours any more."""
        changed = Job.objects.filter(self.mine).update(
            state=state, error=error, finished_at=timezone.now(), token=None, lease_until=None
        )
        return bool(changed)

    def requeue(self, *, count: bool) -> None:
        """Give the job back; `count` says whether this attempt is used up."""
        Job.objects.filter(self.mine).update(
            state=State.QUEUED,
            token=None,
            lease_until=None,
            dispatched_at=None,
            attempt=F("attempt") if count else F("attempt") - 1,
        )

    def over(self) -> None:
        """End the heartbeat."""
        self._ended.set()

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
