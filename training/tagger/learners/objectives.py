"""What a linear model makes small: three ways to read the same sums of features as probabilities.

Letters: N tokens, K tags, M rows of transitions. `sums` are each token's features (N, K), `hops`
the weights between tags (M, K). All answer the negative log-likelihood in nats and its gradients.
"""

from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from training.tagger import batch as batches
from training.tagger.bundles.bundle import Decoder, Kind
from training.tagger.corpus import Part
from training.tagger.layers.decoding import CRF

BATCH_TOKENS = 16_384
"""Padded tokens that the recursion over sentences takes at once."""


class Measured(NamedTuple):
    """The loss, and its slope in both kinds of scores."""

    loss: float
    sums: Tensor  # (N, K)
    hops: Tensor  # (M, K)


class Layout(NamedTuple):
    """Sentences side by side, the longest first."""

    places: Tensor  # (T, B) numbers of tokens
    real: Tensor  # (T, B)
    active: list[int]


def layouts(part: Part) -> list[Layout]:
    """A part in batches of sentences of like length."""
    found = []
    for chosen in batches.order(part.lengths, 0, 0, tokens=BATCH_TOKENS):
        lengths = part.lengths[chosen]
        falling = np.argsort(-lengths, kind="stable")
        chosen, lengths = chosen[falling], lengths[falling]
        steps = np.arange(lengths[0])[:, None]
        real = steps < lengths
        places = np.where(real, part.starts[chosen] + steps, 0)
        found.append(Layout(torch.from_numpy(places), torch.from_numpy(real), real.sum(1).tolist()))
    return found


class Objective(ABC):
    """One way; `part` is what is learned from, its tags numbered among those that occur in it."""

    kind: Kind
    decoder: Decoder

    def __init__(self, part: Part, tags: int) -> None:
        self.part, self.tags = part, tags
        self.gold = torch.from_numpy(part.tags.astype(np.int64))

    @property
    @abstractmethod
    def rows(self) -> int:
        """M"""

    @abstractmethod
    def measure(self, sums: Tensor, hops: Tensor) -> Measured:
        """Loss and gradients; `sums` may be written to."""

    def chain(self, hops: Tensor) -> tuple[Tensor, Tensor]:
        """Transitions (K, K) and start (K,) of the chain that answers."""
        return hops[: self.tags], hops.new_zeros(self.tags)

    def emissions(self, sums: Tensor, moves: Tensor, start: Tensor, real: Tensor) -> Tensor:
        """(T, B, K): what that chain adds up at each token; `real` (T, B) where there is one."""
        return sums


class Apart(Objective):
    """Every token for itself: logistic regression."""

    kind: Kind = "token_classifier"
    decoder: Decoder = "softmax"

    @property
    def rows(self) -> int:
        return 0

    def measure(self, sums: Tensor, hops: Tensor) -> Measured:
        loss, slope = _softmax(sums, self.gold)
        return Measured(loss, slope, hops)

    def chain(self, hops: Tensor) -> tuple[Tensor, Tensor]:
        """A path scores the sum of its tokens."""
        return hops.new_zeros(self.tags, self.tags), hops.new_zeros(self.tags)


class Stepwise(Objective):
    """Each tag given the one before it (a MEMM): logistic regression in which the tag before is one
    more feature. The last row of the transitions is the start."""

    kind: Kind = "memm"
    decoder: Decoder = "crf"

    def __init__(self, part: Part, tags: int) -> None:
        super().__init__(part, tags)
        self.before = torch.cat([self.gold[:1], self.gold[:-1]])
        self.before[torch.from_numpy(part.starts[:-1][part.lengths > 0])] = tags

    @property
    def rows(self) -> int:
        return self.tags + 1

    def measure(self, sums: Tensor, hops: Tensor) -> Measured:
        loss, slope = _softmax(sums.add_(hops[self.before]), self.gold)
        return Measured(loss, slope, torch.zeros_like(hops).index_add_(0, self.before, slope))

    def chain(self, hops: Tensor) -> tuple[Tensor, Tensor]:
        return hops[:-1], hops[-1]

    def emissions(self, sums: Tensor, moves: Tensor, start: Tensor, real: Tensor) -> Tensor:
        """Less the log of what each tag shares out among its followers, so that the sum over a path
        is its log-probability."""
        highest = moves.amax(1)  # (K,)
        follow = torch.exp((moves - highest[:, None]).double()).t()
        ahead = sums[1:].double()
        top = ahead.amax(2, keepdim=True)
        shared = (torch.log(torch.exp(ahead - top) @ follow) + top + highest).float()
        found = sums.clone()
        found[:-1] -= shared * real[1:, :, None]
        found[0] -= torch.logsumexp(sums[0] + start, 1)[:, None]
        return found


class Together(Objective):
    """All tags of a sentence at once: a conditional random field."""

    kind: Kind = "linear_crf"
    decoder: Decoder = "crf"

    def __init__(self, part: Part, tags: int) -> None:
        super().__init__(part, tags)
        self.layouts = layouts(part)
        self.crf = CRF(tags).eval()
        with torch.no_grad():
            self.crf.start.zero_()
            self.crf.end.zero_()

    @property
    def rows(self) -> int:
        return self.tags

    def measure(self, sums: Tensor, hops: Tensor) -> Measured:
        with torch.no_grad():
            self.crf.transitions.copy_(hops)
        self.crf.zero_grad()
        slope, total = torch.empty_like(sums), 0.0
        for layout in self.layouts:
            emissions = sums[layout.places].requires_grad_()
            loss = self.crf(emissions, self.gold[layout.places], layout.active)
            loss.backward()
            total += float(loss.detach())
            if emissions.grad is not None:
                slope[layout.places[layout.real]] = emissions.grad[layout.real]
        grad = self.crf.transitions.grad
        return Measured(total, slope, torch.zeros_like(hops) if grad is None else grad.clone())


def _softmax(scores: Tensor, gold: Tensor) -> tuple[float, Tensor]:
    """Cross-entropy and its slope (N, K)."""
    shares = torch.log_softmax(scores, 1)
    tokens = torch.arange(len(gold))
    loss = -float(shares[tokens, gold].double().sum())
    slope = shares.exp_()
    slope[tokens, gold] -= 1
    return loss, slope
