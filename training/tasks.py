"""The door between the queue and the tagger."""

import errno

from celery import shared_task

from training import readings, runner
from training.embeddings import runner as embeddings
from training.models import Run
from training.studies import services as studies
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


@jobs.task("training.study")
def step(lease: jobs.Lease) -> None:
    """Queue what a study needs next, or close it. Short: it waits for nothing."""
    studies.step(lease.object_id)


@shared_task(name="training.look", ignore_result=True)
def look() -> None:
    """By the clock: studies whose run ended without saying so, or whose time is up."""
    studies.look()


@jobs.task("training.read")
def carry_reading(lease: jobs.Lease) -> None:
    readings.carry_out(lease)


@jobs.task("training.embed")
def carry_embedding(lease: jobs.Lease) -> None:
    embeddings.carry(lease)
