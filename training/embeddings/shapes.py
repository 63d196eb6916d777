"""An embedding as the API shows it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from training.models import Embedding
from workspace import jobs
from workspace.errors import NotFound
from workspace.shapes import Work


class EmbeddingOut(Work):
    id: int
    name: str
    project: int
    recipe: dict[str, Any]
    method: str
    """The method's title."""
    start: dict[str, Any]
    """Words and tokens of the text, once they are counted."""
    epochs: list[dict[str, Any]]
    live: dict[str, Any]
    words: int | None
    dimension: int | None
    file: str | None
    """The sha256 by which a recipe names these vectors."""
    size: int | None
    """Bytes."""
    subwords: bool
    """Whether words never seen get a vector, too."""
    warning: str
    created_at: datetime

    @classmethod
    def of(cls, embedding: Embedding) -> "EmbeddingOut":
        if embedding.job is None:
            raise NotFound("This embedding")
        same = (
            "id", "name", "recipe", "method", "start", "epochs", "live", "words", "dimension",
            "warning", "created_at",
        )  # fmt: skip
        file = embedding.file
        return cls(
            project=embedding.project_id,
            file=file.sha256 if file else None,
            size=file.size if file else None,
            subwords=bool(file and (file.kind == "bilm" or file.info.get("subwords"))),
            **jobs.shown(embedding.job),
            **{name: getattr(embedding, name) for name in same},
        )


class NeighbourOut(BaseModel):
    word: str
    similarity: float
    """The cosine of the angle between the two vectors."""


class NeighboursOut(BaseModel):
    word: str
    source: str
    """listed: it has a vector of its own; letters: one made of its groups of letters; unknown."""
    neighbours: list[NeighbourOut]


class ShareOut(BaseModel):
    known: int
    total: int
    share: float | None


class UnknownOut(BaseModel):
    word: str
    count: int


class CoverageOut(BaseModel):
    dimension: int
    subwords: bool
    """Whether words that the file does not list get a vector made of their letters."""
    words: ShareOut
    tokens: ShareOut
    entities: ShareOut
    """Tokens within marked entities."""
    unknown: list[UnknownOut]
    """The most frequent words that the file does not list."""
