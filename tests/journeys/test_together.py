"""Many at once on one household: no save is lost, and what is sent twice is done once."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import Household
from tests.journeys.door import Answer, Door, Part

pytestmark = pytest.mark.slow
CLIENTS, SAVES = 8, 25


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Do it from so many threads at once; gives what each brought."""
    found: list[Any] = [None] * count

    def one(number: int) -> None:
        found[number] = act(number)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture(scope="module")
def door(embedded: Household) -> Door:
    door = Door(embedded)
    door.send("POST", f"{door.base}/labels", {"name": "P"})
    return door


def paste(door: Door, *texts: str) -> list[int]:
    return list(door.send("POST", f"{door.base}/documents", {"texts": list(texts)}).body["ids"])


def add(door: Door, document: int, token: int) -> int:
    """Mark one more token, again and again until the save is made on the latest version."""
    while True:
        got = door.send("GET", f"/documents/{document}")
        assert got.status == 200, got
        seen = got.body
        start, end = seen["tokens"][token]
        spans = [*seen["spans"], {"start": start, "end": end, "label": "P"}]
        path = f"/documents/{document}/annotation"
        answer = door.send("PUT", path, {"spans": spans}, If_Match=f'"{seen["version"]}"')
        if answer.status != 412:
            assert answer.status == 200, answer
            return int(answer.body["version"])


def test_no_save_of_eight_people_on_one_document_is_lost(door: Door) -> None:
    [document] = paste(door, " ".join(f"w{i}" for i in range(CLIENTS * SAVES)))

    def save(client: int) -> list[int]:
        return [add(door, document, client * SAVES + i) for i in range(SAVES)]

    versions = [version for made in together(CLIENTS, save) for version in made]
    assert sorted(versions) == list(range(2, CLIENTS * SAVES + 2))
    assert len(door.send("GET", f"/documents/{document}").body["spans"]) == CLIENTS * SAVES
    [label] = door.send("GET", f"{door.base}/labels").body["results"]
    assert label["spans"] == CLIENTS * SAVES


def test_a_saver_beside_an_import_loses_nothing(door: Door) -> None:
    [document] = paste(door, " ".join(f"w{i}" for i in range(30)))
    corpus = b"Sony\tB-P\nrocks\tO\n\n" * 20_000
    made = door.multipart("/imports", [Part("file", corpus, "a.conll")]).body
    for token in range(30):
        add(door, document, token)
    done = door.over(f"/imports/{made['id']}", 120)
    assert (done["state"], done["written"]) == ("done", 20_000)
    assert len(door.send("GET", f"/documents/{document}").body["spans"]) == 30
    [label] = door.send("GET", f"{door.base}/labels").body["results"]
    assert label["spans"] == CLIENTS * SAVES + 20_000 + 30


@pytest.fixture(scope="module")
def feature_set(door: Door) -> int:
    for number in paste(door, *[f"Sony {i} rocks today ." for i in range(30)]):
        body = {"spans": [{"start": 0, "end": 4, "label": "P"}], "state": "done"}
        door.send("PUT", f"/documents/{number}/annotation", body, If_Match='"1"')
    split = {"kind": "picked", "test": {"q": "Sony 1"}, "dev": {"q": "Sony 2"}}
    made = door.send("POST", f"{door.base}/feature-sets", {"name": "f", "split": split}).body
    assert door.over(f"/feature-sets/{made['id']}", 120)["state"] == "done"
    return int(made["id"])


def test_train_and_deploy_pressed_24_times_make_one_of_each(door: Door, feature_set: int) -> None:
    presets = door.send("GET", "/presets").body
    recipe = next(p["recipe"] for p in presets if p["name"] == "linear_crf")

    def press(path: str, body: Any, key: str) -> list[Answer]:
        return together(24, lambda _: door.send("POST", path, body, Idempotency_Key=key))

    answers = press(f"/feature-sets/{feature_set}/runs", {"recipe": recipe}, "train")
    assert len({(a.status, json.dumps(a.body)) for a in answers}) == 1
    [run] = door.send("GET", f"{door.base}/runs").body["results"]
    assert door.over(f"/runs/{run['id']}", 120)["state"] == "done"
    answers = press(f"/runs/{run['id']}/deploy", {}, "deploy")
    assert {a.status for a in answers} == {201}
    assert len({a.body["id"] for a in answers}) == 1
    assert sum(a.body["key"] is not None for a in answers) == 1
    listed = door.send("GET", f"/deployments?project={door.project}").body["results"]
    assert len(listed) == 1
