"""A deployment is an address that points at a trained model's bundle."""

from django.db import models

from training.models import Run
from workspace.models import Project, User

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


class Catalogue(models.Model):
    """One row: counts the changes of what should answer, so that serving processes can wait."""

    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"catalogue {self.version}"
