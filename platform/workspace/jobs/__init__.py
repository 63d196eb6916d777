"""Long work: the database row is the truth, Celery is the doorbell.

A job is claimed by one conditional UPDATE that sets a fencing token and a lease. A heartbeat renews
the lease each second; every write of results happens inside `Lease.hold`, which checks the token. A
worker that lost its lease can therefore write nothing, and a job whose worker died is queued again
by `reconcile`.
"""

from workspace.jobs.carrying import drive, task
from workspace.jobs.leases import (
    Cancelled,
    Lease,
    LeaseLost,
    Released,
    WorkerLost,
    claim,
    stopping,
)
from workspace.jobs.queueing import cancel, position, queue, release_all, retry, ring, shown, stop
from workspace.jobs.reconciling import reconcile

__all__ = [
    "Cancelled", "Lease", "LeaseLost", "Released", "WorkerLost", "cancel", "claim", "drive",
    "position", "queue", "reconcile", "release_all", "retry", "ring", "shown", "stop",
    "stopping", "task",
]  # fmt: skip
