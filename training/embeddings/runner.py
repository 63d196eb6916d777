"""Drives the learning of word vectors: lays the text out, starts the process, writes what it says.

A process that is cut off begins anew, which costs a minute or two; a biLM goes on from its last
epoch.
"""

import logging
import re
import shutil
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from annotation import queries as annotation
from training import brought, slots
from training.embeddings import services
from training.models import Embedding
from training.process import CHECKPOINTED, Locked, Said
from training.tagger.wordvectors import EmbeddingRecipe
from workspace.errors import Refused
from workspace.jobs import Cancelled, Lease, Released, WorkerLost
from workspace.models import Job, Project

logger = logging.getLogger(__name__)
LOOK_SECONDS = 0.25
WRITE_SECONDS = 0.5
TEXT = "sentences.txt"
SPACES = re.compile(r"[ \t\r\n]+")


def carry(lease: Lease) -> None:
    """Learn the vectors of this job and keep their file."""
    embedding = Embedding.objects.select_related("project").filter(pk=lease.object_id).first()
    if embedding is None:
        raise Cancelled
    folder = embedding.folder
    (folder / "out").mkdir(parents=True, exist_ok=True)
    recipe = EmbeddingRecipe.model_validate(embedding.recipe)
    (folder / "recipe.json").write_text(recipe.model_dump_json(), "utf-8")
    try:
        brought.lay_out(embedding.recipe, folder / "files")
        lay_out(embedding.project, folder / TEXT, lease)
        with slots.freest() if slots.learned_on_gpu(recipe) else nullcontext("") as devices:
            done = learn(embedding, lease, devices)
        services.finish(embedding, folder / "out", done, lease)
    finally:
        if not Embedding.objects.filter(pk=embedding.pk, job__state=Job.State.RUNNING).exists():
            shutil.rmtree(folder, ignore_errors=True)


def lay_out(project: Project, place: Path, lease: Lease) -> None:
    """All the project's text, labelled or not: one sentence per line, words between spaces.

    A word that itself holds a space counts as two.
    """
    done = 0
    with place.open("w", encoding="utf-8", newline="\n") as out:
        for done, row in enumerate(annotation.labelled(project), 1):
            words = [SPACES.sub(" ", row.text[start:end]) for start, end in row.tokens]
            for first, last in row.sentences:
                out.write(" ".join(words[first:last]) + "\n")
            lease.report(0, 0, f"Reading text: {done:,} documents")


def learn(embedding: Embedding, lease: Lease, devices: str) -> Said:
    """Start the process and listen to its end: what it said last, or raises what became of it."""
    book = Book(embedding, lease)
    arguments = ["embed", "recipe.json", TEXT, "--out", "out", "--files", "files"]
    with Locked(embedding.folder, arguments, devices=devices, alive=lease.check) as process:
        while process.speaking:
            for said in process.lines(LOOK_SECONDS):
                book.hear(said)
            lease.check()
            if lease.stop_asked():
                process.stop()
        status = process.status()
        if status == 0 and book.done:
            return book.done
        if status == CHECKPOINTED:
            raise Released
        if book.refused is not None:
            raise book.refused
        logger.error("Embedding %s ended with %s. %s", embedding.pk, status, process.log_tail())
        if status < 0:
            raise WorkerLost(f"the learning of vectors was ended by signal {-status}")
        raise Refused(
            "Learning ended unexpectedly; the server's log names it under embedding "
            f"{embedding.pk}.",
            code="internal",
        )


class Book:
    """What the process said, written where the pages read it."""

    def __init__(self, embedding: Embedding, lease: Lease) -> None:
        self.embedding, self.lease = embedding, lease
        self.done: Said = {}
        self.refused: Refused | None = None
        self._written_at = 0.0
        self._epochs: list[Said] = []

    def hear(self, said: Said) -> None:
        """Write one line down; words that this version does not know are passed over."""
        hearer = getattr(self, f"_hear_{said.get('event')}", None)
        if hearer is not None:
            hearer({key: value for key, value in said.items() if key != "event"})

    def _hear_start(self, said: Said) -> None:
        self._change(start=said, epochs=[], live={}, warning="")

    def _hear_step(self, said: Said) -> None:
        if time.monotonic() - self._written_at >= WRITE_SECONDS:
            self._written_at = time.monotonic()
            self._change(live=said)
            message = f"Epoch {len(self._epochs) + 1}"
            self.lease.report(said["done"], said["total"], message, every_seconds=0)

    def _hear_epoch(self, said: Said) -> None:
        self._epochs.append(said)
        self._change(epochs=self._epochs)

    def _hear_log(self, said: Said) -> None:
        if said.get("level") == "warning":
            self._change(warning=str(said.get("message", ""))[:500])

    def _hear_done(self, said: Said) -> None:
        self.done = said

    def _hear_failed(self, said: Said) -> None:
        message = str(said.get("message") or "Learning failed.")
        self.refused = Refused(message[:2000], code=str(said.get("code") or "failed")[:60])

    def _change(self, **fields: Any) -> None:
        with self.lease.hold():
            Embedding.objects.filter(pk=self.embedding.pk).update(**fields)
