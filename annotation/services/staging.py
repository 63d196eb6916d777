"""Documents on their way in: written under their import, unseen, and published all at once."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from annotation import tallies
from annotation.bulk import as_json, as_numbers, insert, reserve
from annotation.formats.base import Parsed
from annotation.models import Document, DocumentLabel, Import, Label, Tally
from annotation.packing import packed
from annotation.services import labels
from kernel.text import Token
from workspace.errors import Refused
from workspace.models import Project

COLUMNS = (
    "id", "project_id", "source_id", "position", "version", "updated_at",
    "text", "tokens", "sentences", "layers", "group", "state", "spans",
)  # fmt: skip
STATE = 5
MARK_COLUMNS = ("project_id", "label_id", "document_id", "count")
SWEEP = 500


class Prepared(NamedTuple):
    """A document as the columns from `text` on take it, and its spans per label id."""

    row: tuple[str, ...]
    labels: dict[int, int]


class Stage:
    """One import's documents: `prepare` outside a transaction, `write` in a short one of the
    caller's, `publish` in the last."""

    def __init__(self, project: Project, source: Import) -> None:
        self.project = project
        self.source = source
        self.written = 0
        self.states: Counter[str] = Counter()
        self.spans: Counter[int] = Counter()
        self.sample: list[tuple[str, list[Token]]] = []
        self.used: dict[str, int] = {}
        """Label ids by the names that the files hold."""
        self.made: list[int] = []
        self._known = dict(Label.objects.filter(project=project).values_list("name", "pk"))

    def prepare(self, documents: Sequence[Parsed]) -> list[Prepared]:
        """The slow part of writing: labels looked up and JSON made while nobody waits."""
        return [self._prepared(document) for document in documents]

    def _prepared(self, found: Parsed) -> Prepared:
        spans = [[first, last, self._label(name)] for first, last, name in sorted(found.spans)]
        row = (
            found.text,
            as_numbers(packed(found.tokens)),
            as_numbers([[first, last] for first, last in found.sentences]),
            as_json(found.layers),
            found.group[:255],
            found.state,
            as_numbers(spans),
        )
        counts: dict[int, int] = {}
        for _, _, label in spans:
            counts[label] = counts.get(label, 0) + 1
        return Prepared(row, counts)

    def write(self, documents: Sequence[Prepared]) -> Sequence[int]:
        """Write these after the ones before; gives their ids."""
        ids = reserve(Document, len(documents))
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        project, source = self.project.pk, self.source.pk
        places = zip(ids, range(self.written, self.written + len(ids)), strict=True)
        insert(
            Document,
            COLUMNS,
            [
                (pk, project, source, position, 1, now, *document.row)
                for (pk, position), document in zip(places, documents, strict=True)
            ],
        )
        marks = [
            (project, label, pk, count)
            for pk, document in zip(ids, documents, strict=True)
            for label, count in document.labels.items()
        ]
        insert(DocumentLabel, MARK_COLUMNS, marks)
        self._count(documents)
        return ids

    def _count(self, documents: Sequence[Prepared]) -> None:
        self.written += len(documents)
        for document in documents:
            self.states[document.row[STATE]] += 1
            for label, count in document.labels.items():
                self.spans[label] += count

    @property
    def labels(self) -> dict[str, int]:
        """Ids by name: the project's labels, the unlisted ones too, and those of the files."""
        return self._known | self.used

    def _label(self, name: str) -> int:
        """The label's id. Rows that are there but unlisted do not count against the limit."""
        if name not in self.used:
            if len(self.used) >= labels.LIMIT:
                raise Refused(
                    f"The file has more than {labels.LIMIT} labels. "
                    "Is another column the one of the tags?",
                    code="too_many_labels",
                )
            self.used[name] = self._known.get(name) or self._made(name)
        return self.used[name]

    def _made(self, name: str) -> int:
        row, new = Label.objects.get_or_create(
            project=self.project, name=name, defaults={"listed": False}
        )
        if new:
            self.made.append(row.pk)
        return row.pk

    def publish(self) -> None:
        """Let everyone see it, once: documents, labels and counts in the caller's transaction."""
        changed = Import.objects.filter(pk=self.source.pk, published_at=None).update(
            published_at=timezone.now(), read=self.written, written=self.written, rejected=0
        )
        if not changed:
            raise RuntimeError(f"Import {self.source.pk} is published already")
        labels.list_used(self.project, self.spans)
        delta = tallies.Delta({(Tally.Kind.STATE, k): n for k, n in self.states.items()})
        delta.update({(Tally.Kind.LABEL, str(k)): n for k, n in self.spans.items()})
        delta[Tally.Kind.SOURCE, str(self.source.pk)] = self.written
        tallies.add(self.project.pk, delta)


def sweep_some(source: Import) -> int:
    """Remove some of an unpublished import's rows; gives how many, 0 when none are left."""
    ids = list(
        Document.objects.filter(source=source, source__published_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)[:SWEEP]
    )
    DocumentLabel.objects.filter(project=source.project_id, document_id__in=ids).delete()
    Document.objects.filter(pk__in=ids).delete()
    return len(ids)
