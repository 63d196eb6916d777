"""What a dead worker or a lost ring left behind is put right, again and again, by the clock."""

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from workspace.jobs.carrying import poisoned
from workspace.jobs.queueing import ring
from workspace.models import Job

logger = logging.getLogger(__name__)
State = Job.State
RING_AGAIN = timedelta(seconds=10)


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
                state=State.FAILED, token=None, finished_at=now, error=poisoned(job.attempt)
            )
        else:
            same.update(state=State.QUEUED, token=None, lease_until=None, dispatched_at=None)
            logger.warning("Job %s lost its worker; it waits again", job.pk)
    unwanted = Job.objects.filter(state=State.QUEUED, cancel_requested=True)
    unwanted.update(state=State.CANCELLED, finished_at=now)  # given back before it saw the wish
    silent = Q(dispatched_at=None) | Q(dispatched_at__lt=now - RING_AGAIN)
    for job in Job.objects.filter(silent, state=State.QUEUED).order_by("pk")[:50]:
        ring(job)
