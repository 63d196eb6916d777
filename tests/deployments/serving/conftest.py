"""A real serving process, and beside it a small web that hands it a catalogue."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a shared secret of the web and the endpoint"
PATIENCE = 30.0


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Web:
    """The peer: answers the catalogue by long poll, gives files by checksum, hears states."""

    def __init__(self, port: int = 0) -> None:
        self.changed = threading.Condition()
        self.version = 1
        self.deployments: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.states: dict[str, tuple[Any, str, str]] = {}
        self.unauthorized = 0
        self.fetched: list[str] = []
        self.files_away = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.web = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/internal/catalogue"

    def deploy(self, slug: str, folder: Path, key: str, version: Any = 1, **more: Any) -> None:
        parts = {path.name: path.read_bytes() for path in folder.iterdir()}
        digests = {name: sha256(content).hexdigest() for name, content in parts.items()}
        manifest = digests.pop("bundle.json")
        with self.changed:
            self.files |= {sha256(content).hexdigest(): content for content in parts.values()}
            self.deployments[slug] = {
                "slug": slug,
                "version": version,
                "name": f"Model {slug}",
                "bundle": manifest,
                "files": digests,
                "keys": [{"hash": sha256(key.encode()).hexdigest()}],
                **more,
            }
            self._ring()

    def remove(self, slug: str) -> None:
        with self.changed:
            del self.deployments[slug]
            self.states.pop(slug, None)
            self._ring()

    def change(self, slug: str, **fields: Any) -> None:
        with self.changed:
            self.deployments[slug] |= fields
            self._ring()

    def wait_for(self, slug: str, state: str, version: Any = None) -> str:
        """Until this state is reported; answers the error that came with it."""

        def reached() -> bool:
            now = self.states.get(slug)
            return now is not None and now[1] == state and version in (None, now[0])

        with self.changed:
            assert self.changed.wait_for(reached, PATIENCE), (slug, state, self.states)
            return self.states[slug][2]

    def stop(self) -> None:
        with self.changed:
            self._server.stopped = True
            self.changed.notify_all()
        self._server.shutdown()
        self._server.server_close()

    def _ring(self) -> None:
        self.version += 1
        self.changed.notify_all()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    web: Web
    stopped = False


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        web, parts = self.server.web, urlsplit(self.path)
        if not self._known():
            return
        if parts.path == "/internal/catalogue":
            since = parse_qs(parts.query, keep_blank_values=True)["since"][0]
            with web.changed:
                web.changed.wait_for(lambda: str(web.version) != since or self.server.stopped, 20)
                value = {
                    "version": web.version,
                    "files_url": "/internal/files",
                    "deployments": list(web.deployments.values()),
                }
            if not self.server.stopped:
                self._answer(200, json.dumps(value).encode())
            return
        digest = parts.path.rpartition("/")[2]
        with web.changed:
            web.fetched.append(digest)
            web.changed.notify_all()
        if web.files_away.is_set():
            self._answer(503, b"")
            return
        content = web.files.get(digest)
        self._answer(200 if content is not None else 404, content or b"")

    def do_POST(self) -> None:
        if not self._known():
            return
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        web = self.server.web
        with web.changed:
            for state in said["states"]:
                web.states[state["slug"]] = (state["version"], state["state"], state["error"])
            web.changed.notify_all()
        self._answer(204, b"")

    def _known(self) -> bool:
        if self.headers["Authorization"] == f"Bearer {SECRET}":
            return True
        self.server.web.unauthorized += 1
        self._answer(401, b"")
        return False

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """The test's own output stays readable."""


class Serving:
    """One serving process on a socket that this object owns, as a supervisor would."""

    def __init__(self, home: Path, catalogue: str, listening: socket.socket) -> None:
        secret = home / "secret"
        home.mkdir(exist_ok=True)
        secret.write_text(SECRET)
        self.port = listening.getsockname()[1]
        self.log = home / "log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-c", _WITHOUT_TORCH),
                    *("--home", home, "--catalogue", catalogue),
                    *("--secret-file", secret, "--fd", str(listening.fileno())),
                ],
                cwd=ROOT,
                pass_fds=[listening.fileno()],
                env={
                    "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
                    "PATH": os.environ["PATH"],
                    "TAGWRIGHT_SERVING_ECHO": "1",
                },
                stderr=log,
                stdout=log,
            )

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def predict(self, slug: str, key: str, value: Any) -> Reply:
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        return self.ask("POST", f"/predict/{slug}", raw, headers)

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


# The process proves by running that it needs neither of these.
_WITHOUT_TORCH = (
    "import sys\n"
    "for name in ('torch', 'django', 'celery', 'redis', 'sklearn'): sys.modules[name] = None\n"
    "from deployments.serving.__main__ import main\n"
    "sys.exit(main())"
)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Serving]]:
    """Start serving processes; what still runs at the end of the test is ended."""
    running: list[Serving] = []
    sockets: list[socket.socket] = []

    def begin(
        catalogue: str, home: Path = tmp_path / "home", on: socket.socket | None = None
    ) -> Serving:
        listening = on or socket.create_server(("127.0.0.1", 0))
        sockets.append(listening)
        running.append(Serving(home, catalogue, listening))
        return running[-1]

    yield begin
    for serving in running:
        serving.end(signal.SIGKILL)
    for listening in sockets:
        listening.close()


@pytest.fixture
def web() -> Iterator[Web]:
    peer = Web()
    yield peer
    peer.stop()


class Answering(NamedTuple):
    serving: Serving
    web: Web
    folder: Path
    """The bundle of the deployment “cameras”, whose key is “key-of-cameras”."""


@pytest.fixture(scope="module")
def answering(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    """One process for all tests of a file that change nothing."""
    folder = tmp_path_factory.mktemp("bundles")
    tiny.neural(folder / "cameras")
    tiny.linear(folder / "linear")
    peer = Web()
    peer.deploy("cameras", folder / "cameras", "key-of-cameras")
    peer.deploy("linear", folder / "linear", "key-of-linear")
    listening = socket.create_server(("127.0.0.1", 0))
    serving = Serving(tmp_path_factory.mktemp("home"), peer.url, listening)
    peer.wait_for("cameras", "live")
    peer.wait_for("linear", "live")
    yield Answering(serving, peer, folder / "cameras")
    serving.end(signal.SIGKILL)
    peer.stop()
    listening.close()
