"""A deployment is an address that points at a trained model's bundle."""

from django.db import models

from training.models import Run
from workspace.models import Carried, Job, Project, User

PULSE = "serving"
"""The name under which the serving processes show that they live."""


class Deployment(models.Model):
    """What should answer at one address, and what the serving processes said of it last."""

    class Wanted(models.TextChoices):
        LIVE = "live"
        STOPPED = "stopped"

    class State(models.TextChoices):
        STARTING = "starting"
        LIVE = "live"
        STOPPED = "stopped"
        FAILED = "failed"

    class Precision(models.TextChoices):
        FP32 = "fp32"
        INT8 = "int8"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    bundle = models.CharField(max_length=64)
    """The sha256 of `bundle.json`, which names all other bytes."""
    files = models.JSONField(default=dict)
    """{file name: sha256}, `bundle.json` among them."""
    labels = models.JSONField(default=list)
    sample = models.CharField(max_length=300)
    """A sentence of the run's test part, for the examples of how to call it."""
    version = models.IntegerField(default=1)
    """Raised by each change of what should answer; a report about an older one says nothing."""
    precision = models.CharField(max_length=4, choices=Precision, default=Precision.FP32)
    """In which numbers the network answers; `bundle` and `files` are of that form."""
    wanted = models.CharField(max_length=10, choices=Wanted, default=Wanted.LIVE)
    seen_version = models.IntegerField(default=0)
    seen_state = models.CharField(max_length=10, blank=True)
    seen_error = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="deployment_by_project")]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Starting until a serving process reports on this very version."""
        if self.wanted == self.Wanted.STOPPED:
            return self.State.STOPPED
        if self.seen_version != self.version or not self.seen_state:
            return self.State.STARTING
        return self.seen_state


class DeploymentKey(models.Model):
    """What a program must send to be answered; only its hash is kept."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="keys")
    prefix = models.CharField(max_length=16)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.prefix}… of {self.deployment}"


class Int8(Carried):
    """The int8 form of a deployment's model: made and measured by a job, which is its state."""

    deployment = models.OneToOneField(Deployment, on_delete=models.CASCADE, related_name="int8")
    use = models.BooleanField(default=False)
    """Whether it answers as soon as it has passed."""
    figures = models.JSONField(null=True)
    """Of both forms, as `training.tagger.int8` measured them."""
    bundle = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=dict)
    """{file name: sha256}, `bundle.json` among them."""

    def __str__(self) -> str:
        return f"int8 of {self.deployment}"

    @property
    def passed(self) -> bool:
        """Whether it loses no more than may be lost."""
        return self.state == Job.State.DONE and bool((self.figures or {}).get("passed"))


class Featured(models.Model):
    """A deployment's card in the gallery: facts of the run, and what its owner says of it."""

    deployment = models.OneToOneField(Deployment, on_delete=models.CASCADE, related_name="featured")
    public = models.BooleanField(default=False)
    """Whether card and try-it page need no sign-in; else members of the project see them."""
    summary = models.TextField(blank=True)
    intended_use = models.TextField(blank=True)
    limits = models.TextField(blank=True)
    example = models.CharField(max_length=300, blank=True)
    """A sentence to start from; everyone who sees the card reads it."""
    facts = models.JSONField(default=dict)
    """As `cards.facts` drew them from the run that answers."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"card of {self.deployment}"


class Visit(models.Model):
    """One text that was tried in the gallery within the last minute; `who` cannot be read back."""

    featured = models.ForeignKey(Featured, on_delete=models.CASCADE, related_name="+")
    who = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["featured", "who", "at"], name="visit_by_who")]

    def __str__(self) -> str:
        return f"visit at {self.at}"


class Evaluation(Carried):
    """A labelled file held against a deployed model. Its state is its job's.

    The file itself is let go once it has been read; what stays are the figures and the rows.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    """The file's name."""
    model = models.CharField(max_length=120)
    """The run that answered, by the name it had."""
    precision = models.CharField(max_length=4)
    bundle = models.JSONField(default=dict)
    """{file name: sha256} of the very model that is judged, whatever answers there later."""
    options = models.JSONField()
    """Format and options with which the file is read."""
    files = models.JSONField(default=list)
    """The uploaded files, until they have been read."""
    report = models.JSONField(null=True)
    rows_hash = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["deployment", "id"], name="evaluation_by_deployment")]

    def __str__(self) -> str:
        return f"{self.name} against {self.deployment}"


class Catalogue(models.Model):
    """One row: counts the changes of what should answer, so that serving processes can wait."""

    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"catalogue {self.version}"
