"""The linear CRF learns: CRFsuite's solver over hand-made features, then plain tables of weights.

The solver runs in a thread of its own and tells each iteration; it cannot be left half way.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from kernel import scores
from training.tagger import features
from training.tagger.corpus import Corpus
from training.tagger.features import Features, Template
from training.tagger.learners.neural import Progress
from training.tagger.learners.progress import Epoch, Note, Step

if TYPE_CHECKING:
    from training.tagger.algorithms.linear_crf import LinearCRF

TEMPLATES = tuple(map(Template.read, features.DEFAULT))


class LinearLearner:
    """Features, solver, and at the end the weights."""

    def __init__(
        self, entry: "LinearCRF", corpus: Corpus, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.entry, self.corpus, self.clock = entry, corpus, clock
        self.at = Progress()
        self.features = Features(TEMPLATES, ())
        self.tables: dict[str, NDArray[np.float32]] = {}
        self.model = b""

    def fit(self) -> Iterator[Step | Epoch | Note]:
        """One Epoch per iteration of the solver; the last one carries the scores."""
        trainer, said = self._trainer()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model"
            solver = threading.Thread(target=_solve, args=(trainer, str(path), said), daemon=True)
            began = self.clock()
            solver.start()
            last: Epoch | None = None
            while (told := said.get()) is not None:
                if isinstance(told, BaseException):
                    raise told
                if last:
                    yield from self._tell(last)
                last = self._epoch(told, self.clock() - began)
                began = self.clock()
            solver.join()
            self._take(path)
        if last:
            yield from self._tell(self._scored(last))
        self.at.finished = True

    def keep_best(self) -> int:
        """The solver's last iteration is its best."""
        return self.at.best_epoch

    def answer(self, sentences: Sequence[Sequence[str]]) -> list[tuple[list[str], NDArray[Any]]]:
        """Tags as CRFsuite itself gives them, and emissions summed attribute by attribute."""
        place = {name: at for at, name in enumerate(self.features.attributes)}
        weights = self.tables["weights"]
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(self.model)
        answers = []
        for words in sentences:
            rows = features.attributes(words, TEMPLATES)
            found = [[place[name] for name in row if name in place] for row in rows]
            emissions = np.stack([weights[row].sum(0) for row in found])
            answers.append((list(tagger.tag(rows)), emissions))
        return answers

    def _trainer(self) -> tuple["_Trainer", "SimpleQueue[Any]"]:
        said: SimpleQueue[Any] = SimpleQueue()
        trainer = _Trainer(said)
        trainer.select("lbfgs")
        trainer.set_params(
            {
                "c1": self.entry.c1,
                "c2": self.entry.c2,
                "max_iterations": self.entry.epochs,
                "feature.minfreq": float(self.entry.minimum_count),
                "feature.possible_transitions": True,
            }
        )
        part = self.corpus.parts["train"]
        for at, words in enumerate(self.corpus.words_of("train")):
            ids = part.tags[part.starts[at] : part.starts[at + 1]]
            tags = [self.corpus.tags[tag] for tag in ids]
            trainer.append(features.attributes(words, TEMPLATES), tags)
        return trainer, said

    def _epoch(self, told: dict[str, Any], seconds: float) -> Epoch:
        part = self.corpus.parts["train"]
        seconds = max(seconds, 1e-9)
        return Epoch(
            int(told["num"]), float(told["loss"]) / part.tokens, None, None, None, None,
            seconds, part.tokens / seconds, len(part) / seconds, 0.0,
        )  # fmt: skip

    def _tell(self, epoch: Epoch) -> Iterator[Step | Epoch]:
        part = self.corpus.parts["train"]
        self.at.history.append(epoch)
        self.at.best_epoch = epoch.epoch
        yield Step(
            epoch.epoch, self.entry.epochs, epoch.loss, part.tokens, len(part), epoch.seconds
        )
        yield epoch

    def _take(self, path: Path) -> None:
        """Read the solver's model into plain tables."""
        self.model = path.read_bytes()
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(self.model)
        told = tagger.info()
        numbers = {tag: at for at, tag in enumerate(self.corpus.tags)}
        names = tuple(dict.fromkeys(attribute for attribute, _ in told.state_features))
        place = {name: at for at, name in enumerate(names)}
        size = len(numbers)
        weights = np.zeros((len(names), size), np.float32)
        for (attribute, tag), weight in told.state_features.items():
            weights[place[attribute], numbers[tag]] = weight
        hops = np.zeros((size, size), np.float32)
        for (one, two), weight in told.transitions.items():
            hops[numbers[one], numbers[two]] = weight
        # A tag that never occurs in the training part has no weights; it must not win by default.
        absent = np.array([tag not in told.labels for tag in self.corpus.tags])
        start = np.where(absent, -10_000.0, 0.0).astype(np.float32)
        hops[:, absent] = -10_000.0
        self.features = Features(TEMPLATES, names)
        self.tables = {
            "weights": weights, "transitions": hops, "start": start,
            "end": np.zeros(size, np.float32),
        }  # fmt: skip

    def _scored(self, last: Epoch) -> Epoch:
        dev = self.corpus.parts["dev"]
        if not dev.tokens:
            return last
        numbers = {tag: at for at, tag in enumerate(self.corpus.tags)}
        tagged = self.answer(list(self.corpus.words_of("dev")))
        said = np.array([numbers[tag] for tags, _ in tagged for tag in tags], np.int64)
        tagset = scores.TagSet.of(self.corpus.tags, self.corpus.scheme)
        gold, found = (scores.entities(ids, dev.starts, tagset) for ids in (dev.tags, said))
        micro = scores.score(gold, found, tagset.labels).micro
        return last._replace(precision=micro.precision, recall=micro.recall, f1=micro.f1)


class _Trainer(pycrfsuite.Trainer):  # type: ignore[misc]
    """Hands each iteration to a queue instead of printing it."""

    def __init__(self, said: "SimpleQueue[Any]") -> None:
        super().__init__(verbose=False)
        self.said = said

    def message(self, message: str) -> None:
        if self.logparser.feed(message) == "iteration":
            self.said.put(dict(self.logparser.last_iteration))


def _solve(trainer: _Trainer, path: str, said: "SimpleQueue[Any]") -> None:
    try:
        trainer.train(path)
    except Exception as fault:
        said.put(fault)
    finally:
        said.put(None)
