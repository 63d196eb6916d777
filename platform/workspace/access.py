"""The only door to a project's rows."""

from django.contrib.auth.models import AnonymousUser

from workspace.errors import Forbidden, NotFound
from workspace.models import Membership, Project, Role, User


def within(user: User | AnonymousUser, project_id: int, *, at_least: str = "annotator") -> Project:
    """Give the project if the user is a member whose role is `at_least` this one.

    Raises NotFound for a stranger (as if it did not exist) and Forbidden for too small a role.
    """
    member = (
        Membership.objects.select_related("project")
        .filter(user_id=user.pk or 0, project_id=project_id)
        .first()
    )
    if member is None:
        raise NotFound("This project")
    if Role(member.role).rank < Role(at_least).rank:
        raise Forbidden(
            f"Your role is {member.role}; this needs {at_least}. "
            f"Ask an owner of “{member.project.name}”."
        )
    return member.project


def role(user: User | AnonymousUser, project: Project) -> str | None:
    """The user's role on this project, or None."""
    return (
        Membership.objects.filter(user_id=user.pk or 0, project=project)
        .values_list("role", flat=True)
        .first()
    )
