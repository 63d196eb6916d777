"""The training process: a session of its own, a clean environment, one JSON object per line.

It ends when its stdin closes, so it never outlives the worker. While it lives it holds a lock on
its folder: an attempt that finds the lock taken ends the process of the attempt before it.
"""

import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from training.tagger.transformer import sources
from workspace.jobs import Released

GRACE_SECONDS = 1.5
ASKED_SECONDS = 120
CHECKPOINTED = 75
LINE_LIMIT = 4 << 20
Said = dict[str, Any]


def environment(folder: Path, devices: str) -> dict[str, str]:
    """What the trainer may know of this machine: no secret, no address of a database."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(os.path.abspath(p) for p in sys.path if p),
        "PYTHONSAFEPATH": "1",
        "CUDA_VISIBLE_DEVICES": devices,
        sources.FOLDERS: str(sources.home()),
    }


class Process:
    """`python -m training.tagger …` in a prepared folder. Used as `with`: none is left behind."""

    def __init__(
        self, folder: Path, arguments: Sequence[str], *, devices: str = "",
        held: Sequence[int] = (),
    ) -> None:  # fmt: skip
        """`held` are open files that the process is to hold as long as it lives."""
        self.folder = folder
        with (folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "training.tagger", *arguments],
                cwd=folder,
                env=environment(folder, devices),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                pass_fds=held,
            )
        self._rest = b""
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave nothing running; a worker that ends lets the process write its checkpoint first."""
        if isinstance(error, Released):
            self._signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(GRACE_SECONDS)
        self._signal(signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                _close(pipe)

    def lines(self, seconds: float) -> Iterator[Said]:
        """What it said meanwhile: waits at most so long for something to come."""
        if self._process.stdout is None or not self._open:
            return
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        if not ready:
            return
        piece = os.read(self._process.stdout.fileno(), 1 << 16)
        self._open = bool(piece)
        *whole, self._rest = (self._rest + piece).split(b"\n")
        if len(self._rest) > LINE_LIMIT:
            raise ValueError("The trainer wrote a line without an end.")
        for line in whole:
            if (said := _event(line)) is not None:
                yield said

    @property
    def speaking(self) -> bool:
        """Whether more may come."""
        return self._open

    def status(self) -> int:
        """The exit status of a process that closed its stdout; negative is the signal's number."""
        try:
            return self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            return self._process.wait()

    def log_tail(self, characters: int = 4000) -> str:
        with (self.folder / "log").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - characters))
            return log.read().decode("utf-8", "replace")

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return


class Locked(Process):
    """A process that locks its folder as long as it lives, and can be asked to end early."""

    def __init__(
        self, folder: Path, arguments: Sequence[str], *, devices: str = "",
        alive: Callable[[], None],
    ) -> None:  # fmt: skip
        with lock(folder, alive) as held:  # the process holds it from here on
            super().__init__(folder, arguments, devices=devices, held=[held.fileno()])
            holder = {"host": socket.gethostname(), "pid": self._process.pid}
            (folder / "holder.json").write_text(json.dumps(holder), "utf-8")
        self._stopped = False

    def stop(self) -> None:
        """Ask it to end after this step, and keep what there is; asked once."""
        if self._stopped or self._process.stdin is None:
            return
        self._stopped = True
        try:
            self._process.stdin.write(b"stop\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return


class Trainer(Locked):
    """`fit` on a prepared folder."""

    def __init__(
        self, folder: Path, *, devices: str, resume: bool, alive: Callable[[], None]
    ) -> None:
        arguments = ["fit", "recipe.json", "snapshot", "--out", "out", "--files", "files"]
        arguments += ["--resume"] if resume else []
        super().__init__(folder, arguments, devices=devices, alive=alive)


class Failed(RuntimeError):
    """A short command did not do its work; the message is what it said."""


def asked_of_tagger(arguments: Sequence[str], folder: Path) -> Said:
    """What a short command of the tagger says last; raises Failed."""
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "training.tagger", *arguments],
            cwd=folder, env=environment(folder, ""), stdin=subprocess.DEVNULL, capture_output=True,
            timeout=ASKED_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Failed("Reading it took too long.") from None
    last = ended.stdout.rstrip(b"\n").rpartition(b"\n")[2]
    said = _event(last) or {}
    if ended.returncode:
        raise Failed(str(said.get("message", "It could not be read.")))
    return {key: value for key, value in said.items() if key != "event"}


def _event(line: bytes) -> Said | None:
    """What a line says; None for one that a library wrote there by mistake."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def lock(folder: Path, alive: Callable[[], None]) -> IO[bytes]:
    """The folder for one process alone. One left over from an earlier attempt is ended.

    That process holds the lock itself, so a taken lock proves that its number is still its own.
    """
    held = (folder / "lock").open("ab")
    told = False
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            alive()
            if not told:
                told = True
                _end_holder(folder)
            time.sleep(0.1)
        else:
            return held


def _end_holder(folder: Path) -> None:
    try:
        holder = json.loads((folder / "holder.json").read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return
    if holder["host"] == socket.gethostname():
        try:
            os.killpg(holder["pid"], signal.SIGKILL)
        except ProcessLookupError:
            return


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return
