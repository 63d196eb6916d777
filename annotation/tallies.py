"""Running counts, changed in the same transaction as what they count."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Sum

from annotation.models import Tally

Delta = Counter[tuple[str, str]]
"""(kind, key) → by how much."""

_ADD = """INSERT INTO annotation_tally AS old (project_id, kind, "key", "value")
VALUES (%s, %s, %s, %s) ON CONFLICT (project_id, kind, "key")
DO UPDATE SET "value" = old."value" + excluded."value\""""


def add(project_id: int, delta: Mapping[tuple[str, str], int]) -> None:
    """Change the counts, inside the caller's transaction; always in one order, so that two savers
    cannot wait for each other."""
    rows = [(project_id, kind, key, by) for (kind, key), by in sorted(delta.items()) if by]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


def states(project_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Documents per state of these projects: {project: {"new": 3, …}}."""
    found: dict[int, dict[str, int]] = {}
    rows = Tally.objects.filter(project__in=list(project_ids), kind=Tally.Kind.STATE)
    for project_id, key, value in rows.values_list("project_id", "key", "value"):
        found.setdefault(project_id, {})[key] = value
    return found


def total(project_id: int) -> int:
    """All visible documents of a project."""
    rows = Tally.objects.filter(project_id=project_id, kind=Tally.Kind.STATE)
    return int(rows.aggregate(total=Sum("value"))["total"] or 0)


def of_labels(project_id: int) -> dict[int, int]:
    """Spans per label id."""
    rows = Tally.objects.filter(project_id=project_id, kind=Tally.Kind.LABEL)
    return {int(key): value for key, value in rows.values_list("key", "value")}


def of_sources(project_id: int) -> dict[int, int]:
    """Documents per import id."""
    rows = Tally.objects.filter(project_id=project_id, kind=Tally.Kind.SOURCE)
    return {int(key): value for key, value in rows.values_list("key", "value")}
