"""Deleting a whole project, top floor first, since rooms protect what they stand on."""

from django.db import transaction

from annotation.models import Document, DocumentLabel, Import, Label, Tally
from deployments import services as deployments
from featuresets.models import FeatureSet
from training.models import Run
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
    held = _hashes(project)
    with transaction.atomic():
        deployments.delete_all(project, by=by)
        for rows in (
            Run,
            FeatureSet,
            DocumentLabel,
            Document,
            Import,
            Label,
            Tally,
            File,
            Event,
            Job,
        ):
            rows.objects.filter(project=project).delete()
        project.delete()
    files.sweep(held - _hashes(None))


def _hashes(project: Project | None) -> set[str]:
    """The bytes that this project's rows name; of all projects when it is None."""
    mine = {"project": project} if project else {}
    found = set(File.objects.filter(**mine).values_list("sha256", flat=True))
    for parts in FeatureSet.objects.filter(**mine).values_list("files", flat=True):
        found.update(sha256 for hashes in parts.values() for sha256 in hashes)
    named = ("report_hash", "errors_hash", "predictions_hash", "bundle_hash")
    for bundle, *hashes in Run.objects.filter(**mine).values_list("bundle_files", *named):
        found.update(h for h in (*bundle.values(), *hashes) if h)
    return found
