"""A run's state on disk: all or nothing, and nothing that can run code.

`checkpoint/state.safetensors` holds weights and the optimizer's memory, and in its header, as JSON,
the place in the run. The best epoch's weights lie beside it under its number; the state names the
one it belongs to, so a crash between the two files loses nothing.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from training.tagger.bundles.bundle import put
from training.tagger.learners.base import Progress
from training.tagger.learners.progress import Epoch

STATE = "state.safetensors"


class BadCheckpoint(ValueError):
    """A checkpoint of another run; the message says what differs."""


class Stored(ABC):
    """What can be left between two steps and taken up again."""

    at: Progress

    @abstractmethod
    def state(self) -> dict[str, Tensor]:
        """All that must be held beside `at`."""

    @abstractmethod
    def best_state(self) -> dict[str, Tensor]:
        """The best epoch's weights."""

    @abstractmethod
    def take(self, state: Mapping[str, Tensor], best: Mapping[str, Tensor]) -> None:
        """Take up what the two gave."""


def store(learner: Stored, folder: Path, identity: str) -> None:
    """Write the state between two steps; `identity` names recipe and data."""
    folder.mkdir(parents=True, exist_ok=True)
    at = learner.at
    if at.best_epoch and not (folder / _best(at.best_epoch)).exists():
        put(folder / _best(at.best_epoch), save(_plain(learner.best_state())))
    said = asdict(at) | {
        "best": [str(one) for one in at.best],
        "history": [list(one) for one in at.history],
    }
    header = {"progress": json.dumps(said), "identity": identity}
    put(folder / STATE, save(_plain(learner.state()), metadata=header))
    for old in folder.glob("best-*.safetensors"):
        if old.name != _best(at.best_epoch):
            old.unlink()


def restore(learner: Stored, folder: Path, identity: str) -> bool:
    """Take up a stored state; False where there is none."""
    path = folder / STATE
    if not path.exists():
        return False
    header, tensors = _read(path)
    if header.get("identity") != identity:
        raise BadCheckpoint(
            "The checkpoint belongs to another recipe or feature set; start without --resume, or "
            "in an empty folder."
        )
    said = json.loads(header["progress"])
    history = [Epoch(*row) for row in said["history"]]
    learner.at = Progress(**{**said, "best": tuple(map(float, said["best"])), "history": history})
    best: dict[str, Tensor] = {}
    if learner.at.best_epoch:
        _, best = _read(folder / _best(learner.at.best_epoch))
    learner.take(tensors, best)
    return True


def _best(epoch: int) -> str:
    return f"best-{epoch}.safetensors"


def _plain(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.detach().contiguous().cpu() for name, value in tensors.items()}


def _read(path: Path) -> tuple[dict[str, str], dict[str, Tensor]]:
    with safe_open(path, framework="pt") as stream:
        names = stream.keys()
        tensors = {name: torch.clone(stream.get_tensor(name)) for name in names}
        return stream.metadata() or {}, tensors
