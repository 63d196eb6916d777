"""Drives one training run: prepares its folder, starts the trainer, writes down what it says.

Every row is written through the lease, so a worker that lost it writes nothing. The folder is kept
between attempts: a run whose worker was killed goes on from the last checkpoint.
"""

import logging
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from featuresets import services as featuresets
from training import brought, checkpoints, services, slots
from training.models import Run
from training.process import CHECKPOINTED, Said, Trainer
from training.studies import trials
from training.tagger.recipe import Recipe
from workspace.errors import Refused
from workspace.jobs import Lease, Released, WorkerLost
from workspace.models import Event, Job

logger = logging.getLogger(__name__)
LOOK_SECONDS = 0.25
STEP_SECONDS = 0.5


def train(run: Run, lease: Lease) -> None:
    """Train to the end and keep what came of it.

    Raises Cancelled, LeaseLost, Released, WorkerLost, or Refused with the trainer's own sentence.
    """
    sweep()
    recipe = Recipe.model_validate(run.recipe)
    try:
        prepare(run, recipe, lease)
        with slots.devices(recipe) as devices:
            fit(run, lease, devices)
        services.finish(run, run.folder / "out", lease)
        shutil.rmtree(run.folder, ignore_errors=True)
    finally:
        if run.pruned_at or not Run.objects.filter(pk=run.pk).exists():
            shutil.rmtree(run.folder, ignore_errors=True)


def prepare(run: Run, recipe: Recipe, lease: Lease) -> None:
    """Recipe, snapshot and uploaded files, side by side in the run's folder."""
    folder = run.folder
    (folder / "out").mkdir(parents=True, exist_ok=True)
    (folder / "recipe.json").write_text(recipe.model_dump_json(), "utf-8")
    if not (folder / "snapshot" / "manifest.json").exists():
        lease.report(0, 0, "Fetching the feature set")
        aside = folder / "snapshot.part"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        featuresets.materialise(run.feature_set, aside)
        trials.look_at_part(run, aside)
        shutil.rmtree(folder / "snapshot", ignore_errors=True)
        aside.rename(folder / "snapshot")
    brought.lay_out(run.recipe, folder / "files")
    shutil.rmtree(folder / "out" / "bundle", ignore_errors=True)  # half written by a lost attempt
    checkpoints.fetch(run, folder / "out" / "checkpoint")


def fit(run: Run, lease: Lease, devices: str) -> None:
    """Start the trainer and listen until it ends."""
    book = Book(run, lease)
    resume = (run.folder / "out" / "checkpoint").exists()
    with Trainer(run.folder, devices=devices, resume=resume, alive=lease.check) as trainer:
        while trainer.speaking:
            for said in trainer.lines(LOOK_SECONDS):
                book.hear(said)
                if said.get("event") == "epoch":
                    trials.watch(run, lease)
            lease.check()
            if lease.stop_asked():
                trainer.stop()
        _judge(run, lease, book, trainer.status(), trainer.log_tail)


def _judge(run: Run, lease: Lease, book: "Book", status: int, log_tail: Callable[[], str]) -> None:
    """Return if the run is done; else raise what became of it."""
    if status == 0 and book.done:
        return
    if status == CHECKPOINTED:
        raise Released
    if book.refused is not None:
        raise book.refused
    logger.error("Run %s: the trainer ended with status %s. %s", run.pk, status, log_tail())
    if status < 0 and lease.attempt < run_attempts(lease):
        raise WorkerLost(f"the training process was ended by signal {-status}")
    if status < 0:
        raise Refused(
            f"The training process was ended from outside (signal {-status}) {lease.attempt} "
            f"times, the last time in {book.where()}. Perhaps memory ran out: try a smaller batch "
            "or fewer units, or resume when the machine is less busy.",
            code="worker_lost",
        )
    raise Refused(
        f"Training ended unexpectedly in {book.where()}; "
        f"the server's log names it under run {run.pk}.",
        code="internal",
    )


def run_attempts(lease: Lease) -> int:
    return int(Job.objects.values_list("max_attempts", flat=True).get(pk=lease.job_id))


class Book:
    """What the trainer said, written where the pages read it."""

    def __init__(self, run: Run, lease: Lease) -> None:
        self.run, self.lease = run, lease
        self.done = False
        self.refused: Refused | None = None
        self._step: Said = {}
        self._written_at = 0.0
        self._kept = 0

    def hear(self, said: Said) -> None:
        """Write one line down. Words that this version does not know are passed over."""
        hearer = getattr(self, f"_hear_{said.get('event')}", None)
        if hearer is not None:
            hearer({key: value for key, value in said.items() if key != "event"})

    def where(self) -> str:
        epoch = len(self.run.epochs) + 1
        return f"epoch {epoch}, step {self._step.get('done', 0)}"

    def _hear_start(self, said: Said) -> None:
        """A new attempt: the trainer says which epochs its checkpoint holds. What came after them
        comes again; what a killed worker did not read any more is made up for."""
        kept = said.pop("epochs", [])
        with self.lease.hold() as job:
            for epoch in kept:
                self._tell_once(job, epoch)
            self._change(start=said, device=str(said.get("device", ""))[:40], epochs=kept, live={})
            self.lease.tell(
                "state",
                {
                    "state": "running",
                    "attempt": self.lease.attempt,
                    "resumed_from": said.get("resumed_from"),
                },
            )

    def _hear_step(self, said: Said) -> None:
        self._step = said
        now = time.monotonic()
        if now - self._written_at < STEP_SECONDS:
            return
        self._written_at = now
        with self.lease.hold() as job:
            self._change(live=said)
            message = f"Epoch {len(self.run.epochs) + 1}"
            Job.objects.filter(pk=job.pk).update(
                done=said.get("done", 0), total=said.get("total", 0), message=message
            )

    def _hear_epoch(self, said: Said) -> None:
        number = said["epoch"]
        epochs = [e for e in self.run.epochs if e["epoch"] != number] + [said]
        with self.lease.hold() as job:
            self._change(epochs=epochs, best_epoch=services.best_of(epochs))
            self._tell_once(job, said)
        self._keep_checkpoint()

    def _tell_once(self, job: Job, epoch: Said) -> None:
        if not Event.objects.filter(job=job, kind="epoch", data__epoch=epoch["epoch"]).exists():
            self.lease.tell("epoch", epoch)

    def _keep_checkpoint(self) -> None:
        folder = self.run.folder / "out" / "checkpoint"
        written = checkpoints.written_at(folder)
        if written != self._kept:
            self._kept = written
            checkpoints.keep(self.run, self.lease, folder)

    def _hear_log(self, said: Said) -> None:
        level = "warning" if said.get("level") == "warning" else "info"
        message = str(said.get("message", ""))[:2000]
        with self.lease.hold() as job:
            self.lease.tell("log", {"level": level, "message": message})
            Job.objects.filter(pk=job.pk).update(message=message[:300])

    def _hear_done(self, said: Said) -> None:
        self.done = True

    def _hear_failed(self, said: Said) -> None:
        message = str(said.get("message") or "Training failed.")
        self.refused = Refused(message[:2000], code=str(said.get("code") or "failed")[:60])

    def _change(self, **fields: Any) -> None:
        """Only called within the lease's transaction."""
        Run.objects.filter(pk=self.run.pk).update(**fields)
        for name, value in fields.items():
            setattr(self.run, name, value)


def sweep() -> None:
    """Remove folders on this machine whose run was deleted elsewhere."""
    for folder, number in _folders(Path(settings.HOME) / "runs"):
        if not Run.objects.filter(pk=number).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _folders(home: Path) -> Iterator[tuple[Path, int]]:
    if home.exists():
        for folder in home.iterdir():
            if folder.name.isdigit():
                yield folder, int(folder.name)
