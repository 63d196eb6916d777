"""Event streams: from the service `live` over ASGI, from the web itself, at the page of a run."""

import http.client
import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from benchmarks.client import Client
from tests.journeys.conftest import ROOT, free_port, running, until
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.slow]
PLACES = 8


@contextmanager
def stream(port: int, path: str, token: str, since: str = "") -> Iterator[Any]:
    """The answer to someone who asks for a stream."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    connection.request("GET", path, headers=headers | ({"Last-Event-ID": since} if since else {}))
    answer = connection.getresponse()
    try:
        yield answer
    finally:
        answer.close()
        connection.close()


def events(port: int, path: str, token: str, since: str, count: int) -> list[dict[str, Any]]:
    """The first events of a stream."""
    found: list[dict[str, Any]] = []
    with stream(port, path, token, since) as answer:
        assert (answer.status, answer.getheader("Content-Type")) == (200, "text/event-stream")
        while len(found) < count:
            line = answer.readline()
            if line.startswith(b"data: "):
                found.append(json.loads(line[6:]))
    return found


def test_an_event_arrives_while_the_stream_is_open_and_a_resumed_one_misses_none(
    embedded: Any,
) -> None:
    token = embedded.token()
    api = Client(embedded.url, token)
    project = api.post("/projects", {"name": "Live"})["id"]
    path = f"/api/v1/projects/{project}/events/stream"
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "tagwright.asgi", "-k", "asgi"]
    env = embedded.env | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")])}
    with running([*command, "--bind", f"127.0.0.1:{port}", "--no-control-socket"], env=env):
        until(lambda: answers(port), "the live service")
        first = events(port, path, token, "", 1)
        assert [e["kind"] for e in first] == ["project.made"]
        api.post(f"/projects/{project}/labels", {"name": "PER"})
        rest = events(port, path, token, str(first[0]["id"]), 1)
        assert [e["kind"] for e in rest] == ["label.added"]


def test_the_web_itself_streams_when_there_is_no_live_service(embedded: Any) -> None:
    token = embedded.token()
    (first,) = events(embedded.port, "/api/v1/projects/1/events/stream", token, "", 1)
    assert first["kind"] == "project.made"


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture
def api(embedded: Any) -> Client:
    return Client(embedded.url, embedded.token())


def start(api: Client, epochs: int) -> int:
    """A run of the demo project that has begun to learn."""
    sets = api.get("/projects/1/feature-sets")["results"]
    if not sets:
        split = {"kind": "random", "train": 0.8, "dev": 0.1, "test": 0.1, "seed": 1, "group": None}
        sets = [api.post("/projects/1/feature-sets", {"name": "live", "split": split})]
        api.until_over(f"/feature-sets/{sets[0]['id']}")
    recipe = next(p for p in api.get("/presets") if p["name"] == "bilstm_crf")["recipe"]
    algorithm = recipe["algorithm"] | {"epochs": epochs, "early_stopping": 0}
    recipe = recipe | {"algorithm": algorithm}
    run = int(api.post(f"/feature-sets/{sets[0]['id']}/runs", {"recipe": recipe})["id"])
    until(lambda: api.get(f"/runs/{run}")["epochs"], "the first epoch")
    return run


def asked_of(page: Page, run: int) -> list[Request]:
    """What the page asks about this run from now on."""
    found: list[Request] = []
    about = re.compile(rf"/api/v1/runs/{run}(/events(\?.*)?)?$")
    page.on("request", lambda request: found.append(request) if about.search(request.url) else None)
    return found


def is_stream(request: Request) -> bool:
    return request.resource_type == "eventsource"


def open_run(embedded: Any, visitor: Visitor, run: int) -> list[Request]:
    visitor.page.goto(embedded.one_time_link())
    expect(visitor.link("Camera reviews")).to_be_visible()
    asked = asked_of(visitor.page, run)
    with visitor.page.expect_request(is_stream):
        visitor.page.goto(f"{embedded.url}/projects/1/runs/{run}")
    expect(visitor.page.get_by_role("log")).to_contain_text("Epoch 1:")
    return asked


def epochs_shown(page: Page) -> list[int]:
    """The epochs in the log, in the order in which they stand there."""
    said = page.get_by_role("log").inner_text()
    return [int(number) for number in re.findall(r"Epoch (\d+):", said)]


def see_the_end(visitor: Visitor) -> None:
    """The page turns into the report by itself; its log still stands there."""
    expect(visitor.button("^Deploy$")).to_be_visible(timeout=180_000)
    visitor.click(visitor.page.get_by_role("tab", name="Curves and log"))


@pytest.mark.browser
def test_the_page_of_a_run_listens_to_one_stream_and_asks_nothing(
    embedded: Any, visitor: Visitor, api: Client
) -> None:
    run = start(api, epochs=8)
    asked = open_run(embedded, visitor, run)
    see_the_end(visitor)
    assert epochs_shown(visitor.page) == list(range(1, 9))
    assert sum(is_stream(request) for request in asked) == 1
    answered = [request.url for request in asked if not is_stream(request)]
    assert len(answered) == len(set(answered)), answered
    assert visitor.complaints == []


@pytest.mark.browser
def test_after_a_kill_of_the_web_the_page_catches_up_and_repeats_no_epoch(
    embedded: Any, visitor: Visitor, api: Client
) -> None:
    run = start(api, epochs=30)
    open_run(embedded, visitor, run)
    with visitor.page.expect_request(is_stream):
        for pid in embedded.children("gunicorn"):
            os.kill(pid, signal.SIGKILL)
    see_the_end(visitor)
    assert epochs_shown(visitor.page) == list(range(1, 31))


def turn(page: Page, state: str) -> None:
    """A browser without windows shows every tab; so this one is told how it stands."""
    page.evaluate(
        """state => {
            Object.defineProperty(
                document, "visibilityState", {get: () => state, configurable: true}
            );
            document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
        }""",
        state,
    )


@pytest.mark.browser
def test_where_all_streams_are_taken_the_page_asks_and_in_a_hidden_tab_it_takes_none(
    embedded: Any, visitor: Visitor, api: Client
) -> None:
    run = start(api, epochs=200)
    path = f"/api/v1/runs/{run}/events"

    def free() -> int:
        """How many more would be let in."""
        with ExitStack() as all_of_them:
            return sum(
                all_of_them.enter_context(stream(embedded.port, path, api.token)).status == 200
                for _ in range(PLACES)
            )

    page = visitor.page
    with ExitStack() as others:
        for _ in range(PLACES):
            others.enter_context(stream(embedded.port, path, api.token))
        open_run(embedded, visitor, run)
        shown = max(epochs_shown(page))
        expect(page.get_by_role("log")).to_contain_text(f"Epoch {shown + 1}:")
    with page.expect_request(is_stream):
        pass
    until(lambda: free() == PLACES - 1, "the page's stream")
    turn(page, "hidden")
    until(lambda: free() == PLACES, "the end of the page's stream")
    api.post(f"/runs/{run}/stop")
    api.until_over(f"/runs/{run}")
    turn(page, "visible")
    see_the_end(visitor)
    epochs = epochs_shown(page)
    assert epochs == list(range(1, len(epochs) + 1))
