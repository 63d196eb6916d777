"""Studies over HTTP."""

from typing import Any

from django.urls import path
from rest_framework.request import Request

from training.api import StartForm, feature_sets
from training.models import Study
from training.studies import queries, services, spaces
from training.studies.plans import PLAN, AnyPlan
from training.studies.shapes import DimensionOut, StudyOut, StudyWithTrials, TrialOut, shown
from training.tagger.recipe import Recipe
from workspace.web import Form, RoomView, act, listed


class StudyForm(StartForm):
    plan: AnyPlan
    """What is asked: search, folds, seeds or learning_curve."""


class SpaceForm(Form):
    recipe: Recipe


class PlanSchema(RoomView):
    @act("The form of a study as JSON Schema", role="user")
    def get(self, request: Request) -> dict[str, Any]:
        return PLAN.json_schema()


class SearchSpace(RoomView):
    @act("What a search can change in a recipe", role="user", body=SpaceForm,
         out=tuple[DimensionOut, ...])  # fmt: skip
    def post(self, request: Request, body: SpaceForm) -> list[DimensionOut]:
        return [DimensionOut.of(one) for one in spaces.offered(body.recipe)]


class OfStudy(RoomView):
    """A view on one study."""

    def study(self, pk: int) -> Study:
        return self.reach(queries.studies(), pk, what="This study")


class StartStudy(OfStudy):
    @act("Begin a study on a feature set", role="owner", body=StudyForm, out=StudyOut, status=202)
    def post(self, request: Request, pk: int, body: StudyForm) -> StudyOut:
        study = services.start(
            feature_set=self.reach(feature_sets(), pk, what="This feature set"),
            plan=body.plan,
            recipe=body.chosen(),
            by=self.user,
            name=body.name or "",
        )
        return StudyOut.of(self.study(study.pk))


class Studies(RoomView):
    @act("The project's studies, newest first", role="reviewer", out=list[StudyOut])
    def get(self, request: Request) -> dict[str, Any]:
        return listed(queries.of(self.project), request, StudyOut.of, newest_first=True)


class OneStudy(OfStudy):
    @act("One study with its trials", role="reviewer", out=StudyWithTrials)
    def get(self, request: Request, pk: int) -> StudyWithTrials:
        study = self.study(pk)
        trials = [TrialOut.of(run) for run in queries.runs_of(study)]
        return StudyWithTrials(**shown(study), trials=trials)

    @act("Delete a study with its runs", role="owner", status=204)
    def delete(self, request: Request, pk: int) -> None:
        services.delete(self.study(pk), by=self.user)


class StopStudy(OfStudy):
    @act("Begin no more runs and keep what there is", role="owner", out=StudyOut)
    def post(self, request: Request, pk: int) -> StudyOut:
        services.stop(self.study(pk), by=self.user)
        return StudyOut.of(self.study(pk))


urlpatterns = [
    path("plan-schema", PlanSchema.as_view()),
    path("search-space", SearchSpace.as_view()),
    path("feature-sets/<int:pk>/studies", StartStudy.as_view()),
    path("projects/<int:project_id>/studies", Studies.as_view()),
    path("studies/<int:pk>", OneStudy.as_view()),
    path("studies/<int:pk>/stop", StopStudy.as_view()),
]
