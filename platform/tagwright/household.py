"""Everything in one command: prepares the home, starts processes, restarts the fallen, ends all."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PATIENCE_SECONDS = 60.0
GRACE_SECONDS = 2.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def up(*, host: str, port: int | None, demo: bool) -> int:
    """Start the household and stay until Ctrl-C; gives the exit status."""
    web, serving = _ports(host, port)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    os.environ.setdefault("TAGWRIGHT_URL", f"http://{shown}:{web}")
    os.environ.setdefault("TAGWRIGHT_SERVING_URL", f"http://{shown}:{serving}")
    os.environ.setdefault("TAGWRIGHT_SERVING_INTERNAL_URL", f"http://127.0.0.1:{serving}")
    home = Path(os.environ.get("TAGWRIGHT_HOME", Path.cwd() / "home")).resolve()
    with _alone_in(home):
        (home / "address").write_text(os.environ["TAGWRIGHT_URL"], "utf-8")
        prepare(demo=demo)
        link = _sign_in_link(host)
        children = [Child(n, a, home) for n, a in _commands(home, host, web, serving).items()]
        return _run(children, f"http://127.0.0.1:{web}", link, home)


def _ports(host: str, wanted: int | None) -> tuple[int, int]:
    """A port for pages and one for endpoints; a wanted one that is taken stops the start."""
    if wanted is not None and not _free(host, wanted):
        raise SystemExit(f"Port {wanted} is taken; choose another with --port.")
    first = wanted or next(p for p in range(8400, 8600, 2) if _free(host, p) and _free(host, p + 1))
    second = next(p for p in range(first + 1, first + 100) if _free(host, p))
    return first, second


def _free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@contextmanager
def _alone_in(home: Path) -> Iterator[None]:
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "lock").open("w")
    except OSError as error:
        raise SystemExit(f"The home folder {home} cannot be written: {error.strerror}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                f"Another Tagwright runs on {home}; end it, or choose another --home."
            ) from None
        yield


def prepare(*, demo: bool) -> None:
    """Migrate; on first start make the owner and the demo project."""
    import django
    from django.core.management import call_command

    django.setup()
    from tagwright.demo import load
    from workspace import services
    from workspace.models import Project

    _say("Preparing the database")
    call_command("migrate", verbosity=0)
    owner = services.first_user()
    if demo and not Project.objects.exists():
        _say("Loading the demo project")
        load.camera_reviews(by=owner)


def _sign_in_link(host: str) -> str:
    """Give back what an earlier household left running, and make the owner's link."""
    from django.conf import settings
    from django.db import connection

    from workspace import jobs, services, tokens

    owner = services.first_user()
    if host not in LOOPBACK:
        _safe_to_open(settings.ALLOWED_HOSTS, owner.has_usable_password())
    if connection.vendor == "sqlite":  # then no worker of another host can hold a job
        jobs.release_all()
    link = f"{settings.PUBLIC_URL}/sign-in/{tokens.make_link(owner)}"
    connection.close()
    return link


def _safe_to_open(hosts: list[str], has_password: bool) -> None:
    if all(h in (*LOOPBACK, "[::1]") for h in hosts):
        raise SystemExit(
            "Set TAGWRIGHT_HOSTS to the names of this machine before opening it to others."
        )
    if not has_password:
        raise SystemExit(
            "Start once on 127.0.0.1 and give the owner a password before opening it to others."
        )


def _commands(home: Path, host: str, web: int, serving: int) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    worker = [
        *python,
        "celery",
        "-A",
        "tagwright",
        "worker",
        "-P",
        "threads",
        "--without-gossip",
        "--without-mingle",
        "-l",
        "INFO",
    ]
    slots = max(1, (os.cpu_count() or 2) - 1)
    return {
        "web": [*python, "gunicorn", "tagwright.wsgi", "-k", "gthread", "--threads", "32",
                "--bind", f"{host}:{web}", "--graceful-timeout", "2", "--no-control-socket"],
        "worker": [*worker, "-c", "3", "-Q", "cpu,house", "-n", "worker@%h", "-B"],
        "trainer": [*worker, "-c", str(slots), "-Q", "train.cpu,train.gpu", "-n", "trainer@%h"],
        "serving": [*python, "deployments.serving", "--host", host, "--port", str(serving),
                    "--home", str(home / "serving"), "--catalogue", f"http://127.0.0.1:{web}/internal/catalogue",
                    "--secret-file", str(home / "serving.secret")],
    }  # fmt: skip


class Child:
    """One process of the household, with its log, restarted with growing pauses when it falls."""

    def __init__(self, name: str, command: list[str], home: Path) -> None:
        self.name, self.command = name, command
        self.log = home / "logs" / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.falls, self.next_start, self.started = 0, 0.0, 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = self._spawn(log)
        self.started = time.monotonic()

    def _spawn(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            preexec_fn=_die_with_parent,
        )

    def tend(self) -> None:
        """Start it again if it fell, after 0.5, 1, 2 … 30 seconds."""
        if self.process and self.process.poll() is None:
            if self.falls and time.monotonic() - self.started > 30:
                self.falls = 0
            return
        if self.process is not None:
            _say(f"{self.name} ended ({self.process.returncode}); its log: {self.log}")
            self.next_start = time.monotonic() + min(30.0, 0.5 * 2**self.falls)
            self.falls += 1
            self.process = None
        if time.monotonic() >= self.next_start:
            self.start()

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, number)


def _die_with_parent() -> None:
    """On Linux the kernel ends a child whose parent is gone, so nothing is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _run(children: list[Child], address: str, link: str, home: Path) -> int:
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda n, _: stopped.append(n))
    for child in children:
        child.start()
    _say("Starting web, workers and serving")
    until, told = time.monotonic() + PATIENCE_SECONDS, False
    try:
        while not stopped:
            for child in children:
                child.tend()
            if not told and _ready(address):
                told = True
                print(
                    f"\nTagwright is ready. Open this link once to sign in:\n\n    {link}\n\n"
                    f"Data lies in {home}; Ctrl-C ends everything.",
                    flush=True,
                )
            if not told and time.monotonic() > until:
                _say(f"Still not ready after {PATIENCE_SECONDS:.0f} s; look into {home / 'logs'}")
                until += PATIENCE_SECONDS
            time.sleep(0.1)
    finally:
        _end(children)
    return 0


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=3) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end(children: list[Child]) -> None:
    """End all within three seconds: ask, then insist; what was running is queued again."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _say("Ending")
    for child in children:
        child.signal(signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < until and any(
        c.process and c.process.poll() is None for c in children
    ):
        time.sleep(0.05)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process:
            child.process.wait()
    from django.db import connection

    from workspace import jobs

    if connection.vendor == "sqlite":
        jobs.release_all()


def _say(text: Any) -> None:
    print(f"· {text}", flush=True)
