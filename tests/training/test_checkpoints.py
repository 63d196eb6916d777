"""Where hosts share only an object store, a run goes on at another host from its checkpoint."""

import hashlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from tagwright.env import object_store
from tests.training.conftest import recipe
from training import checkpoints
from training.models import Run
from workspace import jobs
from workspace.jobs import LeaseLost

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.services]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """An S3 server of our own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def bucket(address: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    names = {"ENDPOINT": address, "KEY": "key", "SECRET": "secret"}
    for name, value in names.items():
        monkeypatch.setenv(f"TAGWRIGHT_S3_{name}", value)
    store = boto3.resource(
        "s3", endpoint_url=address, region_name="us-east-1",
        aws_access_key_id="key", aws_secret_access_key="secret",
    ).create_bucket(Bucket="runs")  # fmt: skip
    settings.STORAGES = settings.STORAGES | object_store("runs")
    settings.S3_BUCKET = "runs"
    return store


def checkpoint(folder: Path, text: str) -> None:
    (folder / "deep").mkdir(parents=True, exist_ok=True)
    (folder / "state.json").write_text(text)
    (folder / "deep" / "weights").write_bytes(b"same")


def test_another_host_finds_the_last_checkpoint(
    bucket: Any, start: Any, tmp_path: Path, settings: Any
) -> None:
    run = start(recipe())
    lease = jobs.claim(run.job.pk)
    assert lease is not None
    for text in ("first", "second"):
        checkpoint(tmp_path / "here", text)
        checkpoints.keep(run, lease, tmp_path / "here")
    settings.FILES_DIR = tmp_path / "files of another host"
    elsewhere = Run.objects.get(pk=run.pk)
    checkpoints.fetch(elsewhere, tmp_path / "there")
    assert (tmp_path / "there" / "state.json").read_text() == "second"
    assert (tmp_path / "there" / "deep" / "weights").read_bytes() == b"same"
    first = hashlib.sha256(b"first").hexdigest()
    stored = {item.key[3:] for item in bucket.objects.all()}
    assert set(elsewhere.checkpoint.values()) <= stored
    assert first not in stored


def test_equal_runs_do_not_sweep_each_others_checkpoints(
    bucket: Any, start: Any, tmp_path: Path
) -> None:
    checkpoint(tmp_path / "here", "equal")
    kept = []
    for run in (start(recipe()), start(recipe())):
        lease = jobs.claim(run.job.pk)
        assert lease is not None
        checkpoints.keep(run, lease, tmp_path / "here")
        kept.append((run, lease))
    checkpoint(tmp_path / "here", "later")
    checkpoints.keep(*kept[0], tmp_path / "here")
    checkpoints.fetch(kept[1][0], tmp_path / "there")
    assert (tmp_path / "there" / "state.json").read_text() == "equal"


def test_a_checkpoint_that_is_not_whole_is_none(bucket: Any, start: Any, tmp_path: Path) -> None:
    run = start(recipe())
    Run.objects.filter(pk=run.pk).update(checkpoint={"state.json": "0" * 64})
    run.refresh_from_db()
    checkpoints.fetch(run, tmp_path / "there")
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_lost_its_lease_names_no_checkpoint(
    bucket: Any, start: Any, tmp_path: Path
) -> None:
    run = start(recipe())
    lease = jobs.claim(run.job.pk)
    assert lease is not None
    jobs.release_all()
    checkpoint(tmp_path / "here", "late")
    with pytest.raises(LeaseLost):
        checkpoints.keep(run, lease, tmp_path / "here")
    assert Run.objects.get(pk=run.pk).checkpoint == {}


def test_in_one_household_nothing_is_copied(start: Any, tmp_path: Path) -> None:
    run = start(recipe())
    lease = jobs.claim(run.job.pk)
    assert lease is not None
    checkpoint(tmp_path / "here", "local")
    checkpoints.keep(run, lease, tmp_path / "here")
    assert Run.objects.get(pk=run.pk).checkpoint == {}


def test_a_file_that_is_gone_when_it_is_looked_at_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{}")
    (tmp_path / "best-11.safetensors.part").symlink_to(tmp_path / "renamed meanwhile")
    assert checkpoints.written_at(tmp_path) == (tmp_path / "state.json").stat().st_mtime_ns
