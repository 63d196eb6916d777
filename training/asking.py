"""A trained model asked outside of training: its bundle in a folder, a process, what it says."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from training.process import Process
from workspace import files
from workspace.errors import Refused
from workspace.jobs import Lease, WorkerLost

LOOK_SECONDS = 0.25


def lay_bundle(parts: Mapping[str, str], folder: Path) -> None:
    """The files of a bundle, {name: sha256}, side by side in a new folder."""
    folder.mkdir()
    for name, sha256 in parts.items():
        with files.path(sha256) as kept:
            try:
                os.link(kept, folder / name)
            except OSError:  # another disk, or one without links
                shutil.copyfile(kept, folder / name)


def ask(
    folder: Path, arguments: Sequence[str], lease: Lease, hear: Callable[[dict[str, Any]], None]
) -> None:
    """Run `python -m training.tagger …` in this folder to its good end.

    Raises what ends the job, WorkerLost if the process was killed, or Refused with its sentence.
    """
    failed: dict[str, Any] = {}
    with Process(folder, arguments) as process:
        while process.speaking:
            for said in process.lines(LOOK_SECONDS):
                if said.get("event") == "failed":
                    failed = said
                hear(said)
            lease.check()
        status, log = process.status(), process.log_tail()
    if failed:
        raise Refused(str(failed["message"]), code=str(failed["code"]))
    if status < 0:
        raise WorkerLost(f"the process was ended by signal {-status}")
    if status:
        raise RuntimeError(f"python -m training.tagger {arguments[0]} ended with {status}: {log}")
