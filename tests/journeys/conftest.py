"""Whole households on free ports: embedded, and grown on an own PostgreSQL, Redis and S3 server."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.visiting import Visitor, launched

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Wait for something that another process does; fails with its name after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {seconds:.0f} s")


class Household:
    """A running `tagwright up`."""

    def __init__(self, home: Path, env: dict[str, str] | None = None, *options: str) -> None:
        self.home = home
        self.port = free_port()
        self.out = home.parent / f"{home.name}.out"
        self.env = os.environ | {"TAGWRIGHT_HOME": str(home)} | (env or {})
        for name in ("TAGWRIGHT_HOSTS", "DJANGO_SETTINGS_MODULE"):
            self.env.pop(name, None)
        self.options = options

    def start(self) -> "Household":
        command = [
            sys.executable,
            "manage.py",
            "up",
            "--home",
            str(self.home),
            "--port",
            str(self.port),
        ]
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *self.options], cwd=ROOT, env=self.env, stdout=out, stderr=out
            )
        self.link = until(self._link, "the sign-in link", 120)
        return self

    def _link(self) -> str | None:
        said = self.out.read_text("utf-8")
        if self.process.poll() is not None:
            raise AssertionError(f"`up` ended: {said}")
        found = re.search(r"http://\S+/sign-in/\S+", said)
        return found.group() if found else None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self) -> str:
        return self._said("token")

    def one_time_link(self) -> str:
        """Another way in than the link of the first start."""
        return self._said("link")

    def _said(self, verb: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", verb, "--home", str(self.home)],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def children(self, words: str) -> list[int]:
        """The processes of this household whose command line holds these words."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                command = (
                    (place / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                )
                mine = (
                    str(self.home).encode() in (place / "environ").read_bytes()
                    or str(self.home) in command
                )
            except OSError:
                continue
            if mine and words in command and int(place.name) != self.process.pid:
                found.append(int(place.name))
        return found

    def stop(self) -> float:
        """Ctrl-C; gives the seconds it took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)
        return time.monotonic() - began


@contextmanager
def household(
    folder: Path, env: dict[str, str] | None = None, *options: str
) -> Iterator[Household]:
    home = Household(folder / "home", env, *options)
    try:
        yield home.start()
    finally:
        home.stop()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """The default: SQLite, a folder as broker, a folder of files, the demo project."""
    with household(tmp_path_factory.mktemp("embedded")) as running:
        yield running


def _binary(name: str) -> str:
    found = shutil.which(name) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)),
        None,
    )
    if found is None:
        if os.environ.get("REQUIRE_SERVICES"):
            pytest.fail(f"{name} is missing, and REQUIRE_SERVICES is set")
        pytest.skip(f"{name} is missing; install it to run this test")
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = launched(play, _binary("chromium"))
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    found = Visitor(chromium)
    yield found
    found.context.close()


def _as_someone(user: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return (
        ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        if os.geteuid() == 0
        else []
    )


@contextmanager
def running(command: list[str], **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """An own PostgreSQL; gives the address of an empty database."""
    initdb, server = _binary("initdb"), _binary("postgres")
    folder = Path(
        subprocess.run(
            [*_as_someone("postgres"), "mktemp", "-d"], capture_output=True, text=True, check=True
        ).stdout.strip()
    )
    some = _as_someone("postgres")
    subprocess.run(
        [
            *some,
            initdb,
            "-D",
            str(folder / "data"),
            "-U",
            "tagwright",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ],
        check=True,
        capture_output=True,
        cwd="/",
    )
    port = free_port()
    flags = [
        "-D",
        str(folder / "data"),
        "-p",
        str(port),
        "-k",
        str(folder),
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "fsync=off",
    ]
    with running([*some, server, *flags], cwd="/"):
        until(lambda: _answers(port), "PostgreSQL")
        yield f"postgresql://tagwright@127.0.0.1:{port}/postgres"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    """An own Redis."""
    port = free_port()
    with running(
        [_binary("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"],
        cwd="/tmp",
    ):
        until(lambda: _answers(port), "Redis")
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(scope="session")
def s3() -> Iterator[dict[str, str]]:
    """An own S3 server with a bucket; gives the settings that name it."""
    import boto3

    port = free_port()
    with running([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]):
        until(lambda: _answers(port), "the S3 server")
        settings = {
            "TAGWRIGHT_S3_BUCKET": "tagwright",
            "TAGWRIGHT_S3_ENDPOINT": f"http://127.0.0.1:{port}",
            "TAGWRIGHT_S3_KEY": "key",
            "TAGWRIGHT_S3_SECRET": "secret",
        }
        client = boto3.client(
            "s3",
            endpoint_url=settings["TAGWRIGHT_S3_ENDPOINT"],
            region_name="us-east-1",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
        client.create_bucket(Bucket="tagwright")
        yield settings
