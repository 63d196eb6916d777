"""From the doorbell to the end of a job: claim, work under a heartbeat, record how it ended."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.db import close_old_connections

from workspace.errors import Refused
from workspace.jobs.leases import (
    Cancelled,
    Lease,
    LeaseLost,
    Released,
    WorkerLost,
    claim,
    stopping,
)
from workspace.models import Job

logger = logging.getLogger(__name__)
State = Job.State


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
        lease.end(State.DONE)
    except LeaseLost:
        logger.warning("Job %s: the lease was lost; nothing more is written", job_id)
    except Cancelled:
        lease.end(State.CANCELLED)
    except Released:
        lease.requeue(count=False)
    except WorkerLost as lost:
        logger.warning("Job %s: %s", job_id, lost)
        lease.requeue(count=True) if lease.attempt < _attempts(job_id) else lease.end(
            State.FAILED, poisoned(lease.attempt)
        )
    except Refused as refused:
        lease.end(State.FAILED, refused.answer())
    except Exception:
        logger.exception("Job %s (%s) failed", job_id, lease.kind)
        lease.end(State.FAILED, _internal(job_id))
    finally:
        lease.over()
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


def _attempts(job_id: int) -> int:
    return int(Job.objects.values_list("max_attempts", flat=True).get(pk=job_id))


def poisoned(attempts: int) -> dict[str, Any]:
    """The error of a job that was cut off each time it was tried."""
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
