"""The gallery over HTTP. Who is not signed in sees public cards, tries their models, no more.

An anonymous POST needs no form token: it changes nothing, spends only the sender's own address's
share, takes JSON alone (which another site's page cannot send here) and answers its own site alone.
"""

from datetime import datetime
from typing import Annotated, Any

from django.urls import path
from pydantic import BaseModel, Field, StringConstraints
from rest_framework.request import Request

from deployments import cards, featuring, playground, queries
from deployments.api.deployments import OfDeployment
from deployments.models import Deployment, Featured
from workspace import access
from workspace.errors import Conflict, NotFound
from workspace.models import User
from workspace.web import Form, RoomView, act, listed

TEXT_CHARACTERS = 2_000
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]


class FeatureForm(Form):
    public: bool = False
    """Whether card and try-it page need no sign-in; else only members see them."""
    summary: Words | None = None
    intended_use: Words | None = None
    limits: Words | None = None
    example: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] | None = None
    """A sentence to start from; all who see the card read it."""


class GalleryTryForm(Form):
    text: str = Field(min_length=1, max_length=TEXT_CHARACTERS)


class FeaturedOut(BaseModel):
    """A card, or the draft of one that is not shown yet."""

    featured: bool
    public: bool
    summary: str
    intended_use: str
    limits: str
    example: str
    facts: dict[str, Any]

    @classmethod
    def of(cls, deployment: Deployment) -> "FeaturedOut":
        found = Featured.objects.filter(deployment=deployment).first()
        if found is None:
            facts = cards.facts(deployment.run, deployment.labels)
            words = cards.draft(facts, deployment.sample)
            return cls(featured=False, public=False, facts=facts, **words._asdict())
        same = ("public", "summary", "intended_use", "limits", "example", "facts")
        return cls(featured=True, **{name: getattr(found, name) for name in same})


class EntryOut(BaseModel):
    """A card as the gallery lists it."""

    slug: str
    name: str
    public: bool
    summary: str
    labels: list[str]
    f1: float | None
    answers: bool
    """Whether it can be tried now."""

    @classmethod
    def of(cls, found: Featured) -> "EntryOut":
        deployment = found.deployment
        return cls(
            slug=deployment.slug, name=deployment.name, public=found.public, summary=found.summary,
            labels=found.facts["labels"], f1=found.facts["micro"].get("f1"),
            answers=deployment.state == Deployment.State.LIVE,
        )  # fmt: skip


class CardOut(EntryOut):
    intended_use: str
    limits: str
    example: str
    facts: dict[str, Any]
    since: datetime
    text_limit: int = TEXT_CHARACTERS

    @classmethod
    def of(cls, found: Featured) -> "CardOut":
        same = ("intended_use", "limits", "example", "facts")
        return cls(
            **EntryOut.of(found).model_dump(),
            since=found.created_at,
            **{name: getattr(found, name) for name in same},
        )


class Feature(OfDeployment):
    @act("Its card in the gallery, or a draft of one", role="reviewer", out=FeaturedOut)
    def get(self, request: Request, pk: int) -> FeaturedOut:
        return FeaturedOut.of(self.deployment(pk))

    @act("Feature a deployment, or change its card", role="owner", body=FeatureForm,
         out=FeaturedOut)  # fmt: skip
    def post(self, request: Request, pk: int, body: FeatureForm) -> FeaturedOut:
        deployment = self.deployment(pk)
        featuring.feature(deployment, by=self.user, **body.model_dump())
        return FeaturedOut.of(deployment)

    @act("Take it out of the gallery", role="owner", status=204)
    def delete(self, request: Request, pk: int) -> None:
        featuring.unfeature(self.deployment(pk), by=self.user)


class Gallery(RoomView):
    @act("Featured models: the public ones, and those of your projects", role="anyone",
         out=list[EntryOut])  # fmt: skip
    def get(self, request: Request) -> dict[str, Any]:
        return listed(queries.gallery(request.user), request, EntryOut.of, newest_first=True)


class OfGallery(RoomView):
    """A view on one card: public, or of a project in which one is a member."""

    def card(self, slug: str) -> Featured:
        found = queries.cards().filter(deployment__slug=slug).first()
        if found is None:
            raise NotFound("This model")
        if not found.public:
            try:
                access.within(self.request.user, found.deployment.project_id)
            except NotFound:
                raise NotFound("This model") from None
        return found


class Card(OfGallery):
    @act("One featured model", role="anyone", out=CardOut)
    def get(self, request: Request, slug: str) -> CardOut:
        return CardOut.of(self.card(slug))


class TryCard(OfGallery):
    @act("What a featured model finds in a text", role="anyone", body=GalleryTryForm,
         replayable=False)  # fmt: skip
    def post(self, request: Request, slug: str, body: GalleryTryForm) -> dict[str, Any]:
        found = self.card(slug)
        deployment = found.deployment
        if deployment.state == Deployment.State.STOPPED:
            raise Conflict(f"“{deployment.name}” is stopped by its owner.", code="stopped")
        featuring.spend(found, _who(request))
        return playground.ask(deployment, body.model_dump_json().encode())


def _who(request: Request) -> str:
    if isinstance(request.user, User):
        return f"user {request.user.pk}"
    return featuring.visitor(request.META.get("REMOTE_ADDR", ""))


urlpatterns = [
    path("deployments/<int:pk>/feature", Feature.as_view()),
    path("gallery", Gallery.as_view()),
    path("gallery/<str:slug>", Card.as_view()),
    path("gallery/<str:slug>/try", TryCard.as_view()),
]
