"""How sure a chain is of a span: the share of all paths, weighed by exp(score), that hold it.

A path holds a span if the scheme reads exactly that span out of it: same start, same end, same
label. The share is exact, from one forward and one backward pass. The passes run on plain
probabilities, whole batches at once; a sentence whose scores are too far apart for that is done
again on logarithms. Letters of shapes: B sentences, T steps, K tags, N spans.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.tagger.chain import Chain, Floats, log_partition, logsum
from training.tagger.pairs import Found, Pairs

_RESCALE = 8
"""Steps between two divisions by the sum; 8 steps of 80 nats each still fit a double."""
_ROUNDED = 1.0 + 1e-9
_NEVER = -1e30


class Posterior:
    """The span posteriors of one chain under one scheme."""

    def __init__(self, chain: Chain, pairs: Pairs) -> None:
        self._chain = chain
        self._pairs = pairs
        follow = np.exp(chain.transitions - chain.transitions.max())
        self._start = np.exp(chain.start - chain.start.max())
        self._end = np.exp(chain.end - chain.end.max())
        self._follow = follow
        self._both_ways = _side_by_side(follow)
        self._ends = np.concatenate([self._start, self._end])
        self._carry = follow * pairs.continues
        self._part = follow * ~pairs.continues
        numbers = np.arange(len(pairs.labels))
        self._members = (np.array(pairs.label) == numbers[:, None]).astype(np.float64)  # (L, K)

    def of_batch(
        self,
        emissions: NDArray[Any],
        lengths: NDArray[np.integer[Any]],
        rows: NDArray[np.int64],
        spans: NDArray[np.int64],
    ) -> list[float]:
        """The shares of spans (N, 3): start, end and label's number; span n is of sentence rows[n].

        emissions is (B, T, K), of which row b has lengths[b] steps.
        """
        if not len(rows):
            return []
        shares: list[float] = self._fast(emissions, lengths, rows, spans).tolist()
        for at, share in enumerate(shares):
            if not 0.0 <= share <= _ROUNDED:  # or not a number: below the smallest double
                row = rows[at]
                slow = self.slow(emissions[row, : lengths[row]], Found(*spans[at].tolist()))
                share = slow
            shares[at] = min(share, 1.0)
        return shares

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

    def _fast(
        self,
        emissions: NDArray[Any],
        lengths: NDArray[np.integer[Any]],
        rows: NDArray[np.int64],
        spans: NDArray[np.int64],
    ) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
            passes = self._passes(emissions, lengths)
            held = self._held(passes, rows, spans)
            end = spans[:, 1]
            last = end == lengths[rows]
            ahead = passes.ahead[end - 1, rows]
            after = passes.after[np.minimum(end, len(passes.after) - 1), rows]
            after[last] = self._end
            parted = np.where(last[:, None], held, held @ self._part)
            going = np.where(last[:, None], ahead, ahead @ self._follow)
            shares: Floats = (parted * after).sum(1) / (going * after).sum(1)
            return shares

    def _held(self, passes: "_Passes", rows: NDArray[np.int64], spans: NDArray[np.int64]) -> Floats:
        """(N, K): as passes.ahead at each span's last token, but only over paths that hold it."""
        start, end, label = spans.T
        before: Floats = passes.ahead[start - 1, rows] @ self._part
        before[start == 0] = self._start
        held: Floats = before * self._members[label] * passes.weights[start, rows]
        held /= passes.scales[start, rows, None]
        for step in range(1, int((end - start).max())):
            on = np.flatnonzero(end - start > step)
            at = start[on] + step, rows[on]
            held[on] = (held[on] @ self._carry) * passes.weights[at] / passes.scales[at][:, None]
        return held

    def _passes(self, emissions: NDArray[Any], lengths: NDArray[np.integer[Any]]) -> "_Passes":
        """Forward and backward side by side as one row of 2 K numbers, so one product does both."""
        batch, steps, tags = emissions.shape
        weights = np.exp(emissions - emissions.max(-1, keepdims=True), dtype=np.float64)
        at, each = np.arange(steps), np.arange(batch)[:, None]
        inside = at < lengths[:, None]
        weights[~inside] = 1.0
        turned = np.where(inside, lengths[:, None] - 1 - at, at)  # (B, T)
        both = np.concatenate([weights, weights[each, turned]], 2)
        both = np.ascontiguousarray(both.transpose(1, 0, 2))  # (T, B, 2 K)
        sums = np.empty_like(both)
        np.multiply(self._ends, both[0], sums[0])
        scales = np.ones((steps, batch))
        rows = list(sums)
        for step, weight in enumerate(list(both[1:]), 1):
            row = rows[step]
            np.dot(rows[step - 1], self._both_ways, row)
            np.multiply(row, weight, row)
            if step % _RESCALE == 0:
                totals = row.reshape(batch, 2, tags).sum(2)
                row /= np.repeat(totals, tags, 1)
                scales[step] = totals[:, 0]
        after = sums[turned, each, tags:].transpose(1, 0, 2)
        return _Passes(both[:, :, :tags], sums[:, :, :tags], after, scales)


def _side_by_side(follow: Floats) -> Floats:
    """(2 K, 2 K): the steps forward above, the steps backward below, nothing between them."""
    size = len(follow)
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size] = follow
    both[size:, size:] = follow.T
    return both


@dataclass(frozen=True)
class _Passes:
    weights: Floats  # (T, B, K) exp(emissions), the highest of a step 1
    ahead: Floats  # (T, B, K) all paths up to this step and with it, rescaled on the way
    after: Floats  # (T, B, K) all paths from this step on and with it, scaled freely
    scales: Floats  # (T, B) what `ahead` was divided by at this step
