"""Who works on what, and what is being done for them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person. The first one is made at first start and owns the demo project."""


class Role(models.TextChoices):
    """What a member may do; each role may do all that the ones above it may."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


class Project(models.Model):
    """Texts, their labels, and all that is made of them."""

    class Task(models.TextChoices):
        NER = "ner"
        TOKENS = "tokens"

    name = models.CharField(max_length=120)
    task = models.CharField(max_length=10, choices=Task, default=Task.NER)
    tokenizer = models.CharField(max_length=20, default="words")
    language = models.CharField(max_length=20, blank=True)
    guideline = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership", related_name="projects")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role on one project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.ANNOTATOR)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "user"], name="one_role_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.project}"


class ApiKey(models.Model):
    """A personal API token: only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class SignInLink(models.Model):
    """A link that signs one person in, once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.user}"


class Replay(models.Model):
    """The answer to a POST, kept under its Idempotency-Key for a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    body_hash = models.CharField(max_length=64)
    status = models.IntegerField(default=0)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"


class File(models.Model):
    """Bytes that a project holds, by content hash."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)
    info = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "kind", "id"], name="file_by_project"),
            models.Index(fields=["sha256"], name="file_by_hash"),
        ]

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """One piece of long work. This row is the truth; the broker's message is only a doorbell."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    needs = models.CharField(max_length=10, default="cpu")
    queue = models.CharField(max_length=20, default="cpu")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    attempt = models.IntegerField(default=0)
    max_attempts = models.IntegerField(default=3)
    token = models.UUIDField(null=True)
    holder = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    stop_requested = models.BooleanField(default=False)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.JSONField(null=True)
    last_seq = models.BigIntegerField(default=0)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "lease_until"], name="job_by_state"),
            models.Index(fields=["project", "kind", "object_id"], name="job_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} ({self.state})"

    @property
    def open(self) -> bool:
        return self.state in (Job.State.QUEUED, Job.State.RUNNING)


class Carried(models.Model):
    """What one job makes: its state is the job's."""

    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def state(self) -> str:
        return self.job.state if self.job else Job.State.QUEUED


class Event(models.Model):
    """Something that happened: for live pages and for the audit trail."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, null=True, on_delete=models.CASCADE, related_name="+")
    seq = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["job", "seq"],
                name="one_event_per_step",
                condition=models.Q(job__isnull=False),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["project", "id"], name="event_by_project")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"


class Attempt(models.Model):
    """A sign-in that failed: user name and address, never the password."""

    who = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["who", "at"], name="attempt_by_who")]

    def __str__(self) -> str:
        return f"{self.who} at {self.at}"


class Pulse(models.Model):
    """When a part of the household last showed itself."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
