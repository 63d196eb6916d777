"""A network learns: batches in a fixed order, one optimizer step each, the best epoch kept.

Every step draws its chances (dropout, hidden words) from (seed, epoch, step) alone. A run that was
interrupted between two steps therefore goes on bit for bit as if it had not been.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch import Tensor

from kernel import scores
from training.tagger import batch as batches
from training.tagger.batch import Numbers
from training.tagger.corpus import Corpus, Part
from training.tagger.layers.decoding import best_paths
from training.tagger.learners.progress import Diverged, Epoch, Note, Step
from training.tagger.learners.steps import Steps
from training.tagger.model import Model
from training.tagger.vocabulary import Vocabulary

if TYPE_CHECKING:
    from training.tagger.algorithms.neural import Neural

EVALUATION_TOKENS = 4096
"""Padded tokens of a batch when nothing is learned."""
HALVINGS = 2
"""How often a full device memory may halve the batch."""


class Plan(NamedTuple):
    """What “auto” came to: the size of a batch (tokens, or sentences if set) and the rate."""

    tokens: int
    sentences: int
    rate: float


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


class Learner:
    """A model, its optimizer and its place in the run."""

    def __init__(
        self, neural: "Neural", corpus: Corpus, forms: batches.Forms, model: Model, plan: Plan,
        *, seed: int, device: str = "cpu", clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        self.neural, self.corpus, self.forms, self.plan = neural, corpus, forms, plan
        self.model = model.to(device)
        self.seed, self.device, self.clock = seed, device, clock
        self.steps = Steps(self.model, neural.optimizer, neural.gradient_clip)
        self.at = Progress()
        self.best_weights: dict[str, Tensor] = {}
        self.vocabulary = Vocabulary(tuple(corpus.tags))
        self.notes: list[Note] = []
        self.tagset = scores.TagSet.of(corpus.tags, corpus.scheme)

    def fit(self) -> Iterator[Step | Epoch | Note]:
        """Learn until the last epoch, an early stop, or until the caller leaves."""
        while self.at.epoch <= self.neural.epochs and not self.at.finished:
            try:
                yield from self._epoch()
            except torch.OutOfMemoryError:
                yield self._halve()

    def weights(self) -> dict[str, Tensor]:
        """A copy of all that the model has learned."""
        return {name: value.clone() for name, value in self.model.state_dict().items()}

    def keep_best(self) -> int:
        """Go back to the best epoch and answer its number; 0 = no epoch was finished."""
        if self.best_weights:
            self.model.load_state_dict(self.best_weights)
        return self.at.best_epoch

    def rest(self) -> None:
        """Back to the processor: nothing is learned any more."""
        self.device = "cpu"
        self.model.cpu().eval()

    def tag(self, part: str) -> tuple[Numbers, float]:
        """Tag ids of a part's tokens in its order, and the loss per token."""
        one = self.corpus.parts[part]
        said = np.zeros(one.tokens, np.int64)
        total = 0.0
        self.model.eval()
        for chosen in batches.order(one.lengths, 0, 0, tokens=EVALUATION_TOKENS):
            batch = batches.collate(one, self.forms, chosen, device=self.device)
            paths, loss = self.model.tag(batch)
            total += loss
            columns = paths.cpu().numpy()
            for column, sentence in enumerate(batch.sentences):
                first, last = one.starts[sentence], one.starts[sentence + 1]
                said[first:last] = columns[: last - first, column]
        return said, total / max(1, one.tokens)

    @torch.no_grad()
    def answer(self, sentences: list[list[str]]) -> list[tuple[list[str], Numbers]]:
        """Tags and emissions (T, K) of any sentences, one at a time."""
        words = list(dict.fromkeys(word for sentence in sentences for word in sentence))
        place = {word: at for at, word in enumerate(words)}
        forms = batches.Forms.plain(words, self.vocabulary)
        ids = np.array([place[word] for sentence in sentences for word in sentence], np.int32)
        starts = np.cumsum([0, *map(len, sentences)], dtype=np.int64)
        part = Part(ids, np.zeros_like(ids), starts)
        self.model.eval()
        answers = []
        for at in range(len(sentences)):
            batch = batches.collate(part, forms, [at], device=self.device)
            emissions = self.model.emissions(batch).float()
            path = best_paths(emissions, *self.model.tables(), batch.active)[:, 0].tolist()
            tags = [self.corpus.tags[tag] for tag in path]
            answers.append((tags, emissions[:, 0].cpu().numpy()))
        return answers

    def _epoch(self) -> Iterator[Step | Epoch | Note]:
        at, part = self.at, self.corpus.parts["train"]
        order = batches.order(
            part.lengths, self.seed, at.epoch,
            tokens=self.plan.tokens >> at.halvings,
            sentences=max(1, self.plan.sentences >> at.halvings) if self.plan.sentences else 0,
        )  # fmt: skip
        rate = self.plan.rate / (1 + self.neural.rate_decay * (at.epoch - 1))
        while at.index < len(order):
            began = self.clock()
            loss, tokens, sentences = self._learn(order[at.index], rate)
            at.index += 1
            at.seconds += self.clock() - began
            at.loss += loss
            if not np.isfinite(loss):
                yield self._diverged()
                return
            yield Step(
                (at.epoch - 1) * len(order) + at.index, self.neural.epochs * len(order),
                loss / tokens, tokens, sentences, at.seconds,
            )  # fmt: skip
        yield from self._close(rate)

    def _learn(self, chosen: Numbers, rate: float) -> tuple[float, int, int]:
        at = self.at
        chance = np.random.default_rng([self.seed, at.epoch, at.index])
        torch.manual_seed(int(chance.integers(2**62)))
        batch = batches.collate(
            self.corpus.parts["train"], self.forms, chosen,
            hide=self.neural.word_dropout, chance=chance, device=self.device,
        )  # fmt: skip
        self.model.train()
        loss = self.model(batch)
        (loss / len(chosen)).backward()
        said = float(loss.detach())
        if np.isfinite(said):
            self.steps.step(rate)
        return said, batch.tokens, len(chosen)

    def _close(self, rate: float) -> Iterator[Epoch | Note]:
        """Score the epoch, keep it if it is the best, decide whether to go on."""
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
        )
        self._weigh(epoch)
        at.history.append(epoch)
        at.epoch, at.index, at.loss, at.seconds = at.epoch + 1, 0, 0.0, 0.0
        patience = self.neural.early_stopping
        early = bool(patience and at.stale >= patience)
        at.finished = early or at.epoch > self.neural.epochs
        yield epoch
        if early:
            measure = "F1 on the dev part" if score else "training loss"
            ended = (
                f"Ended after epoch {epoch.epoch}: {patience} epochs brought no better {measure}."
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

    def _dev(self) -> tuple[scores.Score | None, float | None]:
        dev = self.corpus.parts["dev"]
        if not dev.tokens:
            return None, None
        said, loss = self.tag("dev")
        gold, found = (scores.entities(ids, dev.starts, self.tagset) for ids in (dev.tags, said))
        return scores.score(gold, found, self.tagset.labels).micro, loss

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
