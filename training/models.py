"""One training run: the recipe it was started with, what it showed, and the model it left."""

from pathlib import Path

from django.conf import settings
from django.db import models

from featuresets.models import FeatureSet
from workspace.models import Job, Project, User


class Run(models.Model):
    """A recipe trained on a frozen feature set. Its state is its job's.

    Files are named by content hash: the report, the wrong entities, the predictions on the test
    part and the bundle. Nothing here changes once the run is done, but for its name.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    feature_set = models.ForeignKey(FeatureSet, on_delete=models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    recipe = models.JSONField()
    preset = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=40, blank=True)
    start = models.JSONField(default=dict)
    """What the trainer said when it began: parameters, batch, rate, what a maximum length cut."""
    epochs = models.JSONField(default=list)
    live = models.JSONField(default=dict)
    """Figures of the last step; only for the page."""
    best_epoch = models.IntegerField(null=True)
    headline = models.JSONField(null=True)
    report_hash = models.CharField(max_length=64, blank=True)
    errors_hash = models.CharField(max_length=64, blank=True)
    predictions_hash = models.CharField(max_length=64, blank=True)
    bundle_hash = models.CharField(max_length=64, blank=True)
    bundle_files = models.JSONField(default=dict)
    """{file name: sha256}, `bundle.json` among them."""
    checkpoint = models.JSONField(default=dict)
    """{file name: sha256} of the last checkpoint, when hosts share only the file store."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="run_by_project")]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        """Where this run works on this machine; kept between attempts, removed at its end."""
        return Path(settings.HOME) / "runs" / str(self.pk)

    @property
    def state(self) -> str:
        return self.job.state if self.job else Job.State.QUEUED

    @property
    def deployable(self) -> bool:
        return self.state == Job.State.DONE and bool(self.bundle_hash)
