"""Word vectors of a project's own text over HTTP."""

from typing import Any

from django.urls import path
from rest_framework.request import Request

from featuresets.models import FeatureSet
from training import coverage, offers
from training.embeddings import queries, services
from training.embeddings.shapes import CoverageOut, EmbeddingOut, NeighboursOut
from training.models import Embedding
from training.queries import files_of
from training.tagger.wordvectors import EmbeddingRecipe
from workspace.errors import Refused
from workspace.web import Form, Name, RoomView, act, listed

LONGEST_WORD = 200


class EmbedForm(Form):
    recipe: EmbeddingRecipe
    name: Name | None = None


class EmbeddingSchema(RoomView):
    @act("The form of word vectors as JSON Schema", role="user")
    def get(self, request: Request) -> dict[str, Any]:
        return offers.form(EmbeddingRecipe)


class Embeddings(RoomView):
    @act("Word vectors learned here, newest first", role="reviewer", out=list[EmbeddingOut])
    def get(self, request: Request) -> dict[str, Any]:
        rows = queries.of(self.project)
        return listed(rows, request, EmbeddingOut.of, newest_first=True)

    @act("Learn word vectors from the project's text", role="owner", body=EmbedForm,
         out=EmbeddingOut, status=202)  # fmt: skip
    def post(self, request: Request, body: EmbedForm) -> EmbeddingOut:
        made = services.start(
            project=self.project, recipe=body.recipe, by=self.user, name=body.name or ""
        )
        return EmbeddingOut.of(queries.every().get(pk=made.pk))


class OfEmbedding(RoomView):
    """A view on one embedding."""

    def embedding(self, pk: int) -> Embedding:
        return self.reach(queries.every(), pk, what="This embedding")


class OneEmbedding(OfEmbedding):
    @act("One set of word vectors", role="reviewer", out=EmbeddingOut)
    def get(self, request: Request, pk: int) -> EmbeddingOut:
        return EmbeddingOut.of(self.embedding(pk))

    @act("Delete word vectors; models trained with them stay", role="owner", status=204)
    def delete(self, request: Request, pk: int) -> None:
        services.delete(self.embedding(pk), by=self.user)


class StopEmbedding(OfEmbedding):
    @act("End early and keep the vectors of that moment", role="owner", out=EmbeddingOut)
    def post(self, request: Request, pk: int) -> EmbeddingOut:
        services.stop(self.embedding(pk), by=self.user)
        return EmbeddingOut.of(self.embedding(pk))


class Neighbours(OfEmbedding):
    @act("The words nearest to a word", role="reviewer", out=NeighboursOut,
         query={"word": "as it is written in the text"})  # fmt: skip
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        embedding = self.embedding(pk)
        word = request.query_params.get("word", "").strip()
        if not word or len(word) > LONGEST_WORD:
            raise Refused(
                f"Name one word of at most {LONGEST_WORD} letters as ?word=.", at=("word",)
            )
        return queries.neighbours(embedding, word)


class Coverage(RoomView):
    @act(
        "How much of a feature set a file of vectors knows", role="reviewer", out=CoverageOut,
        query={"file": "the sha256 of a file of vectors"},
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        rows = FeatureSet.objects.select_related("job", "project")
        feature_set = self.reach(rows, pk, what="This feature set")
        sha256 = request.query_params.get("file", "")
        file = files_of(self.project, ["vectors"]).filter(sha256=sha256).first()
        if file is None:
            raise Refused(
                "Name a file of vectors of this project by its sha256 as ?file=.",
                at=("file",),
                code="no_such_file",
            )
        return coverage.of(feature_set, file)


urlpatterns = [
    path("feature-sets/<int:pk>/coverage", Coverage.as_view()),
    path("embedding-schema", EmbeddingSchema.as_view()),
    path("projects/<int:project_id>/embeddings", Embeddings.as_view()),
    path("embeddings/<int:pk>", OneEmbedding.as_view()),
    path("embeddings/<int:pk>/stop", StopEmbedding.as_view()),
    path("embeddings/<int:pk>/neighbours", Neighbours.as_view()),
]
