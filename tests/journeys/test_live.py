"""The service `live` of the grown household: event streams over ASGI, resumed by Last-Event-ID."""

import http.client
import json
import os
import sys
from typing import Any

import pytest

from benchmarks.client import Client
from tests.journeys.conftest import ROOT, free_port, running, until

pytestmark = [pytest.mark.slow]


def events(port: int, path: str, token: str, since: str, count: int) -> list[dict[str, Any]]:
    """The first events of a stream."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    connection.request("GET", path, headers=headers | ({"Last-Event-ID": since} if since else {}))
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Type")) == (200, "text/event-stream")
    found: list[dict[str, Any]] = []
    while len(found) < count:
        line = answer.readline()
        if line.startswith(b"data: "):
            found.append(json.loads(line[6:]))
    connection.close()
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
