"""A small client of Tagwright's API on the standard library, as an engineer would write it."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any


class Answer(Exception):
    """The server refused: `status` and the parsed body."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status, self.body = status, body


class Client:
    """Speaks to one household with one personal API token."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        """The answer's raw bytes; raises Answer for 4xx and 5xx."""
        url = path if path.startswith("http") else f"{self.url}/api/v1{path}"
        request = urllib.request.Request(url, data=body, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raw = error.read()
            raise Answer(error.code, json.loads(raw) if raw[:1] == b"{" else raw) from None

    def get(self, path: str) -> Any:
        return json.loads(self.send("GET", path))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        raw = self.send(
            "POST",
            path,
            json.dumps(body or {}).encode(),
            Content_Type="application/json",
            **headers,
        )
        return json.loads(raw) if raw else None

    def put(self, path: str, body: Any, version: int) -> Any:
        raw = json.dumps(body).encode()
        return json.loads(
            self.send("PUT", path, raw, Content_Type="application/json", If_Match=f'"{version}"')
        )

    def delete(self, path: str) -> None:
        self.send("DELETE", path)

    def upload(self, path: str, files: dict[str, tuple[str, bytes]], **fields: str) -> Any:
        """POST multipart: `files` maps field to (name, bytes)."""
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
            for k, v in fields.items()
        ]
        for field, (name, data) in files.items():
            head = (
                f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            )
            parts.append(
                head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n"
            )
        parts.append(f"--{edge}--\r\n".encode())
        raw = self.send(
            "POST", path, b"".join(parts), Content_Type=f"multipart/form-data; boundary={edge}"
        )
        return json.loads(raw)

    def until_over(
        self, path: str, seconds: float = 3600, every: float = 0.1,
        look: Callable[[Any], None] = lambda _: None,
    ) -> Any:  # fmt: skip
        """Ask until the resource's work is over; raises Answer unless it is done.

        `look` is shown every answer on the way.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.get(path)
            look(found)
            if found["state"] not in ("queued", "running", "starting"):
                if found["state"] not in ("done", "live"):
                    raise Answer(0, found.get("error") or found)
                return found
            time.sleep(every)
        raise Answer(0, f"{path} was not over after {seconds:.0f} s")
