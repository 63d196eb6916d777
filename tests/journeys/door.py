"""A way to ask a running household with bytes of any kind, and what every refusal must be."""

import io
import json
import time
import urllib.error
import urllib.request
import uuid
from typing import Any, NamedTuple

from tests.journeys.conftest import Household, until

SECONDS = 10
"""No refusal takes longer."""


class Answer(NamedTuple):
    status: int
    body: Any
    seconds: float


class Part(NamedTuple):
    """A field of a multipart body; one with a name is a file."""

    field: str
    data: bytes
    name: str = ""


class Door:
    """A project of a running household, asked with bytes of any kind."""

    def __init__(self, house: Household) -> None:
        self.url, self.token = f"{house.url}/api/v1", house.token()
        self.project = self.send("POST", "/projects", {"name": "Battery"}).body["id"]
        self.base = f"/projects/{self.project}"

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, raw if body is not None else None)
        request.method = method
        kind = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        for name, value in (kind | headers).items():
            request.add_header(name.replace("_", "-"), value)
        began = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, found = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, found = error.code, error.read()
        took = time.monotonic() - began
        return Answer(status, json.loads(found) if found else None, took)

    def multipart(self, path: str, parts: list[Part]) -> Answer:
        edge, out = uuid.uuid4().hex, io.BytesIO()
        for part in parts:
            named = f'; filename="{part.name}"' if part.name else ""
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{part.field}"{named}\r\n\r\n'
            out.write(head.encode() + part.data + b"\r\n")
        out.write(f"--{edge}--\r\n".encode())
        kind = f"multipart/form-data; boundary={edge}"
        return self.send("POST", self.base + path, out.getvalue(), Content_Type=kind)

    def over(self, path: str, seconds: float = SECONDS) -> dict[str, Any]:
        """The resource at this path when its work is over, whatever came of it."""

        def ended() -> Any:
            found = self.send("GET", path).body
            return found if found["state"] not in ("queued", "running", "starting") else None

        return dict(until(ended, path, seconds))

    def stored(self) -> tuple[Any, ...]:
        """What the project holds: counts, labels, documents, uploaded vectors."""
        return (
            self.send("GET", self.base).body["documents"],
            self.send("GET", f"{self.base}/labels").body,
            self.send("GET", f"{self.base}/documents").body,
            self.send("GET", f"{self.base}/files").body,
        )


def refused(answer: Answer, *statuses: int) -> dict[str, Any]:
    """The body of a refusal, after what holds for all of them."""
    assert answer.status in (statuses or (400,)), answer
    assert answer.seconds < SECONDS
    told(answer.body)
    return dict(answer.body)


def told(error: dict[str, Any]) -> None:
    """A code for programs, and sentences for people that give nothing of the inside away."""
    assert error["code"] not in ("", "internal")
    for sentence in (error["message"], *(one["message"] for one in error["errors"])):
        assert sentence.endswith((".", "?", ")")), sentence
        assert " " in sentence
        assert "Traceback" not in sentence
        assert "/tmp" not in sentence
