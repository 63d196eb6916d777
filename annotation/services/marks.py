"""The one way in which a document's spans change: a conditional UPDATE and its counts with it."""

from collections import Counter
from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from annotation import tallies
from annotation.models import Document, DocumentLabel, Tally

_KEEP = """INSERT INTO annotation_documentlabel (project_id, label_id, document_id, "count")
VALUES (%s, %s, %s, %s) ON CONFLICT (project_id, label_id, document_id)
DO UPDATE SET "count" = excluded."count\""""


def rewrite(
    document: Document,
    *,
    spans: Sequence[Sequence[int]],
    state: str | None = None,
    by_id: int | None = None,
) -> tallies.Delta | None:
    """Save spans and state on the very version this row was read at; None when it has moved on.

    Give the answer to `tallies.add` in the same transaction, after the last document in it: who
    holds counts waits for no document, so that two savers cannot wait for each other.
    """
    state = state or document.state
    now = timezone.now()
    changes = {"spans": spans, "state": state, "version": document.version + 1, "updated_at": now}
    if by_id is not None:
        changes["annotated_by_id"] = by_id
    same = Document.objects.filter(pk=document.pk, version=document.version)
    if not same.update(**changes):
        return None
    before = Counter(label for _, _, label in document.spans)
    after = Counter(label for _, _, label in spans)
    _index(document, before, after)
    delta = tallies.Delta()
    for label in before | after:
        delta[Tally.Kind.LABEL, str(label)] += after[label] - before[label]
    delta[Tally.Kind.STATE, document.state] -= 1
    delta[Tally.Kind.STATE, state] += 1
    return delta


def _index(document: Document, before: Counter[int], after: Counter[int]) -> None:
    """Bring the label filter's rows up to date."""
    kept = [
        (document.project_id, label, document.pk, count)
        for label, count in sorted(after.items())
        if before[label] != count
    ]
    if kept:
        with connection.cursor() as cursor:
            cursor.executemany(_KEEP, kept)
    gone = [label for label in before if not after[label]]
    if gone:
        DocumentLabel.objects.filter(
            project_id=document.project_id, document_id=document.pk, label_id__in=gone
        ).delete()
