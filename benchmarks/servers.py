"""The servers that `http` loads: our serving process, and torch in a Django view under gunicorn."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from benchmarks.household import cpu_of
from benchmarks.trained import Trained

ROOT = Path(__file__).resolve().parents[1]
PATH = os.pathsep.join((str(ROOT), str(ROOT / "platform")))
POLL_SECONDS = 5.0
PATIENCE_SECONDS = 60.0


class Server(NamedTuple):
    """A server that answers at `url`, and its processes."""

    url: str
    key: str
    root: int

    def cpu_seconds(self) -> float:
        """What all its processes have used so far."""
        return sum(map(cpu_of, _family(self.root)))


def _family(root: int) -> list[int]:
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(place.name)] = int(
                (place / "stat").read_text().rsplit(")", 1)[1].split()[1]
            )
        except OSError:
            continue
    return [root, *(pid for pid, parent in parents.items() if parent == root)]


@contextmanager
def tagwright(model: Trained) -> Iterator[tuple[Server, Server]]:
    """The real serving process with one deployment: it, and its echo."""
    key, secret = secrets.token_hex(16), secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder, _catalogue(model.bundle, key) as catalogue:
        (Path(folder) / "secret").write_text(secret)
        port = _free_port()
        command = [
            sys.executable, "-m", "deployments.serving", "--port", str(port), "--home", folder,
            "--catalogue", catalogue, "--secret-file", str(Path(folder) / "secret"),
        ]  # fmt: skip
        with _running(command, {"TAGWRIGHT_SERVING_ECHO": "1"}) as process:
            url = f"http://127.0.0.1:{port}"
            _wait(process, f"{url}/readyz")
            yield (
                Server(f"{url}/predict/benchmark", key, process.pid),
                Server(f"{url}/echo", key, process.pid),
            )


class _Catalogue(ThreadingHTTPServer):
    """What the web is to a serving process: the list of deployments, and their files by hash."""

    daemon_threads = True

    def __init__(self, bundle: Path, key: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        files = {path.name: path.read_bytes() for path in bundle.iterdir()}
        names = {name: sha256(raw).hexdigest() for name, raw in files.items()}
        self.files = {names[name]: raw for name, raw in files.items()}
        deployment = {
            "slug": "benchmark", "version": 1, "name": "Benchmark", "files": names,
            "bundle": names["bundle.json"], "keys": [{"hash": sha256(key.encode()).hexdigest()}],
        }  # fmt: skip
        said = {"version": "1", "files_url": "/files", "deployments": [deployment]}
        self.said = json.dumps(said).encode()
        self.over = threading.Event()


class _Answers(BaseHTTPRequestHandler):
    server: _Catalogue

    def do_GET(self) -> None:
        if self.path.startswith("/files/"):
            return self._send(200, self.server.files[self.path.rsplit("/", 1)[1]])
        if "since=1" in self.path:
            self.server.over.wait(POLL_SECONDS)
            return self._send(304, b"")
        return self._send(200, self.server.said)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(204, b"")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        with suppress(BrokenPipeError):  # who asked may have ended since
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def _catalogue(bundle: Path, key: str) -> Iterator[str]:
    with _Catalogue(bundle, key) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/catalogue"
        server.over.set()
        server.shutdown()


@contextmanager
def django(model: Trained, *options: str) -> Iterator[Server]:
    """`peers/django_view.py` under gunicorn with one worker process."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "benchmarks.peers.django_view:application", "--bind",
        f"127.0.0.1:{port}", "--workers", "1", "--log-level", "warning", *options,
    ]  # fmt: skip
    given = {
        "BUNDLE": str(model.bundle), "WEIGHTS": str(model.weights), "DJANGO_SETTINGS_MODULE": "",
        "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    with _running(command, given) as process:
        url = f"http://127.0.0.1:{port}/predict"
        _wait(process, url)
        yield Server(url, "none", process.pid)


@contextmanager
def _running(command: list[str], more: dict[str, str]) -> "Iterator[subprocess.Popen[str]]":
    env = os.environ | {"PYTHONPATH": PATH} | more
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, text=True)
        try:
            yield process
        except ServerFell as fault:
            log.seek(0)
            last = (log.read().strip() or "no word").rsplit("\n", 1)[-1]
            raise ServerFell(f"{fault} {last[:300]}") from None
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class ServerFell(Exception):
    """A server that did not come to answer."""


def _wait(process: "subprocess.Popen[str]", url: str) -> None:
    """Until anything answers that is not “come again”."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except urllib.error.HTTPError as answer:
            if answer.code != 503:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise ServerFell("The server did not come to answer.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
