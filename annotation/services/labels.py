"""Labels: made, changed, deleted, merged. Names that only look different are refused."""

import unicodedata
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from annotation import tallies
from annotation.formats.checks import label_problem
from annotation.models import Document, DocumentLabel, Import, Label, Tally
from annotation.services.marks import rewrite
from workspace import events
from workspace.errors import Conflict, Refused
from workspace.models import Job, Project, User

LIMIT = 500
COLORS = 8
RESERVED = frozenset("abcfghlnprx/?")
"""Keys with which the editor does something else."""
KEYS = [*"1234567890", *(c for c in "abcdefghijklmnopqrstuvwxyz" if c not in RESERVED)]


def folded(name: str) -> str:
    """What is left of a name when case, spaces and invisible characters do not count.

    >>> folded("Product Name") == folded("product\u200bname")
    True
    """
    seen = unicodedata.normalize("NFC", name).casefold()
    kept = (c for c in seen if not c.isspace() and unicodedata.category(c) != "Cf")
    return "".join(kept) or seen


@transaction.atomic
def add_label(
    project: Project,
    *,
    name: str,
    by: User,
    color: int | None = None,
    key: str | None = None,
    description: str = "",
) -> Label:
    """A new label with the next colour and the next free key of the palette."""
    listed = _locked(project)
    name = _checked(name, listed)
    if len(listed) >= LIMIT:
        raise Conflict(f"A project has at most {LIMIT} labels; merge or delete some first.")
    if key:
        _check_key(key, listed)
    label = Label.objects.filter(project=project, name=name).first() or Label(
        project=project, name=name
    )
    _list(label, listed, color=color, key=key)
    label.description = description
    label.save()
    events.tell(project, "label.added", {"label": label.pk}, by=by)
    return label


@transaction.atomic
def change_label(label: Label, *, by: User, **changes: str | int) -> Label:
    """Rename, recolour, or move a label; documents keep their spans, which point at the label."""
    others = [other for other in _locked(label.project) if other.pk != label.pk]
    if "name" in changes:
        changes["name"] = _checked(str(changes["name"]), others)
        if changes["name"] != label.name:
            _make_way(label.project, str(changes["name"]))
    if changes.get("key"):
        _check_key(str(changes["key"]), others)
    for field, value in changes.items():
        setattr(label, field, value)
    label.save(update_fields=list(changes))
    events.tell(label.project, "label.changed", {"label": label.pk}, by=by)
    return label


def delete_label(label: Label, *, by: User, merge_into: Label | None = None) -> None:
    """Take a label off the list. One that is in use is refused, unless its spans go to another."""
    if merge_into is not None:
        if merge_into.pk == label.pk or merge_into.project_id != label.project_id:
            raise Refused("Merge into another label of the same project.", at=("merge_into",))
        _merge(label, merge_into)
    with transaction.atomic():
        _locked(label.project)
        spans = tallies.of_labels(label.project_id).get(label.pk, 0)
        if spans:
            raise Conflict(
                f"“{label.name}” is used by {spans:,} {'span' if spans == 1 else 'spans'}; "
                "relabel them first, or merge it into another label.",
                code="label_in_use",
                spans=spans,
            )
        Label.objects.filter(pk=label.pk).update(listed=False, key="")
        events.tell(label.project, "label.deleted", {"label": label.pk}, by=by)


def list_used(project: Project, used: Iterable[int]) -> None:
    """Put the labels that an import brought on the list; the caller publishes in the same step."""
    listed = _locked(project)
    new = Label.objects.filter(project=project, pk__in=list(used), listed=False).order_by("pk")
    for label in new:
        if len(listed) >= LIMIT:
            raise Refused(
                f"With this file the project would have more than {LIMIT} labels. "
                "Is another column the one of the tags?",
                code="too_many_labels",
            )
        _list(label, listed)
        label.save()
        listed.append(label)


def forget(project: Project, made: Iterable[int], *, but: Import) -> None:
    """Remove label rows that a failed import made, unless someone has taken them up since.

    Another import under way may stand on them; then they stay, unlisted.
    """
    _locked(project)
    if not _under_way(project).exclude(pk=but.pk).exists():
        rows = Label.objects.filter(project=project, pk__in=list(made), listed=False)
        rows.exclude(pk__in=DocumentLabel.objects.filter(project=project).values("label")).delete()


def _under_way(project: Project) -> QuerySet[Import]:
    open_states = (Job.State.QUEUED, Job.State.RUNNING)
    return Import.objects.filter(project=project, published_at=None, job__state__in=open_states)


def _locked(project: Project) -> list[Label]:
    """The listed labels, with the project locked against a second change at the same time."""
    Project.objects.select_for_update().get(pk=project.pk)
    return list(Label.objects.filter(project=project, listed=True).order_by("position", "pk"))


def _checked(name: str, others: Iterable[Label]) -> str:
    name = unicodedata.normalize("NFC", name.strip())
    if problem := label_problem(name):
        raise Refused(problem, at=("name",))
    for other in others:
        if folded(other.name) == folded(name):
            same = "exists already" if other.name == name else "looks the same as the new name"
            raise Conflict(
                f"The label “{other.name}” {same}; use it.", at=("name",), label=other.pk
            )
    return name


def _check_key(key: str, others: Iterable[Label]) -> None:
    if len(key) != 1 or not key.isprintable() or key.isspace():
        raise Refused("A key is one character, like 1 or q.", at=("key",))
    if key.casefold() in RESERVED:
        raise Refused(f"The editor uses “{key}” itself; choose another key.", at=("key",))
    for other in others:
        if other.key == key:
            raise Conflict(f"“{key}” is the key of “{other.name}”; choose another.", at=("key",))


def _list(
    label: Label, listed: list[Label], *, color: int | None = None, key: str | None = None
) -> None:
    """Give the label its place, colour and key beside those that are listed."""
    taken = {other.key for other in listed}
    label.listed = True
    label.position = max((other.position for other in listed), default=-1) + 1
    label.color = color or label.position % COLORS + 1
    label.key = key if key is not None else next((k for k in KEYS if k not in taken), "")


def _make_way(project: Project, name: str) -> None:
    """A deleted label may still hold this name; an import under way may be using it."""
    hidden = Label.objects.filter(project=project, name=name, listed=False)
    if not hidden.exists():
        return
    if _under_way(project).exists():
        raise Conflict(
            f"An import under way brings a label “{name}”; rename when it is done.", at=("name",)
        )
    hidden.delete()


def _merge(label: Label, into: Label) -> None:
    """Give the spans of one label to another, some hundred documents at a time."""
    rows = Document.objects.of(label.project).filter(
        marks__project=label.project, marks__label=label
    )
    while batch := list(rows.only("project_id", "spans", "version", "state").order_by("pk")[:200]):
        with transaction.atomic():
            delta = tallies.Delta()
            for document in batch:
                spans = [
                    [first, last, into.pk if of == label.pk else of]
                    for first, last, of in document.spans
                ]
                delta.update(rewrite(document, spans=spans) or {})
            tallies.add(label.project_id, delta)


def spans_of(label: Label) -> int:
    """How many spans carry this label."""
    row = Tally.objects.filter(
        project_id=label.project_id, kind=Tally.Kind.LABEL, key=str(label.pk)
    )
    return int(row.values_list("value", flat=True).first() or 0)
