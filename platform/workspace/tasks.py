"""What the clock does: leases that ran out, bells that did not ring, answers grown old."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from workspace import jobs
from workspace.models import Attempt, Pulse, Replay

DAY = timedelta(days=1)


@shared_task(name="workspace.reconcile", ignore_result=True)
def reconcile() -> None:
    jobs.reconcile()
    Pulse.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    yesterday = timezone.now() - DAY
    for old in (
        Replay.objects.filter(created_at__lt=yesterday),
        Attempt.objects.filter(at__lt=yesterday),
    ):
        if old.exists():
            old.delete()
