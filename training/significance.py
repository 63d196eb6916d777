"""Whether two readings of the same test sentences really differ, or by chance alone."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from kernel import resampling
from kernel.resampling import Counts, Difference
from workspace import files

DECISIVE = 0.05
KEPT = 64
"""Readings whose counts, and pairs whose difference, are kept; both hang on content alone."""


class Counted(NamedTuple):
    """Right, answered and marked entities (S, 3) of each sentence, and the sentences' places."""

    places: tuple[tuple[int, int], ...]
    counts: Counts


@lru_cache(KEPT)
def counted(predictions_hash: str) -> Counted:
    """Out of a file of predictions."""
    places, counts = [], []
    with files.open_file(predictions_hash) as stream:
        for line in stream:
            row = json.loads(line)
            gold, said = ({tuple(span[:3]) for span in row[side]} for side in ("gold", "predicted"))
            places.append((row["document"], row["number"]))
            counts.append((len(gold & said), len(said), len(gold)))
    return Counted(tuple(places), np.array(counts, np.int64).reshape(-1, 3))


@lru_cache(KEPT)
def difference(one: str, two: str) -> Difference | None:
    """The second less the first, over the sentences that both read; None if there are none."""
    first, second = counted(one), counted(two)
    if len(first.places) == len(second.places):  # both follow the order of the part
        return resampling.difference(first.counts, second.counts) if first.places else None
    at = {place: row for row, place in enumerate(second.places)}
    rows = [(row, at[place]) for row, place in enumerate(first.places) if place in at]
    if not rows:
        return None
    left, right = (list(side) for side in zip(*rows, strict=True))
    return resampling.difference(first.counts[left], second.counts[right])


def holm(values: Sequence[float]) -> list[float]:
    """The p of several comparisons, each raised for there being others (Holm 1979).

    >>> holm([0.01, 0.04, 0.5])
    [0.03, 0.08, 0.5]
    """
    raised, highest = [0.0] * len(values), 0.0
    for rank, at in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        highest = max(highest, min(1.0, values[at] * (len(values) - rank)))
        raised[at] = highest
    return raised


def shown(found: Difference, p: float, one: str, two: str, *, among: int = 1) -> dict[str, Any]:
    """As the comparison spells it, with a sentence; `p` is raised for being one `among` several."""
    return {
        "difference": found.f1,
        "interval": list(found.interval),
        "p": p,
        "message": _sentence(found, p, one, two, among),
    }


def _sentence(found: Difference, p: float, one: str, two: str, among: int) -> str:
    points = abs(found.f1) * 100
    low, high = (at * 100 for at in found.interval)
    if found.p >= 1 and found.f1 == 0:
        return f"“{one}” and “{two}” are equally good on every sentence that decides."
    if found.f1 < 0:
        one, two, low, high = two, one, -high, -low
    between = f"{low:.1f} to {high:.1f}".replace("-", "−")
    said = (
        f"“{two}” is {points:.1f} F1 points better than “{one}” (95 % interval {between}). By "
        "chance alone two equally good readings lie as far apart in "
        f"{found.p * 100:.1f} % of cases"
    )
    if among > 1:
        said += f" ({p * 100:.1f} %, raised for {among} comparisons)"
    if p < DECISIVE:
        return f"{said}: the difference is real on sentences like these."
    return f"{said}: on this test part they cannot be told apart."
