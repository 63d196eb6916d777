"""What every learner is: something that learns, answers for itself, and becomes a bundle."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernel import scores
from training.tagger.bundles.bundle import Decoder, Kind
from training.tagger.corpus import Corpus
from training.tagger.estimate import Plan
from training.tagger.learners.progress import DevScore, Epoch, Note, Step

Answer = tuple[list[str], NDArray[Any]]
"""Tags of a sentence, and the scores (T, K) that they were chosen by."""


class Setting(NamedTuple):
    """What a learner is given beside its recipe and its corpus."""

    seed: int = 13
    device: str = "cpu"
    files: Path | None = None
    """Folder of uploaded files, each under its sha256."""
    scratch: Path | None = None
    """Folder for what is only needed while the run goes on; without one, memory must do."""


class Exported(NamedTuple):
    """A learner as the files of a bundle."""

    kind: Kind
    decoder: Decoder
    constrained: bool
    files: dict[str, bytes]


@dataclass
class Progress:
    """Where a run stands, between two steps; all of it goes into a checkpoint."""

    epoch: int = 1
    index: int = 0
    loss: float = 0.0
    seconds: float = 0.0
    halvings: int = 0
    stale: int = 0
    best_epoch: int = 0
    best: tuple[float, float] = (float("-inf"), 0.0)
    finished: bool = False
    history: list[Epoch] = field(default_factory=list)


class Learner(ABC):
    """One run of one algorithm on one corpus; one that is also `Stored` can be taken up again."""

    plan: Plan | None = None
    """What “auto” came to, for learners that go by batches."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.at = Progress()
        self.notes: list[Note] = []
        self.tagset = scores.TagSet.of(corpus.tags, corpus.scheme)

    @abstractmethod
    def fit(self) -> Iterator[Step | Epoch | Note]:
        """Learn until the end, an early stop, or until the caller leaves."""

    @abstractmethod
    def answer(self, sentences: Sequence[Sequence[str]]) -> list[Answer]:
        """What the trained model itself says of any sentences that have words."""

    @abstractmethod
    def export(self) -> Exported:
        """The bundle's files, but for the golden answers."""

    @property
    def parameters(self) -> int:
        """Numbers that are learned, as far as they are known before training."""
        return 0

    def keep_best(self) -> int:
        """Go back to the best epoch and answer its number; 0 = no epoch was finished."""
        return self.at.best_epoch

    def rest(self) -> None:  # noqa: B027 (most learners hold no device)
        """Nothing is learned any more: leave the device."""

    def dev_score(self, said: NDArray[Any]) -> DevScore:
        """How good tag ids (N,) given to the dev part's tokens are."""
        dev = self.corpus.parts["dev"]
        gold, found = (scores.entities(ids, dev.starts, self.tagset) for ids in (dev.tags, said))
        micro = scores.score(gold, found, self.tagset.labels).micro
        return DevScore(*micro[:3], accuracy=float(np.mean(said == dev.tags)))

    def dev_tags(self) -> NDArray[np.int64]:
        """Tag ids that the model answers for the dev part, token after token."""
        numbers = {tag: at for at, tag in enumerate(self.corpus.tags)}
        answers = self.answer(list(self.corpus.words_of("dev")))
        return np.array([numbers[tag] for tags, _ in answers for tag in tags], np.int64)
