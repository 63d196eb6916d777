"""Projects as their members see them: the list, one project, and the path strip."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import path
from pydantic import BaseModel
from rest_framework.request import Request

from tagwright import delete, steps
from workspace import services
from workspace.api import ProjectChange, ProjectForm
from workspace.models import Membership, Project
from workspace.web import RoomView, act, asked_page


class Counts(BaseModel):
    total: int
    done: int
    new: int
    skipped: int


class ProjectOut(BaseModel):
    id: int
    name: str
    task: str
    tokenizer: str
    language: str
    role: str
    is_demo: bool
    guideline: str
    created_at: datetime
    documents: Counts


def shown(members: Iterable[Membership]) -> list[ProjectOut]:
    """The projects of these memberships, with their document counts in one query."""
    rows = list(members)
    counts = steps.document_counts([m.project_id for m in rows])
    return [_out(m.project, m.role, counts.get(m.project_id, {})) for m in rows]


def _out(project: Project, role: str, counts: dict[str, int]) -> ProjectOut:
    states = {state: counts.get(state, 0) for state in ("done", "new", "skipped")}
    return ProjectOut(
        id=project.pk,
        role=role,
        documents=Counts(total=sum(states.values()), **states),
        **{
            n: getattr(project, n)
            for n in ("name", "task", "tokenizer", "language", "is_demo", "guideline", "created_at")
        },
    )


class Projects(RoomView):
    @act("List your projects", role="user", out=list[ProjectOut])
    def get(self, request: Request) -> dict[str, Any]:
        page = asked_page(request)
        rows = Membership.objects.filter(user_id=self.user.pk, project_id__gt=page.cursor)
        found = list(rows.select_related("project").order_by("project_id")[: page.limit + 1])
        kept = found[: page.limit]
        more = kept[-1].project_id if len(found) > page.limit else None
        return {"results": shown(kept), "next": more}

    @act("Make a project", role="user", body=ProjectForm, out=ProjectOut, status=201)
    def post(self, request: Request, body: ProjectForm) -> ProjectOut:
        project = services.make_project(by=self.user, **body.model_dump())
        return shown(Membership.objects.filter(project=project, user_id=self.user.pk))[0]


class OneProject(RoomView):
    def _shown(self, request: Request) -> ProjectOut:
        rows = Membership.objects.filter(project=self.project, user_id=self.user.pk)
        return shown(rows.select_related("project"))[0]

    @act("One project", role="annotator", out=ProjectOut)
    def get(self, request: Request) -> ProjectOut:
        return self._shown(request)

    @act("Change a project", role="owner", body=ProjectChange, out=ProjectOut)
    def patch(self, request: Request, body: ProjectChange) -> ProjectOut:
        services.change_project(self.project, body.model_dump(exclude_none=True))
        return self._shown(request)

    @act("Delete a project with all that is in it", role="owner", status=204)
    def delete(self, request: Request) -> None:
        delete.project(self.project, by=self.user)


class Path(RoomView):
    @act("The path from texts to an answering model, and the next step on it", role="annotator")
    def get(self, request: Request) -> dict[str, Any]:
        return steps.path_of(self.project)


urlpatterns = [
    path("projects", Projects.as_view()),
    path("projects/<int:project_id>", OneProject.as_view()),
    path("projects/<int:project_id>/path", Path.as_view()),
]
