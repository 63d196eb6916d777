"""Deleting a whole project, top floor first, since rooms protect what they stand on."""

from django.db import transaction

from annotation.models import Document, DocumentLabel, Import, Label, Tally
from deployments import services as deployments
from featuresets import services as featuresets
from training import services as training
from workspace import files, jobs
from workspace.errors import Conflict
from workspace.models import Event, File, Job, Project, User


def project(project: Project, *, by: User) -> None:
    """Remove the project with everything in it; running work is asked to end first."""
    running = Job.objects.filter(project=project, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    for job in running:
        jobs.cancel(job)
    if running.exists():
        raise Conflict(
            "Work on this project is being ended; delete it again in a few seconds.", code="busy"
        )
    with transaction.atomic():
        deployments.delete_all(project, by=by)
        training.delete_all(project, by=by)
        featuresets.delete_all(project, by=by)
        for rows in (DocumentLabel, Document, Import, Label, Tally):
            rows.objects.filter(project=project).delete()
        files.drop(File.objects.filter(project=project))
        Event.objects.filter(project=project).delete()
        Job.objects.filter(project=project).delete()
        project.delete()
