"""What the making of word vectors tells while it goes on, and what may be asked of it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Event = dict[str, Any]
TELL_SECONDS = 0.2


class Left(Exception):
    """The run was told to leave; nothing is kept of it."""


@dataclass
class Control:
    """What may be asked of a run while it goes on; looked at between steps."""

    stop: bool = False
    """Write the vectors of this moment."""
    leave: bool = False
    """End at once."""
    learning: bool = False
    ended: bool = False


class Maker(ABC):
    """What makes the vectors of one run."""

    words: list[str]
    dimension: int
    parameters: int
    tokens: int
    """Words of the text that it reads."""

    @abstractmethod
    def make(self, control: Control, clock: Callable[[], float]) -> Iterator[Event]:
        """Make them, one event at a time; raises Left when told to."""

    @abstractmethod
    def write(self, path: Path) -> None:
        """The file of vectors."""


def step(
    done: int, total: int, loss: float, tokens: float, opened: float, now: float, began: float
) -> Event:
    return {
        "event": "step", "done": done, "total": total, "loss": loss,
        "tokens_per_second": round(tokens / max(now - opened, 1e-9), 1),
        "seconds_left": round((total - done) * (now - began) / max(1, done), 1),
    }  # fmt: skip


def log(level: str, message: str) -> Event:
    return {"event": "log", "level": level, "message": message}
