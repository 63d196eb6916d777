"""Documents on their way in: written under their import, unseen, and published all at once."""

from collections import Counter
from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from annotation import tallies
from annotation.bulk import as_json, insert, reserve
from annotation.formats.base import Parsed
from annotation.models import Document, DocumentLabel, Import, Label, Tally
from annotation.packing import packed
from annotation.services import labels
from workspace.errors import Refused
from workspace.models import Project

COLUMNS = (
    "id", "project_id", "source_id", "position", "text", "tokens", "sentences", "layers", "group",
    "state", "version", "spans", "updated_at",
)  # fmt: skip
MARK_COLUMNS = ("project_id", "label_id", "document_id", "count")
SWEEP = 500


class Stage:
    """One import's documents. Each `write` is the caller's transaction; `publish` is the last."""

    def __init__(self, project: Project, source: Import) -> None:
        self.project = project
        self.source = source
        self.written = 0
        self.states: Counter[str] = Counter()
        self.spans: Counter[int] = Counter()
        self.labels = dict(Label.objects.filter(project=project).values_list("name", "pk"))

    def write(self, documents: Sequence[Parsed]) -> Sequence[int]:
        """Write these after the ones before; gives their ids."""
        ids = reserve(Document, len(documents))
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        project_id, source_id = self.project.pk, self.source.pk
        rows: list[tuple[object, ...]] = []
        marks: list[tuple[int, int, int, int]] = []
        for pk, found in zip(ids, documents, strict=True):
            spans = [(first, last, self._label(name)) for first, last, name in sorted(found.spans)]
            counts = Counter([label for _, _, label in spans])
            marks += [(project_id, label, pk, count) for label, count in counts.items()]
            self.spans.update(counts)
            self.states[found.state] += 1
            rows.append(
                (
                    pk, project_id, source_id, self.written, found.text,
                    as_json(packed(found.tokens)), as_json(found.sentences),
                    as_json(found.layers), found.group[:255], found.state, 1, as_json(spans), now,
                )
            )  # fmt: skip
            self.written += 1
        insert(Document, COLUMNS, rows)
        insert(DocumentLabel, MARK_COLUMNS, marks)
        return ids

    def _label(self, name: str) -> int:
        if name not in self.labels:
            if len(self.labels) >= 2 * labels.LIMIT:
                raise Refused(
                    f"The file has more than {labels.LIMIT} labels. "
                    "Is another column the one of the tags?",
                    code="too_many_labels",
                )
            row, _ = Label.objects.get_or_create(
                project=self.project, name=name, defaults={"listed": False}
            )
            self.labels[name] = row.pk
        return self.labels[name]

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
