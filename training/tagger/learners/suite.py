"""A linear CRF learns by one of CRFsuite's own solvers, then becomes plain tables of weights.

The solver runs in a thread of its own and tells each iteration. CRFsuite writes its weights when it
is done and at no time before, so it can neither be left half way nor taken up again.
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

from training.tagger.bundles import tensors
from training.tagger.chains import chain as chains
from training.tagger.chains import pairs
from training.tagger.chains.chain import Chain
from training.tagger.corpus import Corpus
from training.tagger.learners.base import Answer, Exported, Learner
from training.tagger.learners.progress import Epoch, Note, Step
from training.tagger.words import features
from training.tagger.words.features import Features, Template

if TYPE_CHECKING:
    from training.tagger.algorithms.linear_crf import LinearCRF
    from training.tagger.algorithms.solvers import Suite


class SuiteLearner(Learner):
    """Features, solver, and at the end the weights."""

    def __init__(
        self, entry: "LinearCRF", solver: "Suite", corpus: Corpus,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        super().__init__(corpus)
        self.entry, self.solver, self.clock = entry, solver, clock
        self.templates = tuple(map(Template.read, entry.templates.lines))
        self.features = Features(self.templates, ())
        self.tables: dict[str, NDArray[np.float32]] = {}
        self.model = b""
        self.notes = [
            Note("info", f"{solver.title} cannot be stopped half way; it ends by itself.")
        ]

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

    def export(self) -> Exported:
        """Features and weights as plain tables."""
        files = {
            "features.json": features.dumps(self.features),
            "tables.safetensors": tensors.dumps(self.tables),
        }
        return Exported("linear_crf", "crf", self.entry.legal_only, files)

    def answer(self, sentences: Sequence[Sequence[str]]) -> list[Answer]:
        """Tags as CRFsuite itself gives them, and emissions summed attribute by attribute."""
        place = {name: at for at, name in enumerate(self.features.attributes)}
        weights = self.tables["weights"]
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(self.model)
        answers = []
        for words in sentences:
            rows = features.attributes(words, self.templates)
            found = [[place[name] for name in row if name in place] for row in rows]
            emissions = np.stack([weights[row].sum(0) for row in found])
            tags = self._legal(emissions) if self.entry.legal_only else list(tagger.tag(rows))
            answers.append((tags, emissions))
        return answers

    def _legal(self, emissions: NDArray[np.float32]) -> list[str]:
        """CRFsuite knows no rules, so well-formed tags are chosen from its weights."""
        known = pairs.of(self.corpus.tags, self.corpus.scheme)
        chain = Chain.of(self.tables, len(self.corpus.tags))
        chain = chain.forbid(known.legal, known.legal_start, known.legal_end)
        return [self.corpus.tags[tag] for tag in chains.best(chain, emissions)]

    def _trainer(self) -> tuple["_Trainer", "SimpleQueue[Any]"]:
        said: SimpleQueue[Any] = SimpleQueue()
        trainer = _Trainer(said)
        trainer.select(self.solver.algorithm)
        trainer.set_params(
            {
                **self.solver.parameters(),
                "max_iterations": self.entry.epochs,
                "feature.minfreq": float(self.entry.minimum_count),
                "feature.possible_transitions": True,
            }
        )
        part = self.corpus.parts["train"]
        for at, words in enumerate(self.corpus.words_of("train")):
            ids = part.tags[part.starts[at] : part.starts[at + 1]]
            tags = [self.corpus.tags[tag] for tag in ids]
            trainer.append(features.attributes(words, self.templates), tags)
        return trainer, said

    def _epoch(self, told: dict[str, Any], seconds: float) -> Epoch:
        part, loss = self.corpus.parts["train"], float(told["loss"])
        return Epoch.whole(
            int(told["num"]), loss / part.tokens, None, seconds,
            tokens=part.tokens, sentences=len(part),
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
        self.features = Features(self.templates, names)
        self.tables = {
            "weights": weights, "transitions": hops, "start": start,
            "end": np.zeros(size, np.float32),
        }  # fmt: skip

    def _scored(self, last: Epoch) -> Epoch:
        if not self.corpus.parts["dev"].tokens:
            return last
        precision, recall, f1, accuracy = self.dev_score(self.dev_tags())
        return last._replace(precision=precision, recall=recall, f1=f1, dev_accuracy=accuracy)


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
