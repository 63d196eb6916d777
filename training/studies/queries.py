"""What is read of studies."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from training import queries as runs
from training.models import Run, Study
from workspace.models import Job, Project


def studies() -> QuerySet[Study]:
    """Studies with what a list shows of them, in one query: `begun` and `done` count their runs."""
    own = Run.objects.filter(study=OuterRef("pk"))
    rows = Study.objects.select_related("project", "feature_set__job", "created_by")
    return rows.annotate(begun=_count(own), done=_count(own.filter(job__state=Job.State.DONE)))


def _count(rows: QuerySet[Run]) -> Coalesce:
    counted = rows.order_by().values("study").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def of(project: Project) -> QuerySet[Study]:
    return studies().filter(project=project)


def runs_of(study: Study) -> list[Run]:
    """The runs of a study, in the order of its trials."""
    return list(runs.runs().filter(study=study).order_by("trial"))
