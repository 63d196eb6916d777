"""A frozen feature set of short reviews, small recipes, and runs that are done."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from kernel.text import sentences, tokenize
from training.tagger.recipe import Recipe

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("Canon", "Sony", "Nikon", "Vento", "Pixa")
FEATURES = ("zoom", "screen", "flash", "menu", "grip", "lens")
PATIENCE_SECONDS = 120


def recipe(**changes: Any) -> Recipe:
    """A network that learns something in a second or two."""
    algorithm = {
        "kind": "bilstm_crf",
        "words": {"kind": "random", "dimension": 16},
        "characters": {"kind": "none"},
        "encoder": {"kind": "bilstm", "units": 12, "layers": 1, "dropout": 0.1},
        "epochs": 3,
        "early_stopping": 0,
        "learning_rate": 0.02,
    }
    return Recipe.model_validate({"algorithm": algorithm | changes})


def linear() -> Recipe:
    return Recipe.model_validate({"algorithm": {"kind": "linear_crf", "epochs": 10}})


@pytest.fixture
def post(client: Any) -> Callable[..., Any]:
    def send(path: str, body: Any = None, by: Any = None, **headers: str) -> Any:
        return (by or client).post(
            f"/api/v1{path}", body or {}, content_type="application/json", headers=headers
        )

    return send


@pytest.fixture
def get(client: Any) -> Callable[..., Any]:
    def ask(path: str, by: Any = None, **headers: str) -> Any:
        return (by or client).get(f"/api/v1{path}", headers=headers)

    return ask


def add_reviews(project: Any) -> None:
    """Sixty different sentences, each with a product and a feature."""
    from annotation import tallies
    from annotation.models import Document, Import, Label

    now = timezone.now()
    source = Import.objects.create(project=project, name="r.txt", format="text", published_at=now)
    name, feature = (
        Label.objects.create(project=project, name=n, position=at)
        for at, n in enumerate(("PNAME", "PFEATURE"))
    )
    position = 0
    for maker in NAMES:
        for thing in FEATURES:
            for text, spans in (
                (
                    f"The {maker} {position} has a good {thing}",
                    [[1, 3, name.pk], [6, 7, feature.pk]],
                ),
                (f"Its {thing} is poor , unlike my {maker}", [[1, 2, feature.pk], [7, 8, name.pk]]),
            ):
                tokens = tokenize(text)
                Document.objects.create(
                    project=project, source=source, position=position, text=text,
                    tokens=[at for token in tokens for at in token], state="done",
                    sentences=sentences(text, tokens), spans=spans, updated_at=now,
                    layers={"pos": ["DT" if at == 0 else "NN" for at in range(len(tokens))]},
                )  # fmt: skip
                position += 1
    tallies.add(project.pk, {("state", "done"): position})


@pytest.fixture
def freeze(project: Any, owner: Any, run_jobs: Any) -> Callable[..., Any]:
    """Feature sets of the reviews, with 70 % to train on."""
    from featuresets import services
    from featuresets.models import FeatureSet
    from featuresets.splits import SPLIT

    add_reviews(project)
    split = SPLIT.validate_python({"kind": "random", "train": 0.7, "dev": 0.1, "test": 0.2})

    def make(target: str = "") -> Any:
        made = services.freeze(project=project, name="First", split=split, by=owner, target=target)
        run_jobs()
        return FeatureSet.objects.select_related("job", "project").get(pk=made.pk)

    return make


@pytest.fixture
def feature_set(freeze: Callable[..., Any]) -> Any:
    return freeze()


@pytest.fixture
def start(feature_set: Any, owner: Any) -> Callable[..., Any]:
    from training import services

    def begin(chosen: Recipe | None = None, **fields: Any) -> Any:
        return services.start(
            feature_set=feature_set, recipe=chosen or recipe(), by=owner, **fields
        )

    return begin


@pytest.fixture(scope="session")
def trained() -> dict[str, Path]:
    """Where what the trainer left is kept, so that many tests can stand on one training."""
    return {}


@pytest.fixture
def done(feature_set: Any, start: Any, trained: dict[str, Path], tmp_path_factory: Any) -> Any:
    """A run that ended well: trained once for all tests by the real command, then finished anew."""
    from featuresets.services import materialise
    from training import queries, services
    from workspace import jobs

    if "out" not in trained:
        folder = tmp_path_factory.mktemp("trained")
        materialise(feature_set, folder / "snapshot")
        (folder / "recipe.json").write_text(linear().model_dump_json())
        command = [sys.executable, "-m", "training.tagger", "fit", "recipe.json", "snapshot"]
        env = {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "PATH": "/usr/bin:/bin"}
        subprocess.run(
            [*command, "--out", "out"], cwd=folder, env=env, check=True, capture_output=True,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        trained["out"] = folder / "out"
    run = start(linear())
    lease = jobs.claim(run.job.pk)
    assert lease is not None
    services.finish(run, trained["out"], lease)
    return queries.runs().get(pk=run.pk)


class Driven:
    """A run that a worker's thread drives, beside the test."""

    def __init__(self, run: Any) -> None:
        self.run = run
        self._thread = threading.Thread(target=self._drive, daemon=True)
        self._thread.start()

    def _drive(self) -> None:
        from django.db import connection

        current_app.tasks["training.run"].run(self.run.job_id)
        connection.close()

    def until(self, reached: Callable[[Any], Any]) -> Any:
        """Look at the row until it is as wanted; the worker may not end before."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            self.run = type(self.run).objects.select_related("job").get(pk=self.run.pk)
            if found := reached(self.run):
                return found
            assert self._thread.is_alive(), f"the worker ended: {self.run.job.error}"
            time.sleep(0.02)
        raise AssertionError("it did not happen in time")

    def join(self) -> Any:
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()
        return type(self.run).objects.select_related("job").get(pk=self.run.pk)


@pytest.fixture
def drive() -> Callable[[Any], Driven]:
    return Driven
