"""What changes in the workspace: people, projects, members, their files."""

from datetime import timedelta
from typing import Any, BinaryIO

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from workspace import events, files, tokens
from workspace.errors import Conflict, Problem, Refused, RefusedMany
from workspace.models import Attempt, File, Membership, Project, Role, User

TRIES = 10
TRIES_WITHIN = timedelta(minutes=10)


def sign_in(request: HttpRequest, *, username: str, password: str) -> User:
    """The user of these credentials. Ten wrong tries within ten minutes lock name and address."""
    address = request.META.get("REMOTE_ADDR", "")
    since = timezone.now() - TRIES_WITHIN
    who = f"{username[:150]}@{address}"[:200]
    if Attempt.objects.filter(who=who, at__gt=since).count() >= TRIES:
        raise Refused(
            "Too many wrong passwords. Wait ten minutes, then try again.",
            code="locked",
            status=429,
        )
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        Attempt.objects.create(who=who)
        raise Refused("User name or password is wrong.", code="wrong_credentials", status=401)
    Attempt.objects.filter(who=who).delete()
    return user


@transaction.atomic
def change_password(user: User, *, current: str, new: str) -> None:
    """Set a new password; the first one, after a sign-in link, needs no current one."""
    if user.has_usable_password() and not user.check_password(current):
        raise Refused("The current password is wrong.", at=("current",), code="wrong_password")
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise RefusedMany(
            [Problem(("new",), "weak", sentence) for sentence in error.messages]
        ) from None
    user.set_password(new)
    user.save(update_fields=["password"])


@transaction.atomic
def make_project(*, by: User, **fields: Any) -> Project:
    """A new project, owned by its maker."""
    project = Project.objects.create(created_by=by, **fields)
    Membership.objects.create(project=project, user=by, role=Role.OWNER)
    events.tell(project, "project.made", {}, by=by)
    return project


def change_project(project: Project, changes: dict[str, Any]) -> Project:
    for name, value in changes.items():
        setattr(project, name, value)
    if changes:
        project.save(update_fields=list(changes))
    return project


@transaction.atomic
def add_member(
    project: Project, *, username: str, role: str, by: User
) -> tuple[Membership, str | None]:
    """Give someone a role. A new name gets an account and a one-time sign-in link, shown once."""
    _not_a_lookalike(username)
    user, new = User.objects.get_or_create(username=username)
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    if Membership.objects.filter(project=project, user=user).exists():
        raise Conflict(
            f"“{username}” is a member already; change the role in the list.", at=("username",)
        )
    member = Membership.objects.create(project=project, user=user, role=role)
    events.tell(project, "member.added", {"user": user.pk, "role": role}, by=by)
    return member, tokens.make_link(user) if new else None


def _not_a_lookalike(username: str) -> None:
    """Names that differ in case alone would be taken for one another."""
    names = list(User.objects.filter(username__iexact=username).values_list("username", flat=True))
    if names and username not in names:
        raise Conflict(
            f"There is an account “{names[0]}”; write the name like that, or choose another.",
            at=("username",),
        )


@transaction.atomic
def change_role(member: Membership, *, role: str, by: User) -> Membership:
    if member.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    events.tell(member.project, "member.changed", {"user": member.user_id, "role": role}, by=by)
    return member


@transaction.atomic
def remove_member(member: Membership, *, by: User) -> None:
    if member.role == Role.OWNER:
        _keep_an_owner(member)
    events.tell(member.project, "member.removed", {"user": member.user_id}, by=by)
    member.delete()


def _keep_an_owner(member: Membership) -> None:
    others = Membership.objects.select_for_update().filter(
        project_id=member.project_id, role=Role.OWNER
    )
    if not others.exclude(pk=member.pk).exists():
        raise Conflict("A project keeps at least one owner; make someone else an owner first.")


def upload(
    project: Project, stream: BinaryIO, *, name: str, kind: str, info: dict[str, Any]
) -> File:
    return files.put(project, stream, name=name, kind=kind, info=info)


def first_user() -> User:
    """The owner of this installation, made at first start; a link or a password lets them in."""
    user = User.objects.filter(is_superuser=True).order_by("pk").first()
    if user is None:
        user = User(username="owner", is_superuser=True, is_staff=True)
        user.set_unusable_password()
        user.save()
    return user
