"""Deleting a whole project, top floor first, since rooms protect what they stand on."""

from workspace.models import Project, User


def project(project: Project, *, by: User) -> None:
    """Remove the project with everything in it."""
    project.delete()
