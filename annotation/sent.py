"""Files that people sent in an import format: kept for a job, opened by it, refused by it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO, cast

from annotation.formats import Source, Tally
from workspace import files
from workspace.errors import Problem, Refused
from workspace.models import File, Project


def keep(project: Project, sent: Sequence[Source], *, kind: str) -> list[File]:
    """These files as the project's own, in their order."""
    kept = []
    for source in sent:
        with source.open() as stream:
            kept.append(files.put(project, cast(BinaryIO, stream), name=source.name, kind=kind))
    return kept


def title(kept: Sequence[File]) -> str:
    """What a person knows them by: “words.txt + tags.txt”."""
    return " + ".join(file.name for file in kept)[:255]


@contextmanager
def opened(numbers: Sequence[int]) -> Iterator[list[Source]]:
    """Kept files as they were sent, by the numbers of their rows."""
    rows = File.objects.in_bulk(numbers)
    with ExitStack() as stack:
        yield [
            Source.at(stack.enter_context(files.path(rows[pk].sha256)), rows[pk].name)
            for pk in numbers
        ]


def refused(tally: Tally, undone: str, **more: Any) -> Refused:
    """What is wrong with them; `undone` is what was not done for it: “stored”."""
    count = tally.error_count
    return Refused(
        f"The file has {count:,} {'error' if count == 1 else 'errors'}; nothing was {undone}. "
        f"The first: {tally.errors[0].message}",
        code="bad_file",
        problems=[Problem((p.file, p.line, p.column), p.code, p.message) for p in tally.errors],
        **more,
    )
