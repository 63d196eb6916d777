"""Deployments over HTTP: deploy, look, start, stop, rename, rotate the key, try, delete."""

from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.urls import path
from pydantic import BaseModel, Field
from rest_framework.request import Request

from deployments import playground, precision, queries, services, snippets
from deployments.models import Deployment, Int8
from training.queries import of, runs
from workspace import jobs
from workspace.access import within
from workspace.errors import Conflict, NotFound
from workspace.shapes import Named, WorkState
from workspace.web import Form, Name, RoomView, act, listed, number

SAME = ("id", "name", "slug", "labels", "precision", "sample", "created_at")


class DeployForm(Form):
    name: Name | None = None
    """What people read; the address is made from it."""
    precision: Literal["fp32", "int8"] = "fp32"
    """With int8 it changes to its int8 form by itself, once that has been measured and passed."""


class DeploymentChange(Form):
    name: Name | None = None
    run: int | None = None
    """Another run of the same project, whose model answers here from now on."""
    precision: Literal["fp32", "int8"] | None = None
    """The numbers in which the network answers; int8 only once it has passed."""


class TryForm(Form):
    text: str = Field(max_length=1_000_000)
    offset_unit: str = Field("codepoint", pattern="^(codepoint|utf16|utf8|token)$")


class KeyOut(BaseModel):
    id: int
    prefix: str
    created_at: datetime
    last_used_at: datetime | None


class MeasureForm(Form):
    use: bool = False
    """Let the int8 form answer as soon as it has passed."""


class Int8Out(WorkState):
    """The int8 form of a model, measured beside the form that was trained."""

    figures: dict[str, Any] | None
    passed: bool
    verdict: str
    """The figures in words."""

    @classmethod
    def of(cls, made: Int8) -> "Int8Out":
        job = jobs.shown(made.job) if made.job else {}
        return cls(
            **{name: job[name] for name in ("state", "progress", "error")},
            figures=made.figures,
            passed=made.passed,
            verdict=precision.verdict(made.figures) if made.figures else "",
        )


class DeploymentOut(BaseModel):
    id: int
    project: int
    name: str
    slug: str
    url: str
    docs_url: str
    """The OpenAPI document of this address."""
    state: str
    error: str | None
    run: Named
    task: str
    """“ner”: it marks entities; “tokens”: it gives each token a tag."""
    labels: list[str]
    precision: str
    has_network: bool
    """Whether there is something that int8 could make smaller."""
    int8: Int8Out | None
    reachable: dict[str, str]
    keys: list[KeyOut]
    sample: str
    """A text to try."""
    snippets: dict[str, str]
    created_at: datetime

    @classmethod
    def of(cls, deployment: Deployment) -> "DeploymentOut":
        keys = deployment.valid_keys  # type: ignore[attr-defined]
        url = queries.url_of(deployment)
        shown = queries.state_of(deployment)
        made = getattr(deployment, "int8", None)
        return cls(
            project=deployment.project_id,
            url=url,
            docs_url=f"{url}/openapi.json",
            state=shown.state,
            error=shown.error,
            has_network=precision.GRAPH in deployment.files,
            int8=Int8Out.of(made) if made else None,
            run=Named(id=deployment.run_id, name=deployment.run.name),
            task=deployment.run.feature_set.task,
            reachable=queries.reachable(),
            keys=[KeyOut.model_validate(key, from_attributes=True) for key in keys],
            snippets=snippets.of(url, deployment.sample),
            **{name: getattr(deployment, name) for name in SAME},
        )


class DeployedOut(BaseModel):
    id: int
    slug: str
    url: str
    key: str | None
    """Shown once; keep it."""
    state: str

    @classmethod
    def of(cls, made: services.Deployed) -> "DeployedOut":
        deployment = made.deployment
        return cls(
            id=deployment.pk,
            slug=deployment.slug,
            url=queries.url_of(deployment),
            key=made.key,
            state=deployment.state,
        )


class Deploy(RoomView):
    @act("Let a run's model answer", role="owner", body=DeployForm, out=DeployedOut, status=201)
    def post(self, request: Request, pk: int, body: DeployForm) -> DeployedOut:
        run = self.reach(runs(), pk, what="This run")
        int8 = body.precision == "int8"
        return DeployedOut.of(services.deploy(run, name=body.name or "", int8=int8, by=self.user))


class Deployments(RoomView):
    @act(
        "Deployments that you may see, newest first",
        role="user",
        out=list[DeploymentOut],
        query={"project": "only those of this project"},
    )
    def get(self, request: Request) -> dict[str, Any]:
        rows = queries.visible_to(self.user)
        if project := number(request, "project", 0):
            rows = rows.filter(project=within(self.user, project, at_least="reviewer"))
        return listed(rows, request, DeploymentOut.of, newest_first=True)


class OfDeployment(RoomView):
    """A view on one deployment."""

    def deployment(self, pk: int) -> Deployment:
        return self.reach(queries.every(), pk, what="This deployment")


class OneDeployment(OfDeployment):
    @act("One deployment", role="reviewer", out=DeploymentOut)
    def get(self, request: Request, pk: int) -> DeploymentOut:
        return DeploymentOut.of(self.deployment(pk))

    @act(
        "Rename a deployment, or let it answer with another run's model",
        role="owner",
        body=DeploymentChange,
        out=DeploymentOut,
    )
    def patch(self, request: Request, pk: int, body: DeploymentChange) -> DeploymentOut:
        deployment = self.deployment(pk)
        with transaction.atomic():
            if body.run is not None:
                run = of(self.project).filter(pk=body.run).first()
                if run is None:
                    raise NotFound("This run")
                services.point(deployment, run=run, by=self.user)
            if body.precision is not None:
                precision.choose(deployment, body.precision, by=self.user)
            if body.name is not None:
                services.rename(deployment, name=body.name, by=self.user)
        return DeploymentOut.of(self.deployment(pk))

    @act("Delete a deployment; its run stays", role="owner", status=204)
    def delete(self, request: Request, pk: int) -> None:
        services.delete(self.deployment(pk), by=self.user)


class Start(OfDeployment):
    @act("Let it answer again", role="owner", out=DeploymentOut)
    def post(self, request: Request, pk: int) -> DeploymentOut:
        services.start(self.deployment(pk), by=self.user)
        return DeploymentOut.of(self.deployment(pk))


class Stop(OfDeployment):
    @act("End its answers; address and keys stay", role="owner", out=DeploymentOut)
    def post(self, request: Request, pk: int) -> DeploymentOut:
        services.stop(self.deployment(pk), by=self.user)
        return DeploymentOut.of(self.deployment(pk))


class RotateKey(OfDeployment):
    @act("A new key; the old one ends", role="owner", out=DeployedOut)
    def post(self, request: Request, pk: int) -> DeployedOut:
        return DeployedOut.of(services.rotate_key(self.deployment(pk), by=self.user))


class MeasureInt8(OfDeployment):
    @act("Make and measure the int8 form of its model", role="owner", body=MeasureForm,
         out=DeploymentOut, status=202)  # fmt: skip
    def post(self, request: Request, pk: int, body: MeasureForm) -> DeploymentOut:
        precision.measure(self.deployment(pk), use=body.use, by=self.user)
        return DeploymentOut.of(self.deployment(pk))


class Try(OfDeployment):
    @act("What it finds in a text", role="reviewer", body=TryForm, replayable=False)
    def post(self, request: Request, pk: int, body: TryForm) -> dict[str, Any]:
        deployment = self.deployment(pk)
        if deployment.state == Deployment.State.STOPPED:
            raise Conflict(f"“{deployment.name}” is stopped; start it first.", code="stopped")
        return playground.ask(deployment, body.model_dump_json().encode())


urlpatterns = [
    path("runs/<int:pk>/deploy", Deploy.as_view()),
    path("deployments", Deployments.as_view()),
    path("deployments/<int:pk>", OneDeployment.as_view()),
    path("deployments/<int:pk>/start", Start.as_view()),
    path("deployments/<int:pk>/stop", Stop.as_view()),
    path("deployments/<int:pk>/rotate-key", RotateKey.as_view()),
    path("deployments/<int:pk>/int8", MeasureInt8.as_view()),
    path("deployments/<int:pk>/try", Try.as_view()),
]
