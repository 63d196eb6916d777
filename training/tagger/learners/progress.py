"""What a learner yields while it learns."""

from typing import NamedTuple, Self


class DevScore(NamedTuple):
    """Answers to the dev part: its entities, and the share of its tokens whose tag is right."""

    precision: float
    recall: float
    f1: float
    accuracy: float


class Step(NamedTuple):
    """One batch is behind us. `done` and `total` count steps of the whole run."""

    done: int
    total: int
    loss: float
    tokens: int
    sentences: int
    seconds: float


class Epoch(NamedTuple):
    """One pass over the training part is behind us. Losses are per token."""

    epoch: int
    loss: float
    dev_loss: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    seconds: float
    tokens_per_second: float
    sentences_per_second: float
    learning_rate: float
    dev_accuracy: float | None = None
    """Share of the dev part's tokens whose tag is right."""
    steps: int = 1

    @classmethod
    def whole(
        cls, epoch: int, loss: float, score: DevScore | None, seconds: float, *, tokens: int,
        sentences: int,
    ) -> Self:  # fmt: skip
        """An epoch of a learner that reads the training part as one, and knows no rate."""
        seconds = max(seconds, 1e-9)
        precision, recall, f1, accuracy = score or (None,) * 4
        speed = tokens / seconds, sentences / seconds
        return cls(epoch, loss, None, precision, recall, f1, seconds, *speed, 0.0, accuracy)


class Note(NamedTuple):
    """Something a person should know."""

    level: str
    message: str


class Diverged(RuntimeError):
    """Training ran off before it had anything worth keeping."""
