"""The Celery app. Every process imports it, or a ring would go to the wrong broker."""

import gc
import os
import sys
from typing import Any

from celery import Celery
from celery.signals import worker_ready, worker_shutting_down

from tagwright import doorbell

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tagwright.settings")

doorbell.hang()
path = list(sys.path)
app = Celery("tagwright")
sys.path[:] = path  # Celery puts the current folder first, where anybody's training.py may lie
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()


@worker_shutting_down.connect
def _give_back(**_: Any) -> None:
    from workspace import jobs

    jobs.stopping.set()


@worker_ready.connect
def _settle(**_: Any) -> None:
    """What is loaded now stays; walking over it again and again cost a quarter of an import."""
    gc.collect()
    gc.freeze()
