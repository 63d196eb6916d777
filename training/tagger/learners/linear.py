"""A linear model learns: weights of features and of neighbouring tags, by L-BFGS over all tokens.

An epoch is one step of the solver. Letters: N tokens, F attributes, K tags that the training part
shows, M rows of transitions. Only pairs of attribute and tag that occur together have a weight.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from training.tagger.bundles import tensors
from training.tagger.chains import pairs
from training.tagger.chains.chain import FORBIDDEN
from training.tagger.corpus import Corpus, Part
from training.tagger.layers.decoding import best_paths
from training.tagger.layers.graph import numpy_of
from training.tagger.learners import design as designs
from training.tagger.learners.base import Answer, Exported, Learner
from training.tagger.learners.checkpoint import Stored
from training.tagger.learners.design import Design, Numbers
from training.tagger.learners.lbfgs import LBFGS
from training.tagger.learners.objectives import Layout, Objective, layouts
from training.tagger.learners.progress import Epoch, Note, Step
from training.tagger.words import features
from training.tagger.words.features import Features, Template

if TYPE_CHECKING:
    from training.tagger.algorithms.linear import Linear

PERIOD, SETTLED = 10, 1e-5
"""The run ends when so many steps together made the loss less smaller than this share."""


class LinearLearner(Learner, Stored):
    """Features, an objective over them, and the solver's place."""

    def __init__(
        self, entry: "Linear", corpus: Corpus, objective: Callable[[Part, int], Objective],
        *, c1: float, c2: float, legal: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        super().__init__(corpus)
        self.entry, self.c2, self.legal, self.clock = entry, c2, legal, clock
        part = corpus.parts["train"]
        self.present = np.unique(part.tags)
        numbers = np.zeros(len(corpus.tags), np.int32)
        numbers[self.present] = np.arange(len(self.present))
        part = Part(part.forms, numbers[part.tags], part.starts)
        self.templates = tuple(map(Template.read, entry.templates.lines))
        names, self.pairs, self.design = designs.learned(
            self.templates, corpus.forms, part, len(self.present), entry.minimum_count
        )
        self.features = Features(self.templates, tuple(names))
        self.place = {name: at for at, name in enumerate(names)}
        self.objective = objective(part, len(self.present))
        size = len(self.pairs) + self.objective.rows * len(self.present)
        self.solver = LBFGS(self._measure, size, c1=c1)
        self.kept = self.solver.weights

    @property
    def parameters(self) -> int:
        """Weights of features and of transitions."""
        return len(self.solver.weights)

    def fit(self) -> Iterator[Step | Epoch | Note]:
        """One epoch per step, until the steps lead nowhere."""
        at, part = self.at, self.corpus.parts["train"]
        while at.epoch <= self.entry.epochs and not at.finished:
            began = self.clock()
            moved = self.solver.step()
            loss, seconds = self.solver.value / part.tokens, max(self.clock() - began, 1e-9)
            if not moved and at.history:
                at.finished = True
                return
            yield Step(at.epoch, self.entry.epochs, loss, part.tokens, len(part), seconds)
            epoch = self._epoch(loss, seconds)
            at.history.append(epoch)
            at.epoch += 1
            at.finished = not moved or at.epoch > self.entry.epochs or self._settled()
            yield epoch

    def keep_best(self) -> int:
        """Go back to the best epoch and answer its number; 0 = no epoch was finished."""
        self.solver.weights = self.kept
        return self.at.best_epoch

    def state(self) -> dict[str, Tensor]:
        """Where the solver stands."""
        return self.solver.state()

    def best_state(self) -> dict[str, Tensor]:
        """The best epoch's weights."""
        return {"weights": self.kept}

    def take(self, state: Mapping[str, Tensor], best: Mapping[str, Tensor]) -> None:
        """Take up what `state` and `best_state` gave."""
        self.solver.load(state)
        self.kept = best.get("weights", self.solver.weights)

    def export(self) -> Exported:
        """Attributes with a weight, and the tables of the chain."""
        weights, hops, start = self._spelled()
        used = np.flatnonzero(weights.any(1))
        known = Features(self.templates, tuple(self.features.attributes[at] for at in used))
        tables = {
            "weights": weights[used], "transitions": hops, "start": start,
            "end": np.zeros_like(start),
        }  # fmt: skip
        files = {
            "features.json": features.dumps(known),
            "tables.safetensors": tensors.dumps(tables),
        }
        return Exported(self.objective.kind, self.objective.decoder, self.legal, files)

    def answer(self, sentences: Sequence[Sequence[str]]) -> list[Answer]:
        """Tags and emissions (T, K) of any sentences."""
        forms, part = designs.part_of(sentences)
        weights, moves, start = map(torch.from_numpy, self._spelled())
        sums = designs.design(self.templates, self.place, forms, part).sums(weights)
        legal = np.arange(len(self.corpus.tags))
        found: dict[int, Answer] = {}
        for layout in layouts(part):
            told = self.objective.emissions(sums[layout.places], moves, start, layout.real)
            paths = self._paths(told, moves, start, legal, layout)
            for column, first in enumerate(layout.places[0].tolist()):
                size = int(layout.real[:, column].sum())
                tags = [self.corpus.tags[tag] for tag in paths[:size, column].tolist()]
                found[first] = tags, numpy_of(told[:size, column])
        return [found[first] for first in part.starts[:-1].tolist()]

    def _measure(self, weights: Tensor) -> tuple[float, Tensor]:
        table, hops = self._tables(weights)
        found = self.objective.measure(self.design.sums(table), hops)
        sides = self.design.spread(found.sums).view(-1)[self.pairs], found.hops.view(-1)
        slope = torch.cat(sides).double() + 2 * self.c2 * weights
        return found.loss + self.c2 * float(weights @ weights), slope

    def _tables(self, weights: Tensor) -> tuple[Tensor, Tensor]:
        """(F, K) and (M, K) out of all weights in a row."""
        size = len(self.present)
        table = torch.zeros(len(self.place) * size)
        table[self.pairs] = weights[: len(self.pairs)].float()
        return table.view(-1, size), weights[len(self.pairs) :].float().view(-1, size)

    def _spelled(self) -> tuple[Numbers, Numbers, Numbers]:
        """Weights (F, all tags), transitions and start, over all tags of the feature set.

        A tag that the training part never shows must not win by having no weights.
        """
        size = len(self.corpus.tags)
        table, hops = self._tables(self.solver.weights)
        weights = np.zeros((len(table), size), np.float32)
        weights[:, self.present] = numpy_of(table)
        moves, begin = np.full((size, size), FORBIDDEN), np.full(size, FORBIDDEN)
        moves[:, self.present] = 0
        told = self.objective.chain(hops)
        moves[np.ix_(self.present, self.present)], begin[self.present] = map(numpy_of, told)
        return weights, moves.astype(np.float32), begin.astype(np.float32)

    def _epoch(self, loss: float, seconds: float) -> Epoch:
        """Score the weights of the moment, and keep them if they are the best."""
        at, part = self.at, self.corpus.parts["train"]
        score = self.dev_score(self._dev_tags()) if self.corpus.parts["dev"].tokens else None
        height = (score.f1 if score else -loss, -loss)
        if height > at.best:
            at.best, at.best_epoch, self.kept = height, at.epoch, self.solver.weights
        return Epoch.whole(at.epoch, loss, score, seconds, tokens=part.tokens, sentences=len(part))

    def _dev_tags(self) -> Numbers:
        weights, hops = self._tables(self.solver.weights)
        sums, said = self._dev.sums(weights), np.zeros(len(self._dev), np.int64)
        moves, start = self.objective.chain(hops)
        for layout in self._dev_layouts:
            told = self.objective.emissions(sums[layout.places], moves, start, layout.real)
            paths = self._paths(told, moves, start, self.present, layout)
            said[layout.places[layout.real].numpy()] = paths[layout.real].numpy()
        return self.present[said]

    def _paths(
        self, told: Tensor, moves: Tensor, start: Tensor, tags: Numbers, layout: Layout
    ) -> Tensor:
        """(T, B) best of these tags."""
        moves, start = moves.double(), start.double()
        if self.legal:
            known = pairs.of(self.corpus.tags, self.corpus.scheme)
            legal = torch.from_numpy(known.legal[np.ix_(tags, tags)])
            moves = moves.masked_fill(~legal, FORBIDDEN)
            start = start.masked_fill(~torch.from_numpy(known.legal_start[tags]), FORBIDDEN)
        return best_paths(told.double(), moves, start, torch.zeros_like(start), layout.active)

    @cached_property
    def _dev(self) -> Design:
        dev = self.corpus.parts["dev"]
        return designs.design(self.templates, self.place, self.corpus.forms, dev)

    @cached_property
    def _dev_layouts(self) -> list[Layout]:
        return layouts(self.corpus.parts["dev"])

    def _settled(self) -> bool:
        losses = [one.loss for one in self.at.history]
        if len(losses) <= PERIOD:
            return False
        return (losses[-PERIOD - 1] - losses[-1]) < SETTLED * abs(losses[-1])
