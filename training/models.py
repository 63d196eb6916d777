"""A training run with the model it left, and the study that some runs belong to."""

from pathlib import Path

from django.conf import settings
from django.db import models

from featuresets.models import FeatureSet
from training.tagger.wordvectors import EmbeddingRecipe
from workspace.models import Carried, File, Job, Project, User


class Study(models.Model):
    """Several runs that answer one question together. Its runs are the truth; it only counts them.

    A study has no job of its own: short jobs look at its rows and queue what comes next.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    feature_set = models.ForeignKey(FeatureSet, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    plan = models.JSONField()
    """The choice of `training.studies.plans`: what it asks, and with how many runs."""
    recipe = models.JSONField()
    """What its runs have in common."""
    planned = models.IntegerField()
    """Runs at most."""
    stop_asked = models.BooleanField(default=False)
    ended = models.CharField(max_length=10, blank=True)
    """Empty while it goes on; then done, cancelled or failed."""
    result = models.JSONField(null=True)
    """The answer, as far as the runs give it."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["project", "id"], name="study_by_project"),
            models.Index(fields=["ended"], name="study_by_end"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        return self.ended or Job.State.RUNNING


class Run(Carried):
    """A recipe trained on a frozen feature set. Its state is its job's.

    Files are named by content hash: the report, the wrong entities, the predictions on the test
    part and the bundle. Nothing here changes once the run is done, but for its name.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    feature_set = models.ForeignKey(FeatureSet, on_delete=models.PROTECT, related_name="+")
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
    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, related_name="+")
    trial = models.IntegerField(null=True)
    """Its number in the study; the first is 0."""
    part = models.JSONField(default=dict)
    """The view of the feature set that it learns from (`training.studies.views`); empty = all."""
    params = models.JSONField(default=dict)
    """{path in the recipe: value} that a search chose for it."""
    pruned_at = models.IntegerField(null=True)
    """The epoch after which a search gave it up."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="run_by_project")]
        constraints = [models.UniqueConstraint(fields=["study", "trial"], name="one_run_per_trial")]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        """Where this run works on this machine; kept between attempts, removed at its end."""
        return Path(settings.HOME) / "runs" / str(self.pk)

    @property
    def deployable(self) -> bool:
        return self.state == Job.State.DONE and bool(self.bundle_hash)


class Reading(Carried):
    """One part of a feature set read after training, by a run or by another program.

    With a run: its figures on another test set. Without: what a file of answers or a spaCy pipeline
    says on ours, so that it compares like a run. Its state is its job's.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    feature_set = models.ForeignKey(FeatureSet, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, default="test")
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")
    program = models.CharField(max_length=120, blank=True)
    """The name of a spaCy pipeline."""
    name = models.CharField(max_length=120)
    files = models.JSONField(default=list)
    """Ids of the uploaded files of answers."""
    options = models.JSONField(default=dict)
    """How they are read: a saved format."""
    labels = models.JSONField(default=dict)
    """{their label: ours}; an empty name leaves it out."""
    left_out = models.JSONField(default=dict)
    """{their label: how many answers were not counted}."""
    headline = models.JSONField(null=True)
    report_hash = models.CharField(max_length=64, blank=True)
    errors_hash = models.CharField(max_length=64, blank=True)
    predictions_hash = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="reading_by_project")]

    def __str__(self) -> str:
        return self.name


class Embedding(Carried):
    """Word vectors learned from all text of a project. Its state is its job's; what it leaves is a
    file that recipes name like an uploaded one."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    recipe = models.JSONField()
    start = models.JSONField(default=dict)
    """What was said when it began: words, tokens, parameters."""
    epochs = models.JSONField(default=list)
    live = models.JSONField(default=dict)
    """Figures of the last step; only for the page."""
    warning = models.CharField(max_length=500, blank=True)
    words = models.IntegerField(null=True)
    dimension = models.IntegerField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="embedding_by_project")]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        """Where it is learned on this machine; removed at its end."""
        return Path(settings.HOME) / "embeddings" / str(self.pk)

    @property
    def method(self) -> str:
        """The method's title."""
        return EmbeddingRecipe.model_validate(self.recipe).method.title
