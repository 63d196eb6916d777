"""Imports: queued with their files, written in small steps, published all at once or not at all."""

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, cast

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from annotation import sent, tallies
from annotation.collector import seldom
from annotation.formats import EMPTY, Format, Parsed, Problem, Source, Tally, saved
from annotation.models import Document, DocumentLabel, Import
from annotation.models import Tally as Count_
from annotation.services import labels
from annotation.services.staging import Stage, sweep_some
from kernel.text import propose_tokenizer
from workspace import events, files, jobs
from workspace.errors import Conflict, Refused
from workspace.jobs import Cancelled, Lease
from workspace.models import File, Job, Project, User

BATCH_DOCUMENTS = 500
BATCH_CHARACTERS = 400_000
"""A batch is one short transaction; whoever saves beside it waits no longer than that."""
KIND = "import"
SAMPLE = 500
"""From so many first documents the tokenizer is told."""


def start_import(
    project: Project,
    uploads: Sequence[Source],
    *,
    format: Format,
    by: User,
    warnings: Sequence[Problem] = (),
) -> Import:
    """Keep the files and queue their import; `warnings` are of the first look at them."""
    kept = sent.keep(project, uploads, kind=KIND)
    with transaction.atomic():
        source = Import.objects.create(
            project=project,
            name=sent.title(kept),
            format=format.model_dump()["kind"],
            options=format.model_dump(mode="json"),
            files=[file.pk for file in kept],
            warnings=[_shown(problem) for problem in warnings],
            created_by=by,
        )
        source.job = jobs.queue("annotation.import", source.pk, project=project, by=by)
        source.save(update_fields=["job"])
        events.tell(project, "import.queued", {"import": source.pk}, by=by)
    return source


def carry_out(lease: Lease) -> None:
    """Do one import under its lease. A second attempt first removes what the first one left."""
    source = Import.objects.select_related("project").get(pk=lease.object_id)
    _clear(source, lease)
    _clear_abandoned(source)
    tally, stage = _begun(source), Stage(source.project, source)
    try:
        with seldom():
            read = _stage(source, stage, tally, lease)
        if tally.error_count:  # all or nothing: every document counts as rejected
            raise sent.refused(tally, "stored", read=read + tally.error_count)
        if not read:
            raise Refused(EMPTY, code="empty")
        _publish(source, stage, tally, lease)
    except Cancelled:
        _clear(source, lease)
        _forget(source, stage, lease)
        raise
    except Refused as refused:
        _clear(source, lease)
        _forget(source, stage, lease)
        with lease.hold():
            _note(source, tally, rejected=refused.more.get("read", 0))
            events.tell(source.project, "import.failed", {"import": source.pk})
        raise


def _begun(source: Import) -> Tally:
    """A count that starts with what the first look at the files had to warn of."""
    tally = Tally()
    for warning in source.warnings:
        tally.add(Problem(**warning, severity="warning"))
    return tally


def _publish(source: Import, stage: Stage, tally: Tally, lease: Lease) -> None:
    """The last transaction: everything is seen, counted and told, and the job is done."""
    tally.warnings.extend(_lookalikes(stage))
    tokenizer = _fitting(source, stage)
    if tokenizer != source.project.tokenizer:
        tally.add(_chosen(tokenizer))
    with lease.hold(finish=True):
        stage.publish()
        Project.objects.filter(pk=source.project_id).update(tokenizer=tokenizer)
        _note(source, tally, written=stage.written)
        told = {"import": source.pk, "written": stage.written}
        events.tell(source.project, "import.done", told)


def _stage(source: Import, stage: Stage, tally: Tally, lease: Lease) -> int:
    """Read the files through, writing batches until the first error; gives how much was read."""
    read, batch, size = 0, list[Parsed](), 0
    with ExitStack() as stack:
        reader = _Reader(source, stack)
        for found in reader:
            lease.check()
            if isinstance(found, Problem):
                tally.add(found)
                batch = [] if tally.error_count else batch
                continue
            read += 1
            if tally.error_count:
                continue
            if len(stage.sample) < SAMPLE:
                stage.sample.append((found.text, found.tokens))
            batch.append(found)
            size += len(found.text)
            if len(batch) >= BATCH_DOCUMENTS or size >= BATCH_CHARACTERS:
                _write(stage, batch, lease)
                batch, size = [], 0
                lease.report(reader.done, reader.total, f"{read:,} documents read")
    if batch:
        _write(stage, batch, lease)
    return read


def _write(stage: Stage, batch: list[Parsed], lease: Lease) -> None:
    prepared = stage.prepare(batch)
    with lease.hold():
        stage.write(prepared)


class _Reader:
    """The documents of an import's files, with a count of the bytes gone through."""

    def __init__(self, source: Import, stack: ExitStack) -> None:
        rows = File.objects.in_bulk(source.files)
        self.total = sum(row.size for row in rows.values())
        self.done = 0
        self.language = source.project.language
        self.format = saved.validate_python(source.options)
        self.sources = [
            self._source(stack.enter_context(files.path(rows[pk].sha256)), rows[pk].name)
            for pk in source.files
        ]

    def _source(self, path: Path, name: str) -> Source:
        return Source(name, lambda: cast(IO[bytes], _Counted(path, self)))

    def __iter__(self) -> Iterator[Parsed | Problem]:
        return self.format.read(self.sources, self.language)


class _Counted(io.FileIO):
    """A file that tells its reader how far it is."""

    def __init__(self, path: Path, reader: _Reader) -> None:
        super().__init__(path)
        self._reader = reader

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(-1 if size is None else size) or b""
        self._reader.done += len(found)
        return found


def _fitting(source: Import, stage: Stage) -> str:
    """The tokenizer of the project from now on. The first file that brings its own tokens decides:
    text that is cut later, by the endpoint too, should come out as in that file."""
    cuts_itself = "tokenizer" in source.options
    if cuts_itself or tallies.total(source.project_id):
        return source.project.tokenizer
    return propose_tokenizer(stage.sample, source.project.language)[0]


def _chosen(tokenizer: str) -> Problem:
    message = f"From now on this project cuts text into “{tokenizer}”, as this file has it."
    return Problem("", 0, 0, "tokenizer_chosen", message, "warning")


def _lookalikes(stage: Stage) -> Iterator[Problem]:
    """A warning for each label that differs from another only in case, spaces or hidden letters."""
    seen: dict[str, str] = {}
    for name, pk in sorted(stage.labels.items()):
        other = seen.setdefault(labels.folded(name), name)
        if other != name and pk in stage.spans:
            message = f"The labels “{other}” and “{name}” look the same; merge them if they are."
            yield Problem("", 0, 0, "label_lookalike", message, "warning")


def _note(source: Import, tally: Tally, *, written: int = 0, rejected: int = 0) -> None:
    Import.objects.filter(pk=source.pk).update(
        read=written + rejected,
        written=written,
        rejected=rejected,
        errors=[_shown(problem) for problem in tally.errors],
        warnings=[_shown(problem) for problem in tally.warnings],
    )


def _shown(problem: Problem) -> dict[str, Any]:
    return {k: v for k, v in problem._asdict().items() if k != "severity"}


def _clear(source: Import, lease: Lease) -> None:
    """Remove what is staged, in short steps, each under the lease."""
    more = True
    while more:
        with lease.hold():
            more = bool(sweep_some(source))


def _forget(source: Import, stage: Stage, lease: Lease) -> None:
    """Nothing of a file that was not imported stays: its bytes, and labels that only it named."""
    with lease.hold():
        labels.forget(source.project, stage.made, but=source)
        files.drop(_files(source))


def _files(source: Import) -> QuerySet[File]:
    return File.objects.filter(pk__in=source.files, project=source.project_id)


def _clear_abandoned(source: Import) -> None:
    """Remove what imports of this project left whose worker died when they were cancelled."""
    ended = (Job.State.FAILED, Job.State.CANCELLED)
    for other in Import.objects.filter(
        project=source.project_id, published_at=None, job__state__in=ended
    ):
        while sweep_some(other):
            pass


def delete_import(source: Import, *, by: User) -> None:
    """Remove an import with its documents, unless someone has worked on one of them since."""
    if source.job is not None and source.job.open:
        raise Conflict("The import is still under way; cancel it first.")
    with transaction.atomic():
        _withdraw(source)
        events.tell(source.project, "import.deleted", {"import": source.pk}, by=by)
    while sweep_some(source):
        pass
    files.drop(_files(source))
    source.delete()


def _withdraw(source: Import) -> None:
    """Unpublish: one UPDATE and the counts, so that no one sees half of it."""
    documents = Document.objects.filter(source=source)
    if not Import.objects.filter(pk=source.pk).exclude(published_at=None).update(published_at=None):
        return
    if touched := documents.exclude(annotated_by=None).count():
        raise Conflict(
            f"{touched:,} of its documents have been labelled since; delete documents one by one.",
            code="annotated",
        )
    delta = tallies.Delta()
    for state, count in documents.values_list("state").annotate(n=Count("pk")).order_by():
        delta[Count_.Kind.STATE, state] -= count
        delta[Count_.Kind.SOURCE, str(source.pk)] -= count
    marks = DocumentLabel.objects.filter(project=source.project_id, document__source=source)
    for label, count in marks.values_list("label_id").annotate(n=Sum("count")).order_by():
        delta[Count_.Kind.LABEL, str(label)] -= count
    tallies.add(source.project_id, delta)
