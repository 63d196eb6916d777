"""A feature set: annotations drawn into three parts, frozen and weighed."""

from typing import ClassVar

from django.db import models

from workspace.models import Carried, Project, User


class FeatureSet(Carried):
    """A snapshot that never changes. Its state is its job's; its sentences are files by hash."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    split = models.JSONField()
    """The choice of `featuresets.splits` it was drawn with."""
    target = models.CharField(max_length=64, blank=True)
    """The token layer to learn; empty for the spans that people marked."""
    hash = models.CharField(max_length=64, blank=True)
    """Equal sentences, labels and parts have equal hashes, in any project and at any time."""
    counts = models.JSONField(default=dict)
    """Sentences per part."""
    summary = models.JSONField(null=True)
    files = models.JSONField(default=dict)
    """{part: [sha256 of each file, in order]} and {"manifest": [sha256]}."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["project", "id"], name="feature_set_by_project")]

    def __str__(self) -> str:
        return self.name

    @property
    def task(self) -> str:
        """What its models learn: “tokens” where each token has one tag, else “ner”."""
        return "tokens" if self.target else self.project.task
