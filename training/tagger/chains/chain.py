"""A linear chain over tags in numpy: best path, partition, marginals and span posteriors.

The score of a path y over emissions e is
start[y1] + Σ e[t, yt] + Σ transitions[yt, yt+1] + end[yT]. Letters of shapes: B sentences, T steps,
K tags. Ties go to the tag with the lower id, so one sentence has one answer, alone or in a batch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FORBIDDEN = -10_000.0
"""The score of a step that the scheme forbids: finite, so that sums of it stay numbers."""


@dataclass(frozen=True, eq=False)
class Chain:
    """Scores of a tag after another (from, to), at the start and at the end of a sentence."""

    transitions: Floats  # (K, K)
    start: Floats  # (K,)
    end: Floats  # (K,)

    @classmethod
    def of(cls, tables: Mapping[str, NDArray[Any]], tags: int) -> "Chain":
        """Out of a bundle's tables; raises ValueError where a table is missing or misshapen."""
        shapes = {"transitions": (tags, tags), "start": (tags,), "end": (tags,)}
        for name, shape in shapes.items():
            if name not in tables or tables[name].shape != shape:
                raise ValueError(f"The table “{name}” is not there in the shape {shape}.")
        return cls(*(tables[name].astype(np.float64) for name in shapes))

    @classmethod
    def free(cls, tags: int) -> "Chain":
        """A chain that prefers nothing: each token is decided by itself."""
        return cls(np.zeros((tags, tags)), np.zeros(tags), np.zeros(tags))

    def forbid(
        self, steps: NDArray[np.bool_], starts: NDArray[np.bool_], ends: NDArray[np.bool_]
    ) -> "Chain":
        """This chain with the steps that are not allowed (False) put out of reach."""
        return Chain(
            np.where(steps, self.transitions, FORBIDDEN),
            np.where(starts, self.start, FORBIDDEN),
            np.where(ends, self.end, FORBIDDEN),
        )

    @cached_property
    def into(self) -> Floats:
        """(to, from): the scores into one tag lie side by side."""
        return np.ascontiguousarray(self.transitions.T)


def best(chain: Chain, emissions: NDArray[Any]) -> list[int]:
    """The tags of the highest path of one sentence, emissions (T, K); no tags for T = 0."""
    rows = emissions.astype(np.float64)
    if not len(rows):
        return []
    rows[0] += chain.start
    states, columns = list(rows), list(rows[:, :, None])
    pairs, highest = np.empty_like(chain.transitions), np.empty_like(chain.start)
    before = columns[0]
    for state, column in zip(states[1:], columns[1:], strict=True):
        np.add(chain.transitions, before, pairs)  # (from, to)
        np.maximum.reduce(pairs, 0, out=highest)
        np.add(highest, state, state)
        before = column
    tag = int((states[-1] + chain.end).argmax())
    path = [tag]
    into = list(chain.into)
    for state in states[-2::-1]:
        np.add(into[tag], state, highest)
        tag = int(highest.argmax())
        path.append(tag)
    return path[::-1]


def best_of_batch(
    chain: Chain, emissions: NDArray[Any], lengths: NDArray[np.integer[Any]]
) -> NDArray[np.int64]:
    """The same for each row of emissions (B, T, K), of which row b has lengths[b] steps.

    Answers tags (B, T), 0 behind the end of a sentence.
    """
    order = np.argsort(-lengths, kind="stable")
    sizes = lengths[order]
    batch, steps, tags = emissions.shape
    states = list(emissions[order].transpose(1, 2, 0).astype(np.float64, "C"))  # (tag, b) each
    running = [int(np.count_nonzero(sizes > step)) for step in range(steps)]
    pairs = np.empty((tags, tags, batch))  # (from, to, b)
    follow = chain.transitions[:, :, None]
    for step, (state, on) in enumerate(zip(states, running, strict=True)):
        if step == 0:
            state += chain.start[:, None]
        elif on:
            np.add(states[step - 1][:, None, :on], follow, pairs[:, :, :on])
            state[:, :on] += np.maximum.reduce(pairs[:, :, :on], 0)
    found = np.zeros((steps, batch), np.int64)
    last = np.zeros(0, np.int64)
    for step in range(steps - 1, -1, -1):
        onward = np.empty((running[step], tags))
        chain.into.take(last, 0, onward[: len(last)])
        onward[len(last) :] = chain.end  # sentences whose last step this is
        onward += states[step][:, : running[step]].T
        last = onward.argmax(1)
        found[step, : running[step]] = last
    paths = np.empty((batch, steps), np.int64)
    paths[order] = found.T
    return paths


def log_partition(chain: Chain, emissions: NDArray[Any]) -> float:
    """log Σ exp(score) over all paths of one sentence; 0 for T = 0."""
    if not len(emissions):
        return 0.0
    return float(logsum(_forward(chain, emissions)[-1] + chain.end))


def marginals(chain: Chain, emissions: NDArray[Any]) -> Floats:
    """(T, K): the share of all paths, weighed by exp(score), that has tag k at step t."""
    if not len(emissions):
        return np.zeros((0, len(chain.start)))
    ahead = _forward(chain, emissions)
    turned = Chain(chain.into, chain.end, chain.start)
    behind = _forward(turned, emissions[::-1])[::-1]
    scores = ahead + behind - emissions
    shares: Floats = np.exp(scores - logsum(scores)[:, None])
    return shares


def _forward(chain: Chain, emissions: NDArray[Any]) -> Floats:
    """(T, K): log Σ exp(score) over the paths that end in tag k at step t."""
    rows = np.asarray(emissions, np.float64)
    ahead = np.empty_like(rows)
    ahead[0] = rows[0] + chain.start
    for step in range(1, len(rows)):
        ahead[step] = logsum(chain.into + ahead[step - 1]) + rows[step]
    return ahead


def logsum(scores: Floats) -> Floats:
    """log Σ exp along the last axis, whatever the size of the scores."""
    top = scores.max(-1)
    total: Floats = top + np.log(np.exp(scores - top[..., None]).sum(-1))
    return total
