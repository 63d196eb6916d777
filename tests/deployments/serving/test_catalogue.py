"""The catalogue, with real processes: deployments come and go, files break, the web goes away."""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from deployments.serving import catalogue
from deployments.serving.catalogue import BadCatalogue

TEXT = {"text": "The Sony CE-7RM3 rocks."}
Start = Callable[..., Any]


def test_a_deployment_answers_once_the_web_lists_it(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    serving = start(web.url)
    web.deploy("one", tmp_path / "one", "key")
    web.wait_for("one", "live")
    reply = serving.predict("one", "key", TEXT)
    assert reply.status == 200, reply
    assert web.unauthorized == 0


def test_a_removed_deployment_is_gone_and_its_files_with_it(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    for name, seed in (("one", 1), ("two", 2)):
        tiny.neural(tmp_path / name, seed=seed)
        web.deploy(name, tmp_path / name, f"key-{name}")
    serving = start(web.url)
    web.wait_for("one", "live")
    web.wait_for("two", "live")
    web.remove("one")
    web.change("two", name="changed, so that it is told", version=2)
    web.wait_for("two", "live", 2)
    assert serving.predict("one", "key-one", TEXT).status == 401
    assert serving.predict("two", "key-two", TEXT).status == 200
    kept = {path.name for path in (tmp_path / "home/bundles").iterdir()}
    assert kept == {web.deployments["two"]["bundle"]}


def test_a_revoked_key_no_longer_opens(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    web.deploy("one", tmp_path / "one", "old")
    serving = start(web.url)
    web.wait_for("one", "live")
    web.deploy("one", tmp_path / "one", "new", version=2)
    web.wait_for("one", "live", 2)
    assert serving.predict("one", "old", TEXT).status == 401
    assert serving.predict("one", "new", TEXT).status == 200
    manifest = web.deployments["one"]["bundle"]
    assert web.fetched.count(manifest) == 1


def test_a_bundle_with_a_wrong_file_fails_and_the_others_go_on(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "good")
    tiny.neural(tmp_path / "bad", seed=2)
    web.deploy("bad", tmp_path / "bad", "key-bad")
    damaged = web.deployments["bad"]["files"]["sentence.onnx"]
    web.files[damaged] = web.files[damaged][:-1] + b"?"
    web.deploy("good", tmp_path / "good", "key-good")
    serving = start(web.url)
    assert "sentence.onnx" in web.wait_for("bad", "failed")
    web.wait_for("good", "live")
    assert serving.predict("good", "key-good", TEXT).status == 200
    refused = serving.predict("bad", "key-bad", TEXT)
    assert (refused.status, refused.json["code"]) == (503, "failed")
    assert serving.ask("GET", "/readyz").status == 200


def test_a_new_version_that_fails_leaves_the_old_one_answering(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    web.deploy("one", tmp_path / "one", "key", version="a")
    serving = start(web.url)
    web.wait_for("one", "live", "a")
    before = serving.predict("one", "key", TEXT).body
    web.change("one", version="b", bundle="0" * 64)
    web.wait_for("one", "failed", "b")
    assert serving.predict("one", "key", TEXT).body == before


def test_a_new_version_answers_by_its_own_model(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    tiny.linear(tmp_path / "two")
    web.deploy("one", tmp_path / "one", "key", version=1)
    serving = start(web.url)
    web.wait_for("one", "live", 1)
    before = serving.predict("one", "key", TEXT).json
    web.deploy("one", tmp_path / "two", "key", version=2)
    web.wait_for("one", "live", 2)
    assert serving.predict("one", "key", TEXT).json != before


def test_no_request_fails_or_is_mixed_while_versions_change(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    tiny.linear(tmp_path / "two")
    web.deploy("one", tmp_path / "one", "key", version=1)
    serving = start(web.url)
    web.wait_for("one", "live", 1)
    changed = threading.Event()

    def answer() -> tuple[Any, ...]:
        reply = serving.predict("one", "key", TEXT)
        assert reply.status == 200, reply
        return tuple(tuple(entity.values())[:4] for entity in reply.json["entities"])

    def client(_: int) -> list[tuple[Any, ...]]:
        found = []
        while not changed.is_set():
            found.append(answer())
        return found

    with ThreadPoolExecutor(6) as clients:
        answers = clients.map(client, range(6))
        for version in range(2, 8):
            web.deploy("one", tmp_path / ("one", "two")[version % 2], "key", version=version)
            web.wait_for("one", "live", version)
        changed.set()
        seen = {one for found in answers for one in found}
    last = answer()
    web.deploy("one", tmp_path / "one", "key", version=8)
    web.wait_for("one", "live", 8)
    assert seen == {last, answer()}
    assert len(seen) == 2


def test_a_process_that_starts_while_the_web_is_down_answers_from_disk(
    tiny: ModuleType, start: Start, web: Any, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    web.deploy("one", tmp_path / "one", "key")
    first = start(web.url)
    web.wait_for("one", "live")
    before = first.predict("one", "key", TEXT).body
    first.end(signal.SIGKILL)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        away = f"http://127.0.0.1:{nobody.getsockname()[1]}/internal/catalogue"
    second = start(away)
    reply = second.predict("one", "key", TEXT)
    while reply.status == 401:  # until it has read its disk, it knows no key
        reply = second.predict("one", "key", TEXT)
    while reply.status == 503:
        reply = second.predict("one", "key", TEXT)
    assert (reply.status, reply.body) == (200, before)


def test_a_file_that_went_bad_on_disk_is_fetched_again(
    tiny: ModuleType, start: Start, web: Any, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    web.deploy("one", tmp_path / "one", "key")
    first = start(web.url)
    web.wait_for("one", "live")
    first.end(signal.SIGKILL)
    folder = tmp_path / "home/bundles" / web.deployments["one"]["bundle"]
    (folder / "words.onnx").write_bytes(b"torn")
    web.states.clear()
    second = start(web.url)
    web.wait_for("one", "live")
    assert second.predict("one", "key", TEXT).status == 200
    assert (folder / "words.onnx").read_bytes() == (tmp_path / "one/words.onnx").read_bytes()


def test_the_web_may_go_away_and_come_back(
    tiny: ModuleType, start: Start, tmp_path: Path, web: Any
) -> None:
    tiny.neural(tmp_path / "one")
    web.deploy("one", tmp_path / "one", "key")
    serving = start(web.url)
    web.wait_for("one", "live")
    web.stop()
    assert serving.predict("one", "key", TEXT).status == 200
    again = type(web)(web.port)
    again.version = 40
    again.deploy("one", tmp_path / "one", "key", version=2)
    again.wait_for("one", "live", 2)
    again.stop()


def test_files_that_cannot_be_had_yet_are_asked_for_again(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    web.files_away.set()
    web.deploy("one", tmp_path / "one", "key")
    serving = start(web.url)
    with web.changed:
        assert web.changed.wait_for(lambda: len(web.fetched) >= 2, 30)
    refused = serving.predict("one", "key", TEXT)
    assert (refused.status, refused.json["code"]) == (503, "starting")
    assert refused.headers["retry-after"] == "1"
    assert serving.ask("GET", "/readyz").status == 503
    web.files_away.clear()
    web.wait_for("one", "live")
    assert serving.predict("one", "key", TEXT).status == 200
    assert serving.ask("GET", "/readyz").status == 200


def test_a_process_that_was_killed_while_it_fetched_leaves_nothing_half_done(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    web.files_away.set()
    web.deploy("one", tmp_path / "one", "key")
    first = start(web.url)
    with web.changed:
        assert web.changed.wait_for(lambda: web.fetched, 30)
    first.end(signal.SIGKILL)
    manifest = web.deployments["one"]["bundle"]
    assert not (tmp_path / "home/bundles" / manifest).exists()
    web.files_away.clear()
    second = start(web.url)
    web.wait_for("one", "live")
    assert second.predict("one", "key", TEXT).status == 200


def test_a_successor_takes_over_the_socket_before_the_first_one_ends(
    tiny: ModuleType, web: Any, start: Start, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    web.deploy("one", tmp_path / "one", "key")
    listening = socket.create_server(("127.0.0.1", 0))
    first = start(web.url, tmp_path / "first", listening)
    web.wait_for("one", "live")
    web.states.clear()
    second = start(web.url, tmp_path / "second", listening)
    web.wait_for("one", "live")
    assert first.end() == 0
    assert [second.predict("one", "key", TEXT).status for _ in range(20)] == [200] * 20


def test_a_start_that_cannot_be_says_why(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "deployments.serving", "--home", tmp_path),
            *("--catalogue", "http://x", "--secret-file", tmp_path / "nothing"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "nothing" in done.stderr


GOOD = {
    "slug": "a",
    "version": 1,
    "name": "A",
    "bundle": "0" * 64,
    "files": {"words.onnx": "1" * 64},
    "keys": [{"hash": sha256(b"k").hexdigest()}],
}


@pytest.mark.parametrize(
    "change",
    [
        {"bundle": "../../etc"},
        {"bundle": "0" * 63},
        {"files": {"../x": "1" * 64}},
        {"files": {"x": "1"}},
        {"files": {".hidden": "1" * 64}},
        {"keys": [{"hash": "k"}]},
        {"keys": ["k"]},
        {"version": True},
        {"version": None},
        {"offset_unit": "bytes"},
    ],
)
def test_a_catalogue_that_names_what_is_none_is_refused(change: dict[str, Any]) -> None:
    assert catalogue.read(json.dumps({"version": 1, "deployments": [GOOD]}).encode()).wanted
    raw = json.dumps({"version": 1, "deployments": [{**GOOD, **change}]}).encode()
    with pytest.raises(BadCatalogue):
        catalogue.read(raw)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"null", b'{"version":1}', b"\xff"])
def test_what_is_no_catalogue_is_refused(raw: bytes) -> None:
    with pytest.raises(BadCatalogue):
        catalogue.read(raw)
