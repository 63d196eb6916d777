"""Documents by hand: pasted in, taken out."""

from bisect import insort
from collections.abc import Iterator, Sequence

from django.db import transaction

from annotation import tallies
from annotation.formats.base import Parsed
from annotation.formats.checks import size_problems
from annotation.models import Document, DocumentLabel, Import, Tally
from annotation.services.staging import Stage
from kernel.text import sentences, tokenize
from workspace import events
from workspace.errors import Conflict, Problem, RefusedMany
from workspace.models import Project, User


@transaction.atomic
def add_documents(
    project: Project, texts: Sequence[str], *, by: User, name: str = "", split: str = "text"
) -> Sequence[int]:
    """Add pasted texts as documents to label, one each or one a line; gives their ids."""
    parts = [part for text in texts for part in (_lines(text) if split == "line" else [text])]
    documents = list(_checked(project, parts))
    source = Import.objects.create(
        project=project,
        name=name or "Pasted text",
        format="pasted",
        options={"split": split},
        created_by=by,
    )
    stage = Stage(project, source)
    ids = stage.write(stage.prepare(documents))
    stage.publish()
    events.tell(project, "documents.added", {"import": source.pk, "count": len(ids)}, by=by)
    return ids


def _lines(text: str) -> Iterator[str]:
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.strip():
            yield line


def _checked(project: Project, texts: Sequence[str]) -> Iterator[Parsed]:
    problems: list[Problem] = []
    made: list[Parsed] = []
    for i, text in enumerate(texts):
        tokens = tokenize(text, project.tokenizer, project.language)
        if not tokens:
            problems.append(Problem(("texts", i), "empty", "The text is empty; write something."))
            continue
        cut = sentences(text, tokens, project.language)
        words = [text[start:end] for start, end in tokens]
        for first, last in cut:
            found = size_problems("", 0, words[first:last], len(text))
            problems += [
                Problem(("texts", i), p.code, p.message) for p in found if p.severity == "error"
            ]
        made.append(Parsed(text, tokens, cut, [], {}))
    if not texts:
        problems.append(Problem(("texts",), "empty", "There is no text; write or paste some."))
    if problems:
        raise RefusedMany(problems)
    yield from made


@transaction.atomic
def delete_document(document: Document, *, by: User) -> None:
    """Remove one document for good."""
    source = Import.objects.select_for_update().get(pk=document.source_id)
    marks = DocumentLabel.objects.filter(project=document.project_id, document=document)
    delta = tallies.Delta({(Tally.Kind.STATE, document.state): -1})
    delta[Tally.Kind.SOURCE, str(source.pk)] = -1
    for label, count in marks.values_list("label_id", "count"):
        delta[Tally.Kind.LABEL, str(label)] = -count
    gone, _ = Document.objects.filter(pk=document.pk, version=document.version).delete()
    if not gone:
        raise Conflict("Someone saved this document in the meantime; look at it again first.")
    marks.delete()
    insort(source.gone, document.position)
    source.save(update_fields=["gone"])
    tallies.add(document.project_id, delta)
    events.tell(document.project, "document.deleted", {"document": document.pk}, by=by)
