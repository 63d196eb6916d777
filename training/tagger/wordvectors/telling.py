"""What makes word vectors, and what it tells of a step."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path

from training.tagger.control import Control, Event


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
