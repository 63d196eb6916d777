"""Deleting a whole project, top floor first, since rooms protect what they stand on."""

import time

from django.db import transaction

from annotation.models import Document, DocumentLabel, Import, Label, Tally
from deployments import services as deployments
from featuresets import services as featuresets
from training import services as training
from training.embeddings import services as embeddings
from workspace import files, jobs
from workspace.errors import Conflict
from workspace.models import Event, File, Job, Project, User

PATIENCE_SECONDS, LOOK_SECONDS = 8.0, 0.1


def project(project: Project, *, by: User) -> None:
    """Remove the project with everything in it, once its running work has ended."""
    _end_work(project)
    with transaction.atomic():
        deployments.delete_all(project, by=by)
        training.delete_all(project, by=by)
        embeddings.delete_all(project, by=by)
        featuresets.delete_all(project, by=by)
        for rows in (DocumentLabel, Document, Import, Label, Tally):
            rows.objects.filter(project=project).delete()
        files.drop(File.objects.filter(project=project))
        Event.objects.filter(project=project).delete()
        Job.objects.filter(project=project).delete()
        project.delete()


def _end_work(project: Project) -> None:
    """Cancel what runs and wait for it: a worker sees the wish within about a second."""
    open_jobs = Job.objects.filter(project=project, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    for job in open_jobs:
        jobs.cancel(job)
    until = time.monotonic() + PATIENCE_SECONDS
    while open_jobs.all().exists():
        if time.monotonic() > until:
            raise Conflict(
                "Work on this project is being ended; delete it again in a few seconds.",
                code="busy",
            )
        time.sleep(LOOK_SECONDS)
