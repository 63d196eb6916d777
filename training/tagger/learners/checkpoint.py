"""A run's state on disk: all or nothing, and nothing that can run code.

`checkpoint/state.safetensors` holds weights and the optimizer's memory, and in its header, as JSON,
the place in the run. The best epoch's weights lie beside it under its number; the state names the
one it belongs to, so a crash between the two files loses nothing.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from training.tagger.learners.neural import Learner, Progress
from training.tagger.learners.progress import Epoch

STATE = "state.safetensors"


class BadCheckpoint(ValueError):
    """A checkpoint of another run; the message says what differs."""


def store(learner: Learner, folder: Path, identity: str) -> None:
    """Write the state between two steps; `identity` names recipe and data."""
    folder.mkdir(parents=True, exist_ok=True)
    at = learner.at
    if at.best_epoch and not (folder / _best(at.best_epoch)).exists():
        _put(folder / _best(at.best_epoch), save(_plain(learner.best_weights)))
    tensors = {f"model.{name}": value for name, value in learner.model.state_dict().items()}
    tensors |= {f"steps.{name}": value for name, value in learner.steps.state().items()}
    said = asdict(at) | {
        "best": [str(one) for one in at.best],
        "history": [list(one) for one in at.history],
    }
    header = {"progress": json.dumps(said), "identity": identity}
    _put(folder / STATE, save(_plain(tensors), metadata=header))
    for old in folder.glob("best-*.safetensors"):
        if old.name != _best(at.best_epoch):
            old.unlink()


def restore(learner: Learner, folder: Path, identity: str) -> bool:
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
    learner.model.load_state_dict(_under("model.", tensors))
    learner.steps.load(_under("steps.", tensors))
    if learner.at.best_epoch:
        _, best = _read(folder / _best(learner.at.best_epoch))
        learner.best_weights = {k: v.to(learner.device) for k, v in best.items()}
    return True


def _best(epoch: int) -> str:
    return f"best-{epoch}.safetensors"


def _plain(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.detach().contiguous().cpu() for name, value in tensors.items()}


def _under(head: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {n.removeprefix(head): value for n, value in tensors.items() if n.startswith(head)}


def _read(path: Path) -> tuple[dict[str, str], dict[str, Tensor]]:
    with safe_open(path, framework="pt") as stream:
        names = stream.keys()
        tensors = {name: torch.clone(stream.get_tensor(name)) for name in names}
        return stream.metadata() or {}, tensors


def _put(path: Path, content: bytes) -> None:
    draft = path.with_name(path.name + ".part")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
