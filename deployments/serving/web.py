"""The one connection that this process opens: to the catalogue of the web, with a shared secret."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

POLL_SECONDS = 60.0
_ANSWER_BYTES = 64 * 2**20
_CHUNK = 2**20


class WebAway(Exception):
    """The web gave no usable answer; what is on disk goes on serving."""


class BadFile(Exception):
    """The web has no such file, or what arrived is another one; asking again will not help."""


class Web:
    """Reads the catalogue and its files, and tells the web what became of them."""

    def __init__(self, url: str, secret: str) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise ValueError(f"“{url}” is no http address of a catalogue.")
        self._url = url
        self._headers = {"Authorization": f"Bearer {secret}", "Accept": "application/json"}

    def catalogue(self, since: str) -> bytes | None:
        """The catalogue once it is newer than `since`, or None if nothing came for a while."""
        with self._asked("GET", f"{self._url}?since={quote(since, safe='')}") as response:
            if response.status in (204, 304):
                return None
            return response.read(_ANSWER_BYTES)

    def tell(
        self, serving: str, states: list[dict[str, str | int]], used: Sequence[str] = ()
    ) -> None:
        """Report the state of every deployment, and the hashes of the keys that were used."""
        body = json.dumps({"serving": serving, "states": states, "used": used}).encode()
        with self._asked("POST", self._url, body):
            pass

    def fetch(self, files_url: str, sha256: str, target: Path) -> None:
        """Write one file, on the disk before this returns; raises BadFile or WebAway."""
        base = urljoin(self._url, files_url).rstrip("/")
        digest = hashlib.sha256()
        with self._asked("GET", f"{base}/{sha256}") as response, target.open("wb") as stream:
            while chunk := response.read(_CHUNK):
                digest.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        if digest.hexdigest() != sha256:
            raise BadFile(f"The file {target.name} arrived with another checksum.")

    @contextmanager
    def _asked(self, method: str, url: str, body: bytes | None = None) -> Iterator[HTTPResponse]:
        """One request; no redirect is followed, so the secret goes nowhere else."""
        parts, own = urlsplit(url), urlsplit(self._url)
        if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            raise WebAway(f"The catalogue names an address outside of {own.netloc}.")
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.netloc, timeout=POLL_SECONDS)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, path or "/", body, headers)
            response = connection.getresponse()
            if response.status in (404, 410):
                raise BadFile(f"The web does not have {parts.path}.")
            if response.status >= 300 and response.status != 304:
                raise WebAway(f"{method} {parts.path} answered {response.status}.")
            yield response
        except (OSError, HTTPException) as fault:
            raise WebAway(f"{method} {parts.path}: {fault}") from fault
        finally:
            connection.close()
