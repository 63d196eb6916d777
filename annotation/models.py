"""Documents, the labels their spans carry, the imports they came from, and running counts.

A document is one wide row: text, tokens, sentences and spans are always read together, and a save
is one conditional UPDATE. What lists and filters need beside it (`DocumentLabel`, `Tally`) changes
in the same transaction as what it counts.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from workspace.models import Job, Project, User


class Label(models.Model):
    """A name that spans carry. A label is never removed while its project lives, only unlisted.

    An import under way may already use a label that nobody sees yet, or one that was just deleted:
    both are rows with `listed` false, and publishing lists them.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=64)
    color = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=1, blank=True)
    position = models.PositiveIntegerField(default=0)
    description = models.TextField(blank=True)
    listed = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "name"], name="one_label_per_name"),
            models.UniqueConstraint(
                fields=["project", "key"],
                name="one_label_per_key",
                condition=Q(listed=True) & ~Q(key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """Where documents come from: an uploaded file, or pasted texts. Nothing of it is seen before
    `published_at` is set, by one UPDATE, when all of it is there."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=255)
    format = models.CharField(max_length=20)
    options = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    """Ids of the uploaded files, in the order in which they are read."""
    read = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    warnings = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    gone = models.JSONField(default=list)
    """Positions of documents that were deleted one by one, rising."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "id"], name="import_by_project"),
            models.Index(
                fields=["project"], name="import_unpublished", condition=Q(published_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Documents(models.QuerySet["Document"]):
    """Documents; `visible` leaves out what an import has staged but not published."""

    def visible(self) -> "Documents":
        # NOT IN a short list of open imports, not a join: the planner keeps the keyset index.
        return self.exclude(source__in=Import.objects.filter(published_at=None).values("pk"))

    def of(self, project: Project) -> "Documents":
        """The visible documents of a project."""
        staged = Import.objects.filter(project=project, published_at=None).values("pk")
        return self.filter(project=project).exclude(source__in=staged)


class Document(models.Model):
    """A text with its tokens, sentences and spans. The text is kept as it came.

    `tokens` is flat, [start, end, start, end, …] in code points; `sentences` are token ranges;
    `spans` are [first token, token after the last, label id], rising. Each save raises `version`.
    """

    class State(models.TextChoices):
        NEW = "new"
        DONE = "done"
        SKIPPED = "skipped"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveIntegerField()
    text = models.TextField()
    tokens = models.JSONField()
    sentences = models.JSONField()
    layers = models.JSONField(default=dict)
    group = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    version = models.PositiveIntegerField(default=1)
    spans = models.JSONField(default=list)
    annotated_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    updated_at = models.DateTimeField()

    objects = Documents.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "id"], name="document_by_project"),
            models.Index(fields=["project", "state", "id"], name="document_by_state"),
            # A source belongs to one project, and its foreign key needs an index of its own.
            models.Index(fields=["source", "id"], name="document_by_source"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class DocumentLabel(models.Model):
    """How many spans of a label a document has: the index behind the label filter.

    It follows its document, so the database keeps no foreign keys here: they would cost more than
    the rows.
    """

    pk = models.CompositePrimaryKey("project_id", "label_id", "document_id")
    project = models.ForeignKey(
        Project, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    label = models.ForeignKey(
        Label, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    document = models.ForeignKey(
        Document,
        on_delete=models.DO_NOTHING,
        related_name="marks",
        db_constraint=False,
        db_index=False,
    )
    count = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "document"], name="label_by_document"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.label_id} in {self.document_id}"


class Tally(models.Model):
    """A running count over a project's visible documents: by state, by source, spans by label."""

    class Kind(models.TextChoices):
        STATE = "state"
        SOURCE = "source"
        LABEL = "label"

    pk = models.CompositePrimaryKey("project_id", "kind", "key")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=20)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.value}"
