"""The runner drives the real trainer: what it says is written once, whatever is killed."""

import json
import os
import signal
import uuid
from pathlib import Path
from typing import Any

import pytest

from deployments.services import deploy
from tests.training.conftest import linear, recipe
from training import queries, runner, services
from training.models import Run
from training.process import Trainer
from training.tagger.runtime import load
from workspace import files, jobs
from workspace.models import Event, File, Job

pytestmark = [pytest.mark.django_db(transaction=True)]

LONG = {"epochs": 1000}
MANY = 120


def epochs_told(run: Run) -> list[int]:
    events = Event.objects.filter(job=run.job, kind="epoch").order_by("seq")
    return [event.data["epoch"] for event in events]


def resumed(run: Run) -> list[Any]:
    """The epoch that each attempt went on from."""
    told = Event.objects.filter(job=run.job, kind="state", data__state="running").order_by("seq")
    return [event.data["resumed_from"] for event in told]


def holder(run: Run) -> int:
    return int(json.loads((run.folder / "holder.json").read_text())["pid"])


def has_checkpoint(run: Run) -> bool:
    return (run.folder / "out" / "checkpoint" / "state.safetensors").exists()


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be buried does not."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_a_run_shows_its_epochs_and_leaves_report_and_bundle(
    start: Any, run_jobs: Any, tmp_path: Path
) -> None:
    run = start()
    (job,) = run_jobs()
    run.refresh_from_db()
    assert (job.state, job.attempt) == ("done", 1), job.error
    assert [e["epoch"] for e in run.epochs] == epochs_told(run) == [1, 2, 3]
    assert {"loss", "f1", "precision", "recall", "tokens_per_second"} <= set(run.epochs[0])
    assert run.headline is not None
    assert 0 <= run.headline["f1"] <= 1
    assert run.best_epoch in (1, 2, 3)
    for name, sha256 in run.bundle_files.items():
        with files.path(sha256) as place:
            (tmp_path / name).write_bytes(place.read_bytes())
    assert set(load(tmp_path).manifest.labels) == {"PNAME", "PFEATURE"}
    assert not run.folder.exists()
    states = [e.data["state"] for e in Event.objects.filter(job=job, kind="state").order_by("seq")]
    assert states == ["running", "done"]


@pytest.mark.slow
def test_a_layer_of_token_tags_is_learnt_by_the_same_line(
    freeze: Any, owner: Any, run_jobs: Any
) -> None:
    run = services.start(feature_set=freeze(target="pos"), recipe=linear(), by=owner)
    (job,) = run_jobs()
    assert job.state == "done", job.error
    run = Run.objects.select_related("job", "project").get(pk=run.pk)
    assert set(json.loads(queries.report(run))["tokens"]["tags"]) == {"DT", "NN"}
    deployed = deploy(run, by=owner).deployment
    assert deployed.labels == ["DT", "NN"]
    assert deployed.sample.startswith(("The ", "Its "))


@pytest.mark.slow
@pytest.mark.faults
def test_a_killed_trainer_is_tried_again_and_no_epoch_is_doubled(start: Any, drive: Any) -> None:
    run = start(recipe(epochs=MANY))
    first = drive(run)
    first.until(lambda row: len(row.epochs) >= 3 and has_checkpoint(row))
    os.kill(holder(run), signal.SIGKILL)
    waiting = first.join()
    assert (waiting.job.state, waiting.job.attempt) == ("queued", 1)
    done = drive(run).join()
    assert (done.job.state, done.job.attempt) == ("done", 2), done.job.error
    assert [e["epoch"] for e in done.epochs] == list(range(1, MANY + 1))
    assert epochs_told(run) == list(range(1, MANY + 1))
    assert resumed(run)[1] >= 1


@pytest.mark.slow
@pytest.mark.faults
def test_a_trainer_killed_each_time_fails_and_says_where(start: Any, drive: Any) -> None:
    run = start(recipe(**LONG))
    Job.objects.filter(pk=run.job.pk).update(max_attempts=1)
    driven = drive(run)
    driven.until(lambda row: row.epochs)
    os.kill(holder(run), signal.SIGKILL)
    failed = driven.join()
    assert (failed.job.state, failed.job.error["code"]) == ("failed", "worker_lost")
    assert "the last time in epoch" in failed.job.error["message"]


@pytest.mark.slow
def test_stopping_a_run_keeps_the_best_epoch(start: Any, drive: Any, owner: Any) -> None:
    run = start(recipe(**LONG))
    driven = drive(run)
    services.stop(driven.until(lambda row: row if len(row.epochs) >= 2 else None), by=owner)
    stopped = driven.join()
    assert stopped.job.state == "done", stopped.job.error
    assert 2 <= len(stopped.epochs) < LONG["epochs"]
    assert stopped.best_epoch is not None
    assert stopped.best_epoch <= len(stopped.epochs) + 1
    assert stopped.deployable


@pytest.mark.slow
def test_deleting_a_run_that_trains_ends_its_process_and_leaves_nothing(
    start: Any, drive: Any, owner: Any
) -> None:
    run = start(recipe(**LONG))
    driven = drive(run)
    row = driven.until(lambda row: row if row.epochs else None)
    pid = holder(run)
    services.delete(row, by=owner)
    driven._thread.join(30)
    assert not alive(pid)
    assert not run.folder.exists()
    assert not File.objects.filter(kind="run").exists()
    assert not Job.objects.filter(kind="training.run").exists()


@pytest.mark.slow
@pytest.mark.faults
def test_a_worker_that_lost_its_lease_ends_the_trainer_and_writes_nothing_more(
    start: Any, drive: Any
) -> None:
    run = start(recipe(**LONG))
    driven = drive(run)
    driven.until(lambda row: row.epochs)
    pid, thief = holder(run), uuid.uuid4()
    Job.objects.filter(pk=run.job.pk).update(token=thief)
    before = len(driven.join().epochs)
    assert not alive(pid)
    job = Job.objects.get(pk=run.job.pk)
    assert (job.state, job.token) == ("running", thief)
    assert len(Run.objects.get(pk=run.pk).epochs) == before


@pytest.mark.slow
@pytest.mark.faults
def test_a_worker_that_ends_gives_the_run_back_with_its_checkpoint(start: Any, drive: Any) -> None:
    run = start(recipe(epochs=MANY))
    driven = drive(run)
    driven.until(lambda row: len(row.epochs) >= 2)
    jobs.stopping.set()
    try:
        given_back = driven.join()
    finally:
        jobs.stopping.clear()
    assert (given_back.job.state, given_back.job.attempt) == ("queued", 0)
    done = drive(run).join()
    assert (done.job.state, done.job.attempt) == ("done", 1)
    assert epochs_told(run) == list(range(1, MANY + 1))
    assert resumed(run)[1] >= 2


@pytest.mark.slow
@pytest.mark.faults
def test_epochs_that_a_killed_worker_did_not_read_are_made_up_for(start: Any, drive: Any) -> None:
    run = start(recipe(epochs=MANY))
    driven = drive(run)
    driven.until(lambda row: len(row.epochs) >= 3)
    jobs.stopping.set()
    try:
        epochs = driven.join().epochs
    finally:
        jobs.stopping.clear()
    Run.objects.filter(pk=run.pk).update(epochs=epochs[:1])
    Event.objects.filter(job=run.job, kind="epoch", data__epoch__gt=1).delete()
    done = drive(run).join()
    assert resumed(run)[1] >= 3
    assert [epoch["epoch"] for epoch in done.epochs] == list(range(1, MANY + 1))
    assert epochs_told(run) == list(range(1, MANY + 1))


@pytest.mark.slow
@pytest.mark.faults
def test_the_process_of_an_earlier_attempt_is_ended_before_a_new_one_starts(start: Any) -> None:
    run = start(recipe(**LONG))
    lease = jobs.claim(run.job.pk)
    assert lease is not None
    runner.prepare(run, recipe(**LONG), lease)
    stalled = Trainer(run.folder, devices="", resume=False, alive=lambda: None)
    pid = holder(run)
    with Trainer(run.folder, devices="", resume=False, alive=lambda: None):
        assert holder(run) != pid
        assert not alive(pid)
    assert stalled.status() == -signal.SIGKILL


@pytest.mark.slow
def test_the_trainer_knows_no_secret(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGWRIGHT_SECRET_KEY", "x" * 40)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y" * 40)
    run = start(recipe(**LONG))
    lease = jobs.claim(run.job.pk)
    assert lease is not None
    runner.prepare(run, recipe(**LONG), lease)
    with Trainer(run.folder, devices="", resume=False, alive=lambda: None):
        raw = Path(f"/proc/{holder(run)}/environ").read_bytes()
    names = {entry.partition(b"=")[0].decode() for entry in raw.split(b"\0") if entry}
    assert names == {
        "PATH", "HOME", "OMP_NUM_THREADS", "PYTHONPATH", "PYTHONSAFEPATH",
        "CUDA_VISIBLE_DEVICES", "TAGWRIGHT_ENCODERS",
    }  # fmt: skip


def test_what_the_trainer_refuses_is_said_in_its_own_words(
    feature_set: Any, start: Any, run_jobs: Any, tmp_path: Path
) -> None:
    (tmp_path / "v.txt").write_text("word 0.1 0.2\nother 0.1 wrong\ncamera 0.1\n")
    bad = files.put(feature_set.project, tmp_path / "v.txt", name="v.txt", kind="vectors")
    run = start(recipe(words={"kind": "pretrained", "file": bad.sha256}))
    (job,) = run_jobs()
    assert (job.state, job.error["code"]) == ("failed", "bad_vectors")
    assert "Line" in job.error["message"]
    assert Event.objects.filter(job=run.job, kind="state", data__state="failed").exists()


def test_folders_of_deleted_runs_are_swept(start: Any, settings: Any) -> None:
    run = start()
    kept, lost = run.folder, run.folder.with_name("999999")
    for folder in (kept, lost):
        folder.mkdir(parents=True)
    runner.sweep()
    assert kept.exists()
    assert not lost.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk without room")
def test_a_full_disk_is_said_and_the_worker_goes_on(start: Any, run_jobs: Any) -> None:
    full = start()
    full.folder.mkdir(parents=True)
    (full.folder / "recipe.json").symlink_to("/dev/full")
    (job,) = run_jobs()
    assert (job.state, job.error["code"]) == ("failed", "disk_full")
    (full.folder / "recipe.json").unlink()
    services.resume(Run.objects.select_related("job", "project").get(pk=full.pk), by=job.by)
    (again,) = run_jobs()
    assert again.state == "done"
