"""A deleted project leaves nothing: no row, no byte, no folder of a run."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from featuresets.models import FeatureSet
from tagwright import delete
from training.models import Run
from workspace import files, jobs
from workspace.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return Path(settings.FILES_DIR)


def bytes_of(text: str, folder: Path) -> str:
    (place := folder / "aside").write_text(text, "utf-8")
    return files.keep(place)[0]


@pytest.fixture
def run(project: Any, owner: Any, store: Path, tmp_path: Path) -> Run:
    """A run that was cancelled after its first checkpoint, and its feature set."""
    job = jobs.queue("nothing", 1, project=project)
    frozen = FeatureSet.objects.create(
        project=project, name="f", split={}, created_by=owner, job=job
    )
    checkpoint = {"model": bytes_of("weights", tmp_path)}
    job = jobs.queue("nothing", 2, project=project)
    run = Run.objects.create(
        project=project, feature_set=frozen, name="r", recipe={}, created_by=owner, job=job,
        checkpoint=checkpoint,
    )  # fmt: skip
    run.folder.mkdir(parents=True)
    (run.folder / "train.jsonl").write_text("text", "utf-8")
    Job.objects.update(state=Job.State.CANCELLED)
    return run


def rows_of(project: int) -> dict[str, int]:
    """Rows that name the project, in every table that can."""
    found = {}
    for model in apps.get_models():
        if any(field.attname == "project_id" for field in model._meta.concrete_fields):
            found[model.__name__] = model._default_manager.filter(project_id=project).count()
    return {name: count for name, count in found.items() if count}


def test_nothing_of_a_deleted_project_is_left(
    client: Any, project: Any, run: Run, store: Path, tmp_path: Path
) -> None:
    (place := tmp_path / "vectors").write_text("a 1 2", "utf-8")
    files.put(project, place, name="v.txt", kind="vectors")
    number, folder = project.pk, run.folder
    assert {"Run", "FeatureSet", "File", "Membership"} <= rows_of(number).keys()
    assert client.delete(f"/api/v1/projects/{number}").status_code == 204
    assert rows_of(number) == {}
    assert [place for place in store.rglob("*") if place.is_file()] == []
    assert not folder.exists()


def test_bytes_that_another_project_holds_stay(
    client: Any, project: Any, owner: Any, store: Path, tmp_path: Path
) -> None:
    from workspace import services

    (place := tmp_path / "vectors").write_text("a 1 2", "utf-8")
    other = services.make_project(by=owner, name="Other")
    kept = [files.put(p, place, name="v.txt", kind="vectors") for p in (project, other)]
    assert client.delete(f"/api/v1/projects/{project.pk}").status_code == 204
    assert files.exists(kept[1].sha256)


@pytest.fixture
def running(project: Any) -> Job:
    job = jobs.queue("nothing", 1, project=project)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    return job


def test_open_work_is_ended_first(
    client: Any, project: Any, running: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a worker does when it sees the wish, while the request waits for it."""

    def worker(seconds: float) -> None:
        wished = Job.objects.filter(pk=running.pk, cancel_requested=True)
        assert wished.update(state=Job.State.CANCELLED)

    monkeypatch.setattr(delete.time, "sleep", worker)
    assert client.delete(f"/api/v1/projects/{project.pk}").status_code == 204
    assert not Job.objects.exists()


def test_work_that_does_not_end_keeps_the_project(
    client: Any, project: Any, running: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delete, "PATIENCE_SECONDS", 0.0)
    answer = client.delete(f"/api/v1/projects/{project.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "busy")
    running.refresh_from_db()
    assert running.cancel_requested
