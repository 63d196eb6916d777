"""Reading: a project's feature sets, and the documents that may enter one."""

from collections.abc import Iterator

from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import Length

from annotation import queries as annotation
from annotation.models import Document as Text
from annotation.models import Import
from featuresets.cutting import Document
from featuresets.models import FeatureSet
from featuresets.splits.picked import Pick
from workspace.models import Project

State = Text.State


def of(project: Project) -> QuerySet[FeatureSet]:
    """The project's feature sets with their jobs."""
    return every().filter(project=project)


def every() -> QuerySet[FeatureSet]:
    """All feature sets; a view reaches one of them through the door."""
    return FeatureSet.objects.select_related("job", "project")


def states(include: str) -> tuple[str, ...]:
    """The states of the documents that enter; skipped ones never do."""
    return (State.DONE,) if include == "done" else (State.DONE, State.NEW)


def counts(project: Project) -> dict[str, int]:
    """Documents per state."""
    return annotation.state_counts([project.pk]).get(project.pk, {})


def characters(project: Project, include: str) -> int:
    """How long the texts that may enter are together; reads each of them."""
    rows = annotation.documents(project).filter(state__in=states(include))
    found = rows.aggregate(total=Sum(Length("text")))
    return int(found["total"] or 0)


def labels(project: Project) -> list[str]:
    """The labels' names in the project's order."""
    return [label.name for label in annotation.labels(project)]


def documents(project: Project, include: str) -> Iterator[Document]:
    """The documents that may enter, in the order of their ids; a bounded window is in memory."""
    names = dict(Import.objects.filter(project=project).values_list("pk", "name"))
    wanted = states(include)
    one = wanted[0] if len(wanted) == 1 else None
    for row in annotation.labelled(project, state=one):
        if row.state in wanted:
            name = names.get(row.source, "")
            sources = (row.group, name) if row.group else (name,)
            yield Document(
                row.id,
                row.state,
                sources,
                row.text,
                row.tokens,
                row.sentences,
                row.spans,
                row.layers,
            )


SOURCES_SHOWN = 500


def layers(project: Project) -> list[str]:
    """The token layers one can learn, such as “pos”. The documents of one file carry the same
    layers, so that one document of each file is looked at."""
    carrying = annotation.documents(project).exclude(layers={}).order_by()
    firsts = carrying.values("source").annotate(first=Min("pk")).values("first")
    found = Text.objects.filter(pk__in=firsts).values_list("layers", flat=True)
    return sorted({name for layers in found for name in layers})


def sources(project: Project) -> list[str]:
    """Source files and groups that a pick can name, the first ones."""
    rows = annotation.documents(project).order_by()
    files = Import.objects.filter(pk__in=rows.values("source")).values_list("name", flat=True)
    groups = rows.exclude(group="").values_list("group", flat=True).distinct()
    some = {*files[:SOURCES_SHOWN], *groups[:SOURCES_SHOWN]} - {""}
    return sorted(some)[:SOURCES_SHOWN]


def picked(project: Project, pick: Pick, include: str) -> int:
    """How many documents that may enter meet this pick, by the database alone."""
    rows = annotation.documents(project).filter(state__in=states(include)).order_by()
    found = Q(pk__in=pick.documents)
    if pick.conditional:
        meeting = annotation.documents(project, state=pick.state, label=pick.label, q=pick.q)
        if pick.source:
            meeting = meeting.filter(Q(group=pick.source) | Q(source__name=pick.source))
        found |= Q(pk__in=meeting.values("pk"))
    return rows.filter(found).count()
