"""Learning by epochs: batches in a fixed order, the best epoch kept, an early end, the rate.

What a step is, a learner says itself. A run that was interrupted between two steps goes on bit for
bit as if it had not been, since nothing but `at` and the weights is remembered.
"""

import time
from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from training.tagger import batch as batches
from training.tagger.batch import Numbers
from training.tagger.corpus import Corpus
from training.tagger.estimate import Plan, patience
from training.tagger.learners.base import Learner
from training.tagger.learners.checkpoint import Stored
from training.tagger.learners.progress import DevScore, Diverged, Epoch, Note, Step
from training.tagger.schedules import Moment, Schedule

HALVINGS = 2
"""How often a full device memory may halve the batch."""


class ByEpochs(Protocol):
    """What an algorithm's entry says of its epochs."""

    @property
    def epochs(self) -> int: ...
    @property
    def early_stopping(self) -> int: ...
    @property
    def schedule(self) -> Schedule: ...


class EpochLearner(Learner, Stored):
    """A learner that goes over the training part again and again."""

    plan: Plan

    def __init__(
        self, corpus: Corpus, course: ByEpochs, plan: Plan, *, seed: int, device: str = "cpu",
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        super().__init__(corpus)
        self.course, self.plan, self.seed, self.device, self.clock = (
            course, plan, seed, device, clock,
        )  # fmt: skip
        self.best_weights: dict[str, Tensor] = {}

    @abstractmethod
    def learn(self, chosen: Numbers, rate: float) -> tuple[float, int, int]:
        """One step on these sentences of the training part: the summed loss, how many tokens and
        sentences. All chance in it comes from the seed, the epoch and the step's number."""

    @abstractmethod
    def tag(self, part: str) -> tuple[Numbers, float]:
        """Tag ids of a part's tokens in its order, and the loss per token."""

    @abstractmethod
    def weights(self) -> dict[str, Tensor]:
        """A copy of all that is learned."""

    @abstractmethod
    def put(self, weights: dict[str, Tensor]) -> None:
        """Take back what `weights` gave."""

    def fit(self) -> Iterator[Step | Epoch | Note]:
        """Learn until the last epoch, an early stop, or until the caller leaves."""
        while self.at.epoch <= self.course.epochs and not self.at.finished:
            try:
                yield from self._epoch()
            except torch.OutOfMemoryError:
                yield self._halve()

    def lengths(self, part: str) -> Numbers:
        """What each sentence of a part takes of a batch; its words, unless a learner knows more."""
        return self.corpus.parts[part].lengths

    def best_state(self) -> dict[str, Tensor]:
        """The best epoch's weights."""
        return self.best_weights

    def keep_best(self) -> int:
        """Go back to the best epoch and answer its number; 0 = no epoch was finished."""
        if self.best_weights:
            self.put(self.best_weights)
        return self.at.best_epoch

    def chance(self) -> np.random.Generator:
        """The chances of the step at hand; torch draws from them too."""
        found = np.random.default_rng([self.seed, self.at.epoch, self.at.index])
        seed = int(found.integers(2**62))
        if self.device == "cpu":  # `manual_seed` looks up the call stack for devices not started
            torch.default_generator.manual_seed(seed)
        else:
            torch.manual_seed(seed)
        return found

    def _epoch(self) -> Iterator[Step | Epoch | Note]:
        at = self.at
        order = batches.order(
            self.lengths("train"), self.seed, at.epoch,
            tokens=self.plan.tokens >> at.halvings,
            sentences=max(1, self.plan.sentences >> at.halvings) if self.plan.sentences else 0,
        )  # fmt: skip
        rate = self.plan.rate
        while at.index < len(order):
            began = self.clock()
            rate = self._rate(len(order))
            loss, tokens, sentences = self.learn(order[at.index], rate)
            at.index += 1
            at.seconds += self.clock() - began
            at.loss += loss
            if not np.isfinite(loss):
                yield self._diverged()
                return
            yield Step(
                (at.epoch - 1) * len(order) + at.index, self.course.epochs * len(order),
                loss / tokens, tokens, sentences, at.seconds,
            )  # fmt: skip
        yield from self._close(rate, len(order))

    def _rate(self, steps: int) -> float:
        """The rate of the step at hand; `steps` are those of one epoch."""
        at = self.at
        done = ((at.epoch - 1) * steps + at.index + 1) / (self.course.epochs * steps)
        heights = [-one.loss if one.f1 is None else one.f1 for one in at.history]
        return self.plan.rate * self.course.schedule.factor(Moment(at.epoch, done, heights))

    def _close(self, rate: float, steps: int) -> Iterator[Epoch | Note]:
        """Score the epoch of so many steps, keep it if it is the best, decide whether to go on."""
        at, part = self.at, self.corpus.parts["train"]
        score, dev_loss = self._dev()
        seconds = max(at.seconds, 1e-9)
        epoch = Epoch(
            at.epoch,
            at.loss / part.tokens,
            dev_loss,
            score.precision if score else None,
            score.recall if score else None,
            score.f1 if score else None,
            at.seconds,
            part.tokens / seconds,
            len(part) / seconds,
            rate,
            score.accuracy if score else None,
            steps,
        )
        self._weigh(epoch)
        at.history.append(epoch)
        at.epoch, at.index, at.loss, at.seconds = at.epoch + 1, 0, 0.0, 0.0
        patient = patience(self.course.early_stopping, steps)
        early = bool(patient and at.stale >= patient)
        at.finished = early or at.epoch > self.course.epochs
        yield epoch
        if early:
            measure = "F1 on the dev part" if score else "training loss"
            ended = (
                f"Ended after epoch {epoch.epoch}: {patient} epochs brought no better {measure}."
            )
            yield Note("info", ended)

    def _weigh(self, epoch: Epoch) -> None:
        """Of equal F1 the lower loss is better; it is progress only while nothing is found."""
        at = self.at
        if epoch.f1 is None or epoch.dev_loss is None:
            height = (-epoch.loss, 0.0)
        else:
            height = (epoch.f1, -epoch.dev_loss)
        moved = height[0] > at.best[0] if epoch.f1 else height > at.best
        at.stale = 0 if moved else at.stale + 1
        if height > at.best:
            at.best, at.best_epoch = height, epoch.epoch
            self.best_weights = self.weights()

    def _dev(self) -> tuple[DevScore | None, float | None]:
        dev = self.corpus.parts["dev"]
        if not dev.tokens:
            return None, None
        said, loss = self.tag("dev")
        return self.dev_score(said), loss

    def _diverged(self) -> Note:
        """Training ran off: the last good epoch is what the run is worth."""
        advice = "Choose a smaller learning rate, or a gradient clip."
        if not self.best_weights:
            raise Diverged(f"The loss became infinite in the first epoch. {advice}")
        self.at.finished = True
        kept = self.keep_best()
        return Note(
            "warning",
            f"The loss became infinite in epoch {self.at.epoch}; epoch {kept} is kept. {advice}",
        )

    def _halve(self) -> Note:
        """The device's memory is full: smaller batches, and the epoch from its first batch."""
        at = self.at
        if at.halvings >= HALVINGS or (self.plan.sentences >> at.halvings) == 1:
            raise MemoryError(
                "The device's memory is full even with smaller batches. Choose a smaller batch "
                "size, fewer LSTM units, or train on the processor."
            )
        at.halvings += 1
        at.index, at.loss, at.seconds = 0, 0.0, 0.0
        if self.device != "cpu":
            torch.cuda.empty_cache()
        size = (
            f"{self.plan.sentences >> at.halvings} sentences"
            if self.plan.sentences
            else f"{self.plan.tokens >> at.halvings} tokens"
        )
        return Note(
            "warning",
            f"The device's memory is full; going on with batches of {size}, from the start of "
            f"epoch {at.epoch}.",
        )
