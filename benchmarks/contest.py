"""Contestants as processes of their own, asked in turn, so that noise on the machine hits all."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.report import Section

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "build" / "peers"
PINNED = ("torch==2.13.0", "flair==0.15.1", "spacy==3.8.18", "numpy<2.5")
Said = dict[str, Any]


class Absent(Exception):
    """A contestant that is not here or did not start; the message is a sentence."""


class Contestant:
    """One process; `ask` waits for its answer."""

    def __init__(self, name: str, module: str, python: Path, settings: Said) -> None:
        self.name = name
        self.log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            [str(python), "-m", module], cwd=ROOT, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
            env=os.environ | {
                "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore",
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
            },
        )  # fmt: skip
        self._tell(settings)

    def ask(self, do: str, **more: Any) -> Said:
        """One act of the contestant; raises Absent if it fell."""
        return self._tell({"do": do, **more})

    def _tell(self, said: Said) -> Said:
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise Absent(f"{self.name} has no pipes.")
        try:
            stdin.write(json.dumps(said) + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.log.seek(0)
            last = (self.log.read().strip() or "no word").rsplit("\n", 1)[-1]
            raise Absent(f"{self.name} fell: {last[:300]}")
        answer: Said = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.log.close()


@contextmanager
def contest(
    section: Section, wanted: Mapping[str, tuple[str, Said]]
) -> Iterator[dict[str, Contestant]]:
    """Start every contestant that is here; the section says plainly which are not."""
    with ExitStack() as stack:
        here = {}
        for name, (module, settings) in wanted.items():
            try:
                here[name] = Contestant(name, module, _python(name, module), settings)
                stack.callback(here[name].close)
            except Absent as fault:
                here.pop(name, None)
                section.remark(f"{name} is absent: {fault}")
        yield here


def _python(name: str, module: str) -> Path:
    if ".peers." not in module:
        return Path(sys.executable)
    if module.endswith("ncrfpp") and not os.environ.get("NCRFPP"):
        raise Absent("set NCRFPP to a checkout of jiesutd/NCRFpp.")
    python = PEERS / "bin" / "python"
    if not python.exists():
        raise Absent(f"there is no {PEERS.relative_to(ROOT)}; run `python -m benchmarks peers`.")
    return python


def prepare() -> int:
    """Make the environment of the peers; gives the exit status."""
    if not (PEERS / "bin" / "python").exists():
        print(f"Making {PEERS.relative_to(ROOT)}")
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
    python = str(PEERS / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if uv := shutil.which("uv"):
        install = [uv, "pip", "install", "--python", python]
    print(f"Installing {', '.join(PINNED)}; this takes some minutes")
    return subprocess.run([*install, *PINNED], check=False).returncode


def rates(answers: list[Said]) -> float:
    """The median of tokens per second over the rounds."""
    return float(statistics.median(one["tokens"] / one["seconds"] for one in answers))
