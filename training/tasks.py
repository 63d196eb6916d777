"""The door between the queue and the tagger."""

import errno

from training import runner
from training.models import Run
from workspace import jobs
from workspace.errors import Refused


@jobs.task("training.run")
def carry(lease: jobs.Lease) -> None:
    run = Run.objects.select_related("feature_set", "project").filter(pk=lease.object_id).first()
    if run is None:
        raise jobs.Cancelled
    try:
        _train(run, lease)
    except Refused:
        lease.tell("state", {"state": "failed"})
        raise
    except jobs.Cancelled:
        lease.tell("state", {"state": "cancelled"})
        raise


def _train(run: Run, lease: jobs.Lease) -> None:
    try:
        runner.train(run, lease)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Refused(
            "The disk of the machine that trains is full. Make room there, then resume.",
            code="disk_full",
        ) from error
