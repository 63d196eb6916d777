"""What is read of embeddings: lists, and the words that stand near a word."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from training.brought import named_in
from training.models import Embedding, Run
from training.tagger import vectors
from workspace import files
from workspace.errors import Conflict
from workspace.models import Job, Project

MOST_WORDS = 50_000
"""Neighbours are looked for among so many of the most frequent words."""
SHOWN = 12
GUESS_BYTES = 64 << 20


def every() -> QuerySet[Embedding]:
    """All embeddings; a view reaches one of them through the door."""
    return Embedding.objects.select_related("job", "project", "file")


def of(project: Project) -> QuerySet[Embedding]:
    return every().filter(project=project)


def user_of(project: Project, sha256: str) -> Run | None:
    """A run that waits or trains and reads this file."""
    waiting = Run.objects.filter(
        project=project, job__state__in=(Job.State.QUEUED, Job.State.RUNNING)
    )
    return next((run for run in waiting if sha256 in named_in(run.recipe)), None)


def neighbours(embedding: Embedding, word: str) -> dict[str, Any]:
    """The words nearest to this one by the angle between their vectors."""
    if embedding.file is None:
        raise Conflict(
            f"“{embedding.name}” is {embedding.state}; neighbours are there when it is done.",
            code="not_done",
        )
    if embedding.file.kind != "vectors":
        raise Conflict(
            f"What “{embedding.name}” says of a word depends on its sentence; a word alone has no "
            "neighbours.",
            code="no_neighbours",
        )
    table = _table(embedding.file.sha256)
    source, row = _row(table, word)
    if row is None:
        return {"word": word, "source": "unknown", "neighbours": []}
    near = table.rows @ (row / (np.linalg.norm(row) + 1e-9))
    order = np.argsort(-near, kind="stable")[: SHOWN + 1]
    found = [
        {"word": table.words[at], "similarity": round(float(near[at]), 3)}
        for at in order
        if table.words[at] != word
    ]
    return {"word": word, "source": source, "neighbours": found[:SHOWN]}


class Table(NamedTuple):
    """The most frequent words of a file, with vectors of length 1."""

    words: list[str]
    at: dict[str, int]
    rows: NDArray[np.float32]
    subwords: vectors.Subwords | None


@lru_cache(maxsize=2)
def _table(sha256: str) -> Table:
    with files.path(sha256) as place:
        found, words = vectors.read(place, (), MOST_WORDS)
        subwords = vectors.open_vectors(place).subwords(GUESS_BYTES)
    rows = np.stack([found[word] for word in words])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + np.float32(1e-9)
    return Table(words, {word: at for at, word in enumerate(words)}, rows, subwords)


def _row(table: Table, word: str) -> tuple[str, NDArray[np.float32] | None]:
    if word in table.at:
        return "listed", table.rows[table.at[word]]
    if table.subwords is not None:
        guessed = table.subwords.vectors([word])[0]
        if guessed.any():
            return "letters", guessed
    return "unknown", None
