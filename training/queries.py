"""What is read of training runs: lists, reports, the sentences behind a figure, comparisons."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from training import remedies
from training.models import Run
from training.tagger.recipe import Recipe
from workspace import files
from workspace.errors import Conflict, Refused
from workspace.models import File, Job, Project

Row = dict[str, Any]
KINDS = ("missed", "spurious", "boundary", "label")
OUTSIDE = "O"


def runs() -> QuerySet[Run]:
    """Runs with all that a page shows of them, in one query; `before` counts who waits in front."""
    waiting = Job.objects.filter(
        state=Job.State.QUEUED, queue=OuterRef("job__queue"), pk__lt=OuterRef("job_id")
    )
    count = waiting.order_by().values("queue").annotate(count=Count("pk")).values("count")
    before = When(job__state=Job.State.QUEUED, then=Coalesce(Subquery(count), 0))
    rows = Run.objects.select_related("job", "feature_set", "project")
    return rows.annotate(before=Case(before, default=None, output_field=IntegerField()))


def of(project: Project) -> QuerySet[Run]:
    return runs().filter(project=project)


def files_of(project: Project, kinds: Sequence[str]) -> QuerySet[File]:
    """The project's files of these kinds, such as “vectors”."""
    return File.objects.filter(project=project, kind__in=kinds)


def listed(project: Project) -> QuerySet[Run]:
    """Runs that stand for themselves; those of a study are shown under it."""
    return of(project).filter(study=None)


def report(run: Run) -> bytes:
    """The report as it was written, JSON."""
    _bytes_are_there(run, run.report_hash)
    with files.open_file(run.report_hash) as stream:
        return stream.read()


def case(run: Run) -> remedies.Case:
    """A run as the remedies see it."""
    newest = files_of(run.project, ["vectors"]).order_by("-pk").values_list("sha256", flat=True)
    return remedies.case_of(
        Recipe.model_validate(run.recipe), json.loads(report(run)), len(run.epochs),
        run.feature_set.summary, newest.first() or "",
    )  # fmt: skip


def _bytes_are_there(run: Run, sha256: str) -> None:
    if not sha256:
        raise Conflict(
            f"“{run.name}” is {run.state}; its report is there when it is done.", code="not_done"
        )


def predictions(run: Run) -> Iterator[Row]:
    """The sentences of the test part as people marked them and as the model read them."""
    return _lines(run, run.predictions_hash)


class Found(NamedTuple):
    """One page of rows, and the cursor of the next one."""

    rows: list[Row]
    next: int | None


def errors(run: Run, *, kind: str, label: str, cursor: int, limit: int) -> Found:
    """Wrong entities, each with its sentence; by kind and by the label it has or should have."""
    if kind and kind not in KINDS:
        raise Refused(f"“kind” is one of {', '.join(KINDS)}.", at=("kind",))

    def wanted(fault: Row) -> bool:
        labels = [span[2] for span in (fault["gold"], fault["predicted"]) if span]
        return (not kind or fault["kind"] == kind) and (not label or label in labels)

    found = _page(_lines(run, run.errors_hash), wanted, cursor, limit)
    sentences = _sentences(run, {(row["document"], row["number"]) for row in found.rows})
    return Found([_fault(row, sentences) for row in found.rows], found.next)


def cell(run: Run, *, gold: str, predicted: str, cursor: int, limit: int) -> Found:
    """The sentences that count in one cell of the confusion; “O” stands for no entity."""
    asked = [gold, predicted]
    rows = _lines(run, run.predictions_hash)
    found = _page(rows, lambda row: asked in row["cells"], cursor, limit)
    return Found([_sentence(row) | {"id": row["id"]} for row in found.rows], found.next)


def _page(rows: Iterator[Row], wanted: Callable[[Row], bool], cursor: int, limit: int) -> Found:
    """The rows after the cursor; a row's id is its number in its file, from 1."""
    numbered = ((n, row) for n, row in enumerate(rows, 1) if n > cursor and wanted(row))
    found = list(islice(numbered, limit + 1))
    kept = [row | {"id": n} for n, row in found[:limit]]
    return Found(kept, kept[-1]["id"] if len(found) > limit else None)


def _fault(fault: Row, sentences: dict[tuple[int, int], Row]) -> Row:
    focus = {side: _span(fault[side]) if fault[side] else None for side in ("gold", "predicted")}
    label = (fault["gold"] or fault["predicted"])[2]
    about = {"id": fault["id"], "kind": fault["kind"], "label": label, "focus": focus}
    return about | _sentence(sentences[fault["document"], fault["number"]])


def _sentence(row: Row) -> Row:
    """A sentence of the test part as people marked it and as the model read it."""
    kept = {name: row[name] for name in ("document", "number", "text", "tokens")}
    return kept | {side: [_span(span) for span in row[side]] for side in ("gold", "predicted")}


def _span(span: Sequence[Any]) -> Row:
    return dict(zip(("start", "end", "label", "score"), span, strict=False))


def _sentences(run: Run, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], Row]:
    """These sentences of the test part; reads no further than the last of them."""
    found: dict[tuple[int, int], Row] = {}
    if wanted:
        for row in _lines(run, run.predictions_hash):
            place = (row["document"], row["number"])
            if place in wanted:
                found[place] = row
                if len(found) == len(wanted):
                    break
    return found


def _lines(run: Run, sha256: str) -> Iterator[Row]:
    _bytes_are_there(run, sha256)
    with files.open_file(sha256) as stream:
        for line in stream:
            yield json.loads(line)
