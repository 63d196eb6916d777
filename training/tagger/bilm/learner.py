"""A biLM learns: batches of whole sentences in a fixed order, the best epoch kept.

All chance comes from (seed, epoch, step); a run that was left after an epoch goes on as it would
have.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from math import exp, isfinite

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_

from training.tagger import batch as batches
from training.tagger.bilm.foreteller import Foreteller
from training.tagger.bilm.recipe import CharacterBiLM
from training.tagger.bilm.text import BadText, Text
from training.tagger.estimate import LARGEST, SMALLEST, STEPS_PER_EPOCH
from training.tagger.learners.base import Progress
from training.tagger.learners.checkpoint import Stored
from training.tagger.learners.progress import Epoch, Step

EVALUATION_TOKENS = 4096
CLIP = 5.0
LAST_SHARE = 0.05
"""Of the learning rate, what is left at the end."""
MEMORY = ("exp_avg", "exp_avg_sq", "step")


class BiLMLearner(Stored):
    """A foreteller, its optimizer and its place in the run."""

    def __init__(
        self, recipe: CharacterBiLM, text: Text, *, seed: int, device: str = "cpu",
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        torch.manual_seed(seed)
        self.recipe, self.text, self.seed = recipe, text, seed
        self.device, self.clock = device, clock
        self.model = Foreteller(recipe, text.classes).to(device)
        self.at = Progress()
        self.moves = torch.optim.Adam(
            self.model.parameters(), recipe.learning_rate, betas=(0.9, 0.98), foreach=True
        )
        self.best_weights: dict[str, Tensor] = {}

    @property
    def parameters(self) -> int:
        """Numbers that are learned, the softmax's too."""
        return sum(weight.numel() for weight in self.model.parameters())

    def perplexity(self) -> float:
        """How many words it wavers between, on the held-out sentences."""
        return exp(min(self._held_out(), 30.0))

    def fit(self) -> Iterator[Step | Epoch]:
        """Learn until the last epoch, or until the caller leaves."""
        while self.at.epoch <= self.recipe.epochs and not self.at.finished:
            yield from self._epoch()

    def _epoch(self) -> Iterator[Step | Epoch]:
        at, part = self.at, self.text.train
        size = max(SMALLEST, min(LARGEST, part.tokens // STEPS_PER_EPOCH))
        order = batches.order(part.lengths, self.seed, at.epoch, tokens=size)
        total = len(order) * self.recipe.epochs
        began, loss = self.clock(), 0.0
        for index, chosen in enumerate(order):
            done = (at.epoch - 1) * len(order) + index
            rate = self.recipe.learning_rate * max(LAST_SHARE, 1 - done / total)
            said, tokens = self._learn(chosen, index, rate)
            loss += said * tokens
            seconds = self.clock() - began
            yield Step(done + 1, total, said, tokens, len(chosen), seconds)
        seconds = max(self.clock() - began, 1e-9)
        held_out = self._held_out()
        epoch = Epoch(
            at.epoch, loss / part.tokens, held_out, None, None, None, seconds,
            part.tokens / seconds, len(part) / seconds, rate, None, len(order),
        )  # fmt: skip
        if -held_out > at.best[0]:
            at.best, at.best_epoch = (-held_out, 0.0), at.epoch
            self.best_weights = {n: one.clone() for n, one in self.model.state_dict().items()}
        at.history.append(epoch)
        at.epoch += 1
        yield epoch

    def _learn(self, chosen: batches.Numbers, index: int, rate: float) -> tuple[float, int]:
        chance = np.random.default_rng([self.seed, self.at.epoch, index])
        torch.manual_seed(int(chance.integers(2**62)))
        batch = batches.collate(self.text.train, self.text.forms, chosen, device=self.device)
        self.model.train()
        loss = self.model(batch)
        said = float(loss.detach())
        if not isfinite(said):
            raise BadText("The loss became infinite; choose a smaller learning rate.")
        loss.backward()
        clip_grad_norm_(self.model.parameters(), CLIP)
        for group in self.moves.param_groups:
            group["lr"] = rate
        self.moves.step()
        self.moves.zero_grad()
        return said, batch.tokens

    @torch.no_grad()
    def _held_out(self) -> float:
        """Nats per foretold word or edge."""
        part, total, count = self.text.held_out, 0.0, 0
        self.model.eval()
        for chosen in batches.order(part.lengths, 0, 0, tokens=EVALUATION_TOKENS):
            batch = batches.collate(part, self.text.forms, chosen, device=self.device)
            told = batch.tokens + len(chosen)
            total += float(self.model(batch)) * told
            count += told
        return total / count

    def keep_best(self) -> None:
        """Go back to the best epoch."""
        if self.best_weights:
            self.model.load_state_dict(self.best_weights)

    def state(self) -> dict[str, Tensor]:
        """Weights and the optimizer's memory."""
        found = {f"model.{name}": value for name, value in self.model.state_dict().items()}
        for at, memory in self.moves.state_dict()["state"].items():
            found |= {f"memory.{at}.{name}": memory[name] for name in MEMORY}
        return found

    def best_state(self) -> dict[str, Tensor]:
        """The best epoch's weights."""
        return self.best_weights

    def take(self, state: Mapping[str, Tensor], best: Mapping[str, Tensor]) -> None:
        """Take up what `state` and `best_state` gave."""
        heads = ("model.", "memory.")
        model, memory = (
            {n.removeprefix(head): one for n, one in state.items() if n.startswith(head)}
            for head in heads
        )
        self.model.load_state_dict(model)
        known = self.moves.state_dict()
        known["state"] = {
            at: {name: memory[f"{at}.{name}"] for name in MEMORY}
            for at in range(len(memory) // len(MEMORY))
        }
        self.moves.load_state_dict(known)
        self.best_weights = {name: one.to(self.device) for name, one in best.items()}
