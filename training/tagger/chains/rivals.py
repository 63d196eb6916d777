"""The best paths of a linear chain, the winner and its rivals, each with what it is the sum of.

A path's score is a sum of 2 T + 1 numbers: what each token gives to its tag (emission), and what
each tag gives to the next one (transition), the start and the end among them.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.tagger.chains.chain import FORBIDDEN, Chain, Floats, log_partition


class Path(NamedTuple):
    """One way to tag a sentence."""

    tags: list[int]
    score: float
    share: float
    """Of all ways, weighed by exp(score)."""
    emissions: list[float]  # (T,)
    transitions: list[float]  # (T + 1,): into the first token, between tokens, out of the last


def best_paths(chain: Chain, emissions: NDArray[Any], count: int) -> list[Path]:
    """The highest paths of one sentence (T, K), best first; fewer where no more are allowed.

    Viterbi with the `count` best ways into each tag instead of one.
    """
    rows = np.asarray(emissions, np.float64)
    if not len(rows):
        return []
    ways = (rows[0] + chain.start)[:, None]  # (K, n) scores of the n best ways that end in a tag
    back = []
    for row in rows[1:]:
        into = (ways[:, :, None] + chain.transitions[:, None]).reshape(-1, len(row))  # (K n, K)
        chosen = np.argsort(-into, 0, kind="stable")[:count]  # (n', K)
        back.append((chosen, ways.shape[1]))
        ways = np.take_along_axis(into, chosen, 0).T + row[:, None]
    ends = (ways + chain.end[:, None]).ravel()
    total = log_partition(chain, rows)
    found: list[Path] = []
    for place in np.argsort(-ends, kind="stable")[:count].tolist():
        path = explain(chain, rows, _traced(back, place, ways.shape[1]), total)
        if not found or min(path.transitions) > FORBIDDEN / 2:
            found.append(path)
    return found


def _traced(back: list[tuple[NDArray[np.intp], int]], place: int, width: int) -> list[int]:
    """The tags of the way that ends at this place of the last step's (K, n) table."""
    tag, way = divmod(place, width)
    path = [tag]
    for chosen, before in reversed(back):
        tag, way = divmod(int(chosen[way, tag]), before)
        path.append(tag)
    return path[::-1]


def explain(chain: Chain, emissions: Floats, tags: list[int], log_total: float) -> Path:
    """A path with the numbers that its score is the sum of."""
    given = emissions[np.arange(len(tags)), tags].tolist()
    between = chain.transitions[tags[:-1], tags[1:]].tolist()
    steps = [float(chain.start[tags[0]]), *between, float(chain.end[tags[-1]])]
    score = sum(given) + sum(steps)
    return Path(tags, score, float(np.exp(min(0.0, score - log_total))), given, steps)
