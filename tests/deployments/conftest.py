"""A run that is done with a small real bundle, and the web and the serving process beside it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


@pytest.fixture(scope="session")
def small_bundle(tmp_path_factory: pytest.TempPathFactory, tiny: ModuleType) -> Path:
    """A bundle with random weights, as the tagger's own tests write it."""
    folder: Path = tmp_path_factory.mktemp("bundle") / "bundle"
    tiny.neural(folder)
    return folder


@pytest.fixture
def make_run(project: Any, owner: Any, small_bundle: Path) -> Callable[..., Any]:
    """Runs whose job is done and whose bundle lies in the file store."""
    from featuresets.models import FeatureSet
    from training.models import Run
    from workspace import files
    from workspace.models import Job

    def make(name: str = "Camera tagger", state: str = "done") -> Any:
        feature_set = FeatureSet.objects.create(
            project=project, name="First", split={}, created_by=owner
        )
        parts = {place.name: files.keep(place)[0] for place in small_bundle.iterdir()}
        finished = state == "done"
        job = Job.objects.create(project=project, kind="training.run", object_id=0, state=state)
        return Run.objects.create(
            project=project, feature_set=feature_set, job=job, name=name, recipe={},
            bundle_hash=parts["bundle.json"] if finished else "",
            bundle_files=parts if finished else {}, created_by=owner,
        )  # fmt: skip

    return make


@pytest.fixture
def post(client: Any) -> Callable[..., Any]:
    def send(path: str, body: Any = None, by: Any = None, **headers: str) -> Any:
        return (by or client).post(
            f"/api/v1{path}", body or {}, content_type="application/json", headers=headers
        )

    return send


@pytest.fixture
def get(client: Any) -> Callable[..., Any]:
    def ask(path: str, by: Any = None) -> Any:
        return (by or client).get(f"/api/v1{path}")

    return ask


def until(reached: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if found := reached():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {PATIENCE_SECONDS} s")


def predict(url: str, key: str, body: Any) -> tuple[int, Any]:
    """One call of an address, as a program makes it."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    try:
        connection.request("POST", parts.path, json.dumps(body), headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


@pytest.fixture
def serving(live_server: Any, settings: Any, tmp_path: Path) -> Iterator[str]:
    """A real serving process that follows this test's web; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    secret = tmp_path / "secret"
    secret.write_text(settings.SERVING_SECRET)
    settings.SERVING_URL = settings.SERVING_INTERNAL_URL = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "deployments.serving", "--host", "127.0.0.1", "--port", str(port),
        "--home", str(tmp_path / "serving"), "--secret-file", str(secret),
        "--catalogue", f"{live_server.url}/internal/catalogue",
    ]  # fmt: skip
    env = {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "PATH": os.environ["PATH"]}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
