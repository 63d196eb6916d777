"""How sure a chain is of a span: the share of all paths, weighed by exp(score), that hold it.

A path holds a span if the scheme reads exactly that span out of it: same start, same end, same
label. The share is exact, from one forward and one backward pass. The passes run on plain
probabilities, whole batches at once; a sentence whose scores are too far apart for that is done
again on logarithms. Letters of shapes: B sentences, T steps, K tags, N spans.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.tagger.chain import Chain, Floats, log_partition, logsum
from training.tagger.pairs import Found, Pairs

_RESCALE = 4
"""Steps between two divisions by the sum; 4 steps of 150 nats each still fit a double."""
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
        self._both_ways = np.stack([follow, follow.T])[:, None]  # (2, 1, K, K)
        self._ends = np.stack([self._start, self._end])[:, None, None]  # (2, 1, 1, K)
        self._carry = follow * pairs.continues
        self._part = follow * ~pairs.continues
        numbers = np.arange(len(pairs.labels))
        self._members = (np.array(pairs.label) == numbers[:, None]).astype(np.float64)  # (L, K)

    def of_batch(
        self,
        emissions: NDArray[Any],
        lengths: NDArray[np.integer[Any]],
        found: Sequence[Sequence[Found]],
    ) -> list[list[float]]:
        """One share per span of found[b] in emissions (B, T, K), of which row b has lengths[b]."""
        rows = [at for at, spans in enumerate(found) for _ in spans]
        shares: list[list[float]] = [[] for _ in found]
        if not rows:
            return shares
        spans = [span for spans in found for span in spans]
        fast = self._fast(emissions, lengths, np.array(rows), np.array(spans))
        for at, span, share in zip(rows, spans, fast.tolist(), strict=True):
            if not share >= 0.0:  # NaN as well: the probabilities went below the smallest double
                share = self.slow(emissions[at, : lengths[at]], span)
            shares[at].append(min(share, 1.0))
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
        batch, steps, _ = emissions.shape
        weights = np.exp(emissions - emissions.max(-1, keepdims=True), dtype=np.float64)
        at = np.arange(steps)
        weights[at >= lengths[:, None]] = 1.0
        turned = np.where(at < lengths[:, None], lengths[:, None] - 1 - at, at)  # (B, T)
        both = np.stack([weights, weights[np.arange(batch)[:, None], turned]])
        both = np.ascontiguousarray(both.transpose(2, 0, 1, 3))[:, :, :, None]  # (T, 2, B, 1, K)
        sums = np.empty_like(both)
        scales = np.ones((steps, 2, batch, 1, 1))
        current = self._ends * both[0]
        sums[0] = current
        for step in range(1, steps):
            current = np.matmul(current, self._both_ways)
            current *= both[step]
            if step % _RESCALE == 0:
                scales[step] = current.sum(-1, keepdims=True)
                current /= scales[step]
            sums[step] = current
        after = sums[turned, 1, np.arange(batch)[:, None], 0].transpose(1, 0, 2)
        return _Passes(both[:, 0, :, 0], sums[:, 0, :, 0], after, scales[:, 0, :, 0, 0])


@dataclass(frozen=True)
class _Passes:
    weights: Floats  # (T, B, K) exp(emissions), the highest of a step 1
    ahead: Floats  # (T, B, K) all paths up to this step and with it, rescaled on the way
    after: Floats  # (T, B, K) all paths from this step on and with it, scaled freely
    scales: Floats  # (T, B) what `ahead` was divided by at this step
