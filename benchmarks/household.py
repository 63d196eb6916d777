"""A fresh Tagwright to measure, and what its processes use meanwhile."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.client import Client

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
LOOK_SECONDS = 0.05
START_SECONDS = 120.0


class House(NamedTuple):
    """A running household: an API client of its owner, its folder, a one-time sign-in link."""

    client: Client
    home: Path
    link: str


@contextmanager
def household(*options: str) -> Iterator[House]:
    """Start on free ports in a folder of its own; ended and removed afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home, out = Path(folder) / "home", Path(folder) / "out"
        command = [sys.executable, "manage.py", "up", "--home", str(home), *options]
        with out.open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            link = _link(process, out)
            token = _said("token", home)
            yield House(Client(link.split("/sign-in/")[0], token), home, link)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _link(process: "subprocess.Popen[bytes]", out: Path) -> str:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        if found := re.search(r"http://\S+/sign-in/\S+", out.read_text("utf-8")):
            return found.group()
        time.sleep(0.1)
    raise SystemExit(f"Tagwright did not start: {out.read_text('utf-8')}")


def _said(command: str, home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", command, "--home", str(home)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def processes(home: Path, words: str) -> set[int]:
    """The processes of a household whose command holds these words."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (
                (place / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            )
            if words not in command:
                continue
            if str(home) in command or str(home).encode() in (place / "environ").read_bytes():
                found.add(int(place.name))
        except OSError:
            continue
    return found


class Watch(threading.Thread):
    """Seconds, CPU seconds and the largest process of those whose command holds `words`."""

    def __init__(self, home: Path, words: str) -> None:
        super().__init__(daemon=True)
        self.home, self.words = home, words
        self.seconds = self.megabytes = 0.0
        self._over = threading.Event()
        self._before: dict[int, float] = {}
        self._used: dict[int, float] = {}

    @property
    def cpu_seconds(self) -> float:
        """Of all these processes together, since the watch began."""
        return sum(used - self._before.get(pid, 0.0) for pid, used in self._used.items())

    def run(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        for pid in processes(self.home, self.words):
            self._used[pid] = max(self._used.get(pid, 0.0), cpu_of(pid))
            self.megabytes = max(self.megabytes, megabytes_of(pid))

    def __enter__(self) -> "Watch":
        self._before = {pid: cpu_of(pid) for pid in processes(self.home, self.words)}
        self._used = dict(self._before)
        self.began = time.monotonic()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self.began
        self._over.set()
        self.join()
        self._look()

    def cells(self) -> tuple[str, str, str]:
        """Seconds, CPU seconds and megabytes, as tables show them."""
        return f"{self.seconds:.2f}", f"{self.cpu_seconds:.2f}", f"{self.megabytes:.0f}"


def cpu_of(pid: int) -> float:
    """CPU seconds that a process has used; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def megabytes_of(pid: int) -> float:
    """Resident memory of a process; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().split("\n")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
