"""What changes an embedding: start, stop, finish, delete."""

import shutil
from pathlib import Path
from typing import Any, Literal

from django.db import transaction

from annotation import queries as annotation
from training import brought, uploads
from training.embeddings import queries
from training.models import Embedding
from training.slots import learned_on_gpu
from training.tagger.wordvectors import EmbeddingRecipe
from workspace import events, files, jobs
from workspace.errors import Conflict, RefusedMany
from workspace.models import File, Project, User


@transaction.atomic
def start(*, project: Project, recipe: EmbeddingRecipe, by: User, name: str = "") -> Embedding:
    """Queue the learning of word vectors on all of the project's text."""
    if not sum(annotation.state_counts([project.pk]).get(project.pk, {}).values()):
        raise Conflict(
            "The project has no text to learn from; import documents first, labelled or not.",
            code="no_text",
        )
    if problems := list(brought.missing(project, recipe)):
        raise RefusedMany(problems)
    count = Embedding.objects.filter(project=project).count()
    embedding = Embedding.objects.create(
        project=project,
        name=name or f"{recipe.method.title} {count + 1}",
        recipe=recipe.model_dump(mode="json"),
        created_by=by,
    )
    needs: Literal["cpu", "gpu"] = "gpu" if learned_on_gpu(recipe) else "cpu"
    embedding.job = jobs.queue(
        "training.embed", embedding.pk, project=project, needs=needs, queue=f"train.{needs}", by=by
    )
    embedding.save(update_fields=["job"])
    events.tell(project, "embedding.started", {"embedding": embedding.pk}, by=by)
    return embedding


@transaction.atomic
def stop(embedding: Embedding, *, by: User) -> None:
    """End early and keep the vectors of that moment; one that still waits is cancelled."""
    job = embedding.job
    if job is None or not job.open:
        raise Conflict(f"“{embedding.name}” is {embedding.state} already.", code="not_running")
    jobs.stop(job)
    events.tell(embedding.project, "embedding.stop_asked", {"embedding": embedding.pk}, by=by)


def finish(embedding: Embedding, out: Path, done: dict[str, Any], lease: jobs.Lease) -> None:
    """Keep what was learned as a file that recipes can name, and end the job as done; `done` says
    its name in the folder `out`, its kind and how many words it knows."""
    place, kind = out / done["file"], done.get("kind", "vectors")
    info = uploads.LEARNED[kind](place)
    sha256, size = files.keep(place)
    with lease.hold(finish=True):
        row = File.objects.create(
            project=embedding.project,
            sha256=sha256,
            size=size,
            name=embedding.name,
            kind=kind,
            info=info | {"embedding": embedding.pk},
        )
        Embedding.objects.filter(pk=embedding.pk).update(
            file=row, words=done["words"], dimension=info["dimension"], live={}
        )
        events.tell(embedding.project, "embedding.done", {"embedding": embedding.pk})


def delete(embedding: Embedding, *, by: User) -> None:
    """Remove an embedding with its file; one that is being learned is ended within a second."""
    job, project, file = embedding.job, embedding.project, embedding.file
    if file and (run := queries.user_of(project, file.sha256)):
        raise Conflict(
            f"The run “{run.name}” is about to read these vectors; wait until it has ended.",
            code="in_use",
        )
    folder = embedding.folder
    with transaction.atomic():
        number = embedding.pk
        embedding.delete()
        if job:
            job.delete()  # whoever learns it loses the lease, and ends the process
        if file:
            files.drop(File.objects.filter(pk=file.pk))
        events.tell(project, "embedding.deleted", {"embedding": number}, by=by)
        transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def delete_all(project: Project, *, by: User) -> None:
    """Remove all embeddings of a project; for the roof, which deletes from the top floor down."""
    for embedding in queries.of(project):
        delete(embedding, by=by)
