"""How sure a chain is of a span: the share of all paths, weighed by exp(score), that hold it.

A path holds a span if the scheme reads exactly that span out of it: same start, same end, same
label. The share is exact, from one forward and one backward pass. The passes run on plain
probabilities, whole batches at once; a sentence whose scores are too far apart for that is done
again on logarithms. Letters of shapes: B sentences, T steps, K tags, N spans.

The same passes mostly say the best path too: no path has a larger share than any of its tags has.
Where each step has but one tag whose share is as large as that of some path, no search is needed.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.tagger.chains.chain import Chain, Floats, log_partition, logsum
from training.tagger.chains.pairs import Found, Pairs

_NATS = 600.0
"""How far a sum may sink between two divisions; a double holds a little more."""
_MOST_STEPS = 64
_ROUNDED = 1.0 + 1e-9
_NEVER = -1e30
_NEAR = 0.999
"""A share as large as this part of another may be as large but for rounding: emissions are float32,
which over the nats of a whole path is off by 1e-4 at most."""
_DEEP = 700.0
"""Nats between the best path and the worst up to which nothing in between sinks below the smallest
double."""


class Posterior:
    """The span posteriors of one chain under one scheme."""

    def __init__(self, chain: Chain, pairs: Pairs) -> None:
        self._chain = chain
        self._pairs = pairs
        follow = np.exp(chain.transitions - chain.transitions.max())
        self._start = np.exp(chain.start - chain.start.max())
        self._end = np.exp(chain.end - chain.end.max())
        self._follow = follow
        self._sinks = _nats(follow)  # what a step costs at most
        self._falls = _nats(self._start) + _nats(self._end)
        self._both_ways = _side_by_side(follow)
        self._ends = np.concatenate([self._start, self._end])
        self._carry = follow * pairs.continues
        self._part = follow * ~pairs.continues
        numbers = np.arange(len(pairs.labels))
        self._members = (np.array(pairs.label) == numbers[:, None]).astype(np.float64)  # (L, K)

    def read(self, emissions: NDArray[Any], lengths: NDArray[np.integer[Any]]) -> "Passes":
        """Both passes over emissions (B, T, K), of which row b has lengths[b] steps."""
        with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
            return self._passes(emissions, lengths)

    def certain(self, passes: "Passes") -> list[int]:
        """The best path of a lone sentence, if it is so by more than rounding; else nothing."""
        weights, ahead = passes.weights[:, 0], passes.ahead[:, 0]
        with np.errstate(all="ignore"):
            depth = self._falls + len(weights) * self._sinks - np.log(weights.min(1)).sum()
            shares = ahead * passes.after[:, 0] / weights
            totals = shares.sum(1)
            tags = shares.argmax(1)
            steps = np.arange(len(tags))
            here = ahead[steps, tags]
            hops = self._follow[tags[:-1], tags[1:]] * weights[steps[1:], tags[1:]]
            before = here[:-1] * hops / (here[1:] * passes.scales[1:, 0])  # given what follows
            path = before.prod() * shares[-1, tags[-1]] / totals[-1]
            rivals = shares >= (path * _NEAR * totals)[:, None]
        clear = depth <= _DEEP and np.count_nonzero(rivals) == len(tags)
        return tags.tolist() if clear else []

    def of_batch(
        self, passes: "Passes", rows: NDArray[np.int64], spans: NDArray[np.int64]
    ) -> list[float]:
        """The shares of spans (N, 3): start, end, label's number; span n is of sentence rows[n]."""
        if not len(rows):
            return []
        with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
            shares = self._fast(passes, rows, spans)
        unsound = ~((shares >= 0.0) & (shares <= _ROUNDED))  # below the smallest double
        for at in np.flatnonzero(unsound).tolist():
            row = rows[at]
            found = Found(*spans[at].tolist())
            shares[at] = self.slow(passes.emissions[row, : passes.lengths[row]], found)
        found_shares: list[float] = np.minimum(shares, 1.0).tolist()
        return found_shares

    def slow(self, emissions: NDArray[Any], span: Found) -> float:
        """The same for one span, on logarithms: for any scores, and to check the fast way by."""
        chain, pairs = self._chain, self._pairs
        inside = self._members[span.label] > 0
        ahead = np.where(inside | (span.start > 0), chain.start, _NEVER) + emissions[0]
        for step in range(1, len(emissions)):
            allowed = np.ones_like(pairs.continues)
            if step in (span.start, span.end):
                allowed = ~pairs.continues
            if step == span.start:
                allowed = allowed & inside
            elif span.start < step < span.end:
                allowed = pairs.continues
            into = np.where(allowed, chain.transitions, _NEVER).T
            ahead = logsum(into + ahead) + emissions[step]
        held = logsum(ahead + chain.end)
        return math.exp(min(0.0, float(held) - log_partition(chain, emissions)))

    def _fast(self, passes: "Passes", rows: NDArray[np.int64], spans: NDArray[np.int64]) -> Floats:
        held = self._held(passes, rows, spans)
        end = spans[:, 1]
        ahead = passes.ahead[end - 1, rows]
        parted, going = held @ self._part, ahead @ self._follow
        after = passes.after[np.minimum(end, len(passes.after) - 1), rows]
        last = np.flatnonzero(end == passes.lengths[rows])
        if len(last):
            parted[last], going[last], after[last] = held[last], ahead[last], self._end
        shares: Floats = (parted * after).sum(1) / (going * after).sum(1)
        return shares

    def _held(self, passes: "Passes", rows: NDArray[np.int64], spans: NDArray[np.int64]) -> Floats:
        """(N, K): as passes.ahead at each span's last token, but only over paths that hold it."""
        start, end, label = spans.T
        before: Floats = passes.ahead[start - 1, rows] @ self._part
        first = np.flatnonzero(start == 0)
        if len(first):
            before[first] = self._start
        held: Floats = before * self._members[label] * passes.weights[start, rows]
        held /= passes.scales[start, rows, None]
        for step in range(1, int((end - start).max())):
            on = np.flatnonzero(end - start > step)
            at = start[on] + step, rows[on]
            held[on] = (held[on] @ self._carry) * passes.weights[at] / passes.scales[at][:, None]
        return held

    def _passes(self, emissions: NDArray[Any], lengths: NDArray[np.integer[Any]]) -> "Passes":
        """Forward and backward side by side as one row of 2 K numbers, so one product does both.

        While the one is at step t, the other is at step T - 1 - t; in a shorter sentence it begins
        anew where the sentence ends.
        """
        batch, steps, tags = emissions.shape
        by_step = emissions.transpose(1, 0, 2)
        sunk = by_step - np.maximum.reduce(by_step, 2, keepdims=True)
        both = np.empty((steps, batch, 2 * tags))
        np.exp(sunk, out=both[:, :, :tags], dtype=np.float64)
        both[:, :, tags:] = both[::-1, :, :tags]
        scales = np.ones((steps, batch))
        sums = np.empty_like(both)
        np.multiply(self._ends, both[0], sums[0])
        rows, weights, ways = list(sums), list(both), self._both_ways
        nats = self._sinks - float(np.minimum.reduce(sunk, None))  # what a step costs at most
        every = min(_MOST_STEPS, max(1, int(_NATS / max(nats, 1.0))))
        begin = {} if batch == 1 else _beginnings(steps - lengths)
        for step in range(1, steps):
            row, weight = rows[step], weights[step]
            np.dot(rows[step - 1], ways, row)
            np.multiply(row, weight, row)
            if step in begin:
                row[begin[step], tags:] = self._end * weight[begin[step], tags:]
            if step % every == 0:
                totals = row.reshape(batch, 2, tags).sum(2)
                row.reshape(batch, 2, tags)[...] /= totals[:, :, None]
                scales[step] = totals[:, 0]
        ahead, after = sums[:, :, :tags], sums[::-1, :, tags:]
        return Passes(emissions, lengths, both[:, :, :tags], ahead, after, scales)


def _nats(shares: Floats) -> float:
    """How far the smallest share lies below 1, but for those that are nothing."""
    return -float(np.log(shares[shares > 0].min()))


def _beginnings(skipped: NDArray[np.integer[Any]]) -> dict[int, NDArray[np.intp]]:
    """Which sentences a backward pass enters after it has skipped so many steps."""
    return {step: np.flatnonzero(skipped == step) for step in set(skipped.tolist())}


def _side_by_side(follow: Floats) -> Floats:
    """(2 K, 2 K): the steps forward above, the steps backward below, nothing between them."""
    size = len(follow)
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size] = follow
    both[size:, size:] = follow.T
    return both


@dataclass(frozen=True, eq=False)
class Passes:
    """What both passes found for a batch."""

    emissions: NDArray[Any]  # (B, T, K)
    lengths: NDArray[np.integer[Any]]  # (B,)
    weights: Floats  # (T, B, K) exp(emissions), the highest of a step 1
    ahead: Floats  # (T, B, K) all paths up to this step and with it, rescaled on the way
    after: Floats  # (T, B, K) all paths from this step on and with it, scaled freely
    scales: Floats  # (T, B) what `ahead` was divided by at this step
