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

from training.tagger.transformer import sources

PATIENCE_SECONDS = 60.0
GRACE_SECONDS = 2.0
BACKLOG = 2048
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def up(*, host: str, port: int | None, demo: bool) -> int:
    """Start the household and stay until Ctrl-C; gives the exit status."""
    doors = _doors(host, port)
    web, serving = (door.getsockname()[1] for door in doors)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    os.environ.setdefault("TAGWRIGHT_URL", f"http://{shown}:{web}")
    os.environ.setdefault("TAGWRIGHT_SERVING_URL", f"http://{shown}:{serving}")
    os.environ.setdefault("TAGWRIGHT_SERVING_INTERNAL_URL", f"http://127.0.0.1:{serving}")
    home = Path(os.environ.get("TAGWRIGHT_HOME", "home")).expanduser().resolve()
    os.environ["TAGWRIGHT_HOME"] = str(home)
    os.environ[sources.FOLDERS] = str(sources.home())
    with _alone_in(home):
        (home / "address").write_text(os.environ["TAGWRIGHT_URL"], "utf-8")
        prepare(demo=demo)
        link = _sign_in_link(host)
        children = [
            Child(name, command, home, _door_of(name, doors))
            for name, command in _commands(home, *doors).items()
        ]
        return _run(children, f"http://127.0.0.1:{web}", link, home)


def _doors(host: str, wanted: int | None) -> tuple[socket.socket, socket.socket]:
    """Where pages and endpoints are asked. They are held from here on, so that nobody else takes
    them while the database is prepared, and a process that is started again misses no caller."""
    doors = (_door(host, port) for port in ([wanted] if wanted else range(8400, 8600, 2)))
    first = next((door for door in doors if door), None)
    if first is None:
        which = f"Port {wanted} is" if wanted else "All ports from 8400 to 8600 are"
        raise SystemExit(f"{which} taken; choose another with --port.")
    port = first.getsockname()[1]
    return first, next(door for n in range(port + 1, port + 100) if (door := _door(host, n)))


def _door(host: str, port: int) -> socket.socket | None:
    """A socket that holds this port; None where it is taken."""
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(BACKLOG)
    except OSError:
        door.close()
        return None
    return door


def _door_of(name: str, doors: tuple[socket.socket, socket.socket]) -> socket.socket | None:
    """All serving processes answer at one door; whichever is free takes the next caller."""
    return dict(zip(("web", "serving"), doors, strict=True)).get(name.partition("-")[0])


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
    """Give back what an earlier household left running, and make the owner's link.

    The connection stays open as long as the household runs. Whoever closes the last connection to
    an SQLite database removes its log, and a request that opens it in that moment fails with
    SQLITE_IOERR_SHORT_READ; seen with eight people saving at once on a busy machine.
    """
    from django.conf import settings
    from django.db import connection

    from workspace import jobs, services, tokens

    owner = services.first_user()
    if host not in LOOPBACK:
        _safe_to_open(settings.ALLOWED_HOSTS, owner.has_usable_password())
    if connection.vendor == "sqlite":  # then no worker of another host can hold a job
        jobs.release_all()
    return f"{settings.PUBLIC_URL}/sign-in/{tokens.make_link(owner)}"


def _safe_to_open(hosts: list[str], has_password: bool) -> None:
    if all(h in (*LOOPBACK, "[::1]") for h in hosts):
        raise SystemExit(
            "Set TAGWRIGHT_HOSTS to the names of this machine before opening it to others."
        )
    if not has_password:
        raise SystemExit(
            "Start once on 127.0.0.1 and give the owner a password before opening it to others."
        )


def _commands(home: Path, web: socket.socket, serving: socket.socket) -> dict[str, list[str]]:
    from django.conf import settings

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
    slots = settings.TRAINING_SLOTS
    catalogue = f"http://127.0.0.1:{web.getsockname()[1]}/internal/catalogue"
    kept = ["--home", str(home / "serving"), "--secret-file", str(home / "serving.secret")]
    door = ["--fd", str(serving.fileno()), "--catalogue", catalogue]
    serve = [*python, "deployments.serving", *door, *kept]
    return {
        "web": [*python, "gunicorn", "tagwright.wsgi", "-k", "gthread", "--threads", "32",
                "--bind", f"fd://{web.fileno()}", "--graceful-timeout", "2", "--no-control-socket"],
        "worker": [*worker, "-c", "3", "-Q", "cpu,house", "-n", "worker@%h", "-B"],
        "trainer": [*worker, "-c", str(slots), "-Q", "train.cpu,train.gpu", "-n", "trainer@%h"],
        **dict.fromkeys(_numbered("serving", settings.SERVING_PROCESSES), serve),
    }  # fmt: skip


def _numbered(name: str, count: int) -> list[str]:
    """
    >>> _numbered("serving", 3)
    ['serving', 'serving-2', 'serving-3']
    """
    return [name, *(f"{name}-{at}" for at in range(2, count + 1))]


class Child:
    """One process of the household, with its log, restarted with growing pauses when it falls."""

    def __init__(
        self, name: str, command: list[str], home: Path, door: socket.socket | None
    ) -> None:
        self.name, self.command = name, command
        self.door = [door.fileno()] if door else []
        self.log = home / "logs" / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.falls, self.next_start, self.started = 0, 0.0, 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = self._spawn(log)
        self.started = time.monotonic()

    def _spawn(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        path = [os.path.abspath(p) for p in sys.path if p]
        return subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=self.log.parent,  # not where we are started: gunicorn imports from there
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONSAFEPATH": "1"},
            preexec_fn=_die_with_parent,
            pass_fds=self.door,
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
