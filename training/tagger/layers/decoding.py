"""From emissions to tags and to a loss: a linear-chain CRF, and a softmax per token.

Letters: T steps, B sentences, K tags. Sentences stand in falling order of length, so that at step
t only the first `active[t]` of them are still running: no masks.
"""

from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

SAFE = 80.0
"""Nats that float32 can tell apart in one state; beyond, the sum is done in log space."""


class CRF(nn.Module):
    """The likelihood of a whole sequence of tags (Lafferty et al. 2001)."""

    costs: Tensor | None

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.register_buffer("costs", None, persistent=False)
        self.transitions = nn.Parameter(torch.empty(tags, tags).uniform_(-0.1, 0.1))
        self.start = nn.Parameter(torch.empty(tags).uniform_(-0.1, 0.1))
        self.end = nn.Parameter(torch.empty(tags).uniform_(-0.1, 0.1))

    def lean(self, costs: Tensor) -> None:
        """In training, answering column where row is right costs `costs` (K, K), 0 on the diagonal.

        This is the softmax-margin of Gimpel & Smith 2010; when nothing is learned the loss stays
        the likelihood, so that dev losses compare.
        """
        self.register_buffer("costs", costs, persistent=False)

    def forward(self, emissions: Tensor, tags: Tensor, active: list[int]) -> Tensor:
        """Sum over the batch of −log p(tags); emissions (T, B, K), tags (T, B)."""
        emissions = emissions.float()
        weights = self.transitions, self.start, self.end
        rivals = emissions
        if self.training and self.costs is not None:
            rivals = emissions + self.costs[tags]
        total = self.log_partition(rivals, active)
        return (total - path_score(emissions, tags, active, *weights)).sum()

    def log_partition(self, emissions: Tensor, active: list[int]) -> Tensor:
        """(B,) log of the sum over all paths."""
        weights = self.transitions, self.start, self.end
        if _reach(emissions, *weights) < SAFE:
            scaled: Tensor = _Scaled.apply(emissions, *weights, active)  # type: ignore[no-untyped-call]
            return scaled
        return log_space(emissions, *weights, active)

    def tables(self) -> tuple[Tensor, Tensor, Tensor]:
        """Transitions (K, K) from row to column, start (K,), end (K,): what an endpoint needs."""
        return self.transitions.detach(), self.start.detach(), self.end.detach()


class Softmax(nn.Module):
    """Cross-entropy of each token's own tag; with a focus, the focal loss of Lin et al. 2017."""

    weights: Tensor | None

    def __init__(self, tags: int, smoothing: float = 0.0, focus: float = 0.0) -> None:
        super().__init__()
        self.tags, self.smoothing, self.focus = tags, smoothing, focus
        self.register_buffer("weights", None, persistent=False)

    def lean(self, weights: Tensor) -> None:
        """In training, a token counts as its right tag's weight; `weights` (K,)."""
        self.register_buffer("weights", weights, persistent=False)

    def forward(self, emissions: Tensor, tags: Tensor, active: list[int]) -> Tensor:
        """Sum over the batch of −log p(tag); in training smoothed, focused and weighted."""
        real = real_places(active, emissions)
        scores, gold = emissions[real].float(), tags[real]
        if not self.training:
            return functional.cross_entropy(scores, gold, reduction="sum")
        smoothing = self.smoothing
        each = functional.cross_entropy(scores, gold, reduction="none", label_smoothing=smoothing)
        if self.focus:
            each = (1 - torch.exp(-each)).pow(self.focus) * each
        return (each if self.weights is None else each * self.weights[gold]).sum()

    def tables(self) -> tuple[Tensor, Tensor, Tensor]:
        """Zeros: a path then scores the sum of its tokens."""
        zeros = torch.zeros(self.tags)
        return torch.zeros(self.tags, self.tags), zeros, zeros


def real_places(active: list[int], like: Tensor) -> Tensor:
    """(T, B) true where a sentence has a token."""
    count = torch.tensor(active, device=like.device)[:, None]
    return torch.arange(like.shape[1], device=like.device) < count


def last_steps(active: list[int], like: Tensor) -> Tensor:
    """(B,) number of each sentence's last step."""
    return real_places(active, like).sum(0) - 1


def path_score(
    emissions: Tensor, tags: Tensor, active: list[int], hops: Tensor, start: Tensor, end: Tensor
) -> Tensor:
    """(B,) unnormalised score of the given tags."""
    real = real_places(active, emissions)
    own = emissions.gather(2, tags[:, :, None])[:, :, 0] * real
    moved = hops[tags[:-1], tags[1:]] * real[1:]
    last = tags.gather(0, last_steps(active, emissions)[None])[0]
    return own.sum(0) + moved.sum(0) + start[tags[0]] + end[last]


def log_space(
    emissions: Tensor, hops: Tensor, start: Tensor, end: Tensor, active: list[int]
) -> Tensor:
    """The forward recursion in logarithms: right for any scores, and slower."""
    state = start + emissions[0]
    done = []
    for step, (before, now) in enumerate(pairwise([*active, 0])):
        if before > now:
            done.append(torch.logsumexp(state[now:] + end, 1))
        if now:
            moved = state[:now, :, None] + hops
            state = torch.logsumexp(moved, 1) + emissions[step + 1, :now]
    return torch.cat(done[::-1])


@torch.no_grad()
def best_paths(
    emissions: Tensor, hops: Tensor, start: Tensor, end: Tensor, active: list[int]
) -> Tensor:
    """Viterbi: (T, B) best tags; behind a sentence's end they mean nothing."""
    steps, count, kinds = emissions.shape
    state = start + emissions[0]
    back = torch.arange(kinds, device=emissions.device).expand(steps, count, kinds).clone()
    for step in range(1, steps):
        now = active[step]
        best, back[step, :now] = (state[:now, :, None] + hops).max(1)
        state = torch.cat([best + emissions[step, :now], state[now:]])
    tags = (state + end).argmax(1)
    path = [tags]
    for arrows in back[1:].flip(0):
        tags = arrows.gather(1, tags[:, None])[:, 0]
        path.append(tags)
    return torch.stack(path[::-1])


@torch.no_grad()
def _reach(emissions: Tensor, hops: Tensor, start: Tensor, end: Tensor) -> float:
    """How many nats apart two entries of one state can be."""
    local = (emissions.amax(2) - emissions.amin(2)).amax()
    ends = torch.maximum(start.amax() - start.amin(), end.amax() - end.amin())
    return float(local + torch.maximum(hops.amax() - hops.amin(), ends))


def _running(*blocks: Tensor, active: list[int]) -> list[list[Tensor]]:
    """The rows of each block (T, B, ·) that are still running, step by step."""
    return [
        [
            row if now == block.shape[1] else row[:now]
            for row, now in zip(block, active, strict=True)
        ]
        for block in blocks
    ]


class _Scaled(torch.autograd.Function):
    """log Z by the forward recursion on probabilities, each state scaled to sum 1.

    Forward and backward states together are the marginals, and these are the gradient: the
    recursion is written once, into blocks laid out beforehand, and never recorded.
    """

    @staticmethod
    def forward(
        ctx: Any, emissions: Tensor, hops: Tensor, start: Tensor, end: Tensor, active: list[int]
    ) -> Tensor:
        top = emissions.amax(2, keepdim=True)  # (T, B, 1)
        local = (emissions - top).exp_()
        shift = hops.max()
        hop = (hops - shift).exp()
        ahead = torch.zeros_like(local)
        scale = torch.ones_like(top)
        begin, finish = start.max(), end.max()
        states, locals_, scales = _running(ahead, local, scale, active=active)
        torch.mul(locals_[0], (start - begin).exp(), out=states[0])
        for step, state in enumerate(states):
            if step:
                torch.mm(states[step - 1][: len(state)], hop, out=state).mul_(locals_[step])
            state.div_(torch.sum(state, 1, keepdim=True, out=scales[step]))
        last = last_steps(active, emissions)
        tail = (end - finish).exp()
        columns = torch.arange(emissions.shape[1], device=last.device)
        final = ahead[last, columns] @ tail  # (B,)
        real = real_places(active, emissions)
        ctx.save_for_backward(ahead, scale, local, hop, tail, final, last)
        ctx.active = active
        own = scale[:, :, 0].log().sum(0) + (top[:, :, 0] * real).sum(0)
        return own + shift * last + final.log() + begin + finish

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, None]:
        ahead, scale, local, hop, tail, final, last = ctx.saved_tensors
        columns = torch.arange(len(last), device=last.device)
        grad = grads[0]
        behind = torch.zeros_like(ahead)
        behind[last, columns] = tail / final[:, None] * grad[:, None]
        sent = local.div_(scale)
        turned = hop.t()
        messages, states = _running(sent, behind, active=ctx.active)
        for step in range(len(states) - 1, 0, -1):
            message = messages[step].mul_(states[step])
            torch.mm(message, turned, out=states[step - 1][: len(message)])
        sent[~real_places(ctx.active, sent)] = 0
        ends = (ahead[last, columns] * behind[last, columns]).sum(0)
        kinds = hop.shape[0]
        pairs = ahead[:-1].reshape(-1, kinds).t() @ sent[1:].reshape(-1, kinds)
        marginal = ahead.mul_(behind)
        return marginal, hop * pairs, marginal[0].sum(0), ends, None
