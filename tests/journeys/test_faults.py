"""Processes are killed; nothing acknowledged is lost, nothing is doubled."""

import contextlib
import os
import signal
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.client import Answer, Client
from tests.journeys.conftest import Household, household, until
from tests.journeys.test_line import corpus

pytestmark = [pytest.mark.faults, pytest.mark.slow]

MANY = 30_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    env = {"TAGWRIGHT_LEASE_SECONDS": "4"}
    with household(tmp_path_factory.mktemp("faults"), env, "--no-demo") as running:
        yield running


@pytest.fixture(scope="module")
def api(house: Household) -> Client:
    return Client(house.url, house.token())


@pytest.fixture(scope="module")
def feature_set(api: Client) -> int:
    words, labels = corpus()
    project = api.post("/projects", {"name": "Faults"})["id"]
    made = api.upload(
        f"/projects/{project}/imports",
        {"file": ("w.txt", words), "tags": ("t.txt", labels)},
        format="two_files",
    )
    api.until_over(f"/imports/{made['id']}")
    split = {"kind": "random", "train": 0.8, "dev": 0.1, "test": 0.1, "seed": 1, "group": None}
    found = api.post(f"/projects/{project}/feature-sets", {"name": "f", "split": split})
    api.until_over(f"/feature-sets/{found['id']}")
    return int(found["id"])


def kill(pids: list[int]) -> None:
    assert pids, "there was no such process to kill"
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def start_run(api: Client, feature_set: int, epochs: int = 40) -> int:
    preset = next(p for p in api.get("/presets") if p["name"] == "bilstm_crf")
    algorithm = preset["recipe"]["algorithm"] | {"epochs": epochs, "early_stopping": 0}
    run = api.post(
        f"/feature-sets/{feature_set}/runs", {"recipe": preset["recipe"] | {"algorithm": algorithm}}
    )
    until(lambda: len(api.get(f"/runs/{run['id']}")["epochs"]) >= 2, "the second epoch")
    return int(run["id"])


def finished(api: Client, run: int, epochs: int = 40) -> dict[str, Any]:
    done: dict[str, Any] = api.until_over(f"/runs/{run}", seconds=240)
    assert [e["epoch"] for e in done["epochs"]] == list(range(1, epochs + 1))
    assert done["deployable"]
    return done


def test_a_killed_training_process_goes_on_where_it_was(
    house: Household, api: Client, feature_set: int
) -> None:
    run = start_run(api, feature_set)
    kill(house.children("training.tagger"))
    assert finished(api, run)["attempt"] == 2


def test_a_killed_worker_loses_no_run(house: Household, api: Client, feature_set: int) -> None:
    run = start_run(api, feature_set)
    kill(house.children("trainer@"))
    until(lambda: not house.children("training.tagger"), "the end of the orphaned training")
    assert finished(api, run)["attempt"] == 2


def text_import(api: Client) -> tuple[int, int]:
    project = api.post("/projects", {"name": "Many"})["id"]
    lines = "".join(
        f"Sentence number {n} says that camera {n} is good .\n" for n in range(MANY)
    ).encode()
    made = api.upload(f"/projects/{project}/imports", {"file": ("many.txt", lines)}, format="text")
    return project, int(made["id"])


def documents(api: Client, project: int) -> int:
    return int(api.get(f"/projects/{project}")["documents"]["total"])


def test_a_worker_killed_in_mid_import_neither_loses_nor_doubles(
    house: Household, api: Client
) -> None:
    project, made = text_import(api)
    until(lambda: api.get(f"/imports/{made}")["progress"]["done"], "the first batch")
    assert documents(api, project) == 0
    kill(house.children("worker@"))
    done = api.until_over(f"/imports/{made}")
    assert (done["written"], documents(api, project)) == (MANY, MANY)


def test_the_web_killed_in_mid_import_neither_loses_nor_doubles(
    house: Household, api: Client
) -> None:
    project, made = text_import(api)
    kill(house.children("gunicorn"))
    until(lambda: answers(api), "the web's return")
    done = api.until_over(f"/imports/{made}")
    assert (done["written"], documents(api, project)) == (MANY, MANY)


def answers(api: Client) -> bool:
    try:
        api.get("/me")
    except (Answer, urllib.error.URLError, OSError):
        return False
    return True


def test_ctrl_c_ends_everything_and_the_next_start_goes_on(tmp_path: Path) -> None:
    with household(tmp_path, {}, "--no-demo") as first:
        api = Client(first.url, first.token())
        project, made = text_import(api)
        first.stop()
        assert not first.children("celery")
        assert not first.children("gunicorn")
        assert not first.children("deployments.serving")
        again = Household(first.home, {}, "--no-demo").start()
        try:
            api = Client(again.url, again.token())
            assert api.until_over(f"/imports/{made}")["written"] == MANY
            assert documents(api, project) == MANY
        finally:
            again.stop()
