"""The path strip: from texts to an answering model, and what to do next."""

from collections.abc import Sequence
from typing import Any

from workspace.models import Project


def document_counts(project_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Documents per state of these projects: {project: {"new": 3, …}}."""
    return {}


def path_of(project: Project) -> dict[str, Any]:
    return {}
