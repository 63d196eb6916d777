"""What each probability threshold would cost: entities kept and right, by label.

A report holds the counts alone; what a false or a missed entity costs is the reader's to say, so
the page works the costs out: false × (kept − right) + missed × (marked − right).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from training.tagger.evaluate.judged import Judged

GRID = [*(round(0.05 * at, 2) for at in range(20)), 0.98, 0.99]


def thresholds(dev: Sequence[Judged], scored: Sequence[Judged], part: str) -> dict[str, Any]:
    """The counts on the part to choose on (dev, if there is one), and on the reported one."""
    chosen_on = "dev" if dev else part
    return {
        "grid": GRID,
        "chosen_on": chosen_on,
        "choose": counted(dev or scored),
        "report": counted(scored),
    }


def counted(judged: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    """Per label: marked entities, and at each threshold how many answers stay and are right."""
    shares: dict[str, list[tuple[float, bool]]] = {}
    support: dict[str, int] = {}
    for one in judged:
        gold = set(one.gold)
        for span in one.gold:
            support[span.label] = support.get(span.label, 0) + 1
        for span, share in zip(one.said, one.shares, strict=True):
            shares.setdefault(span.label, []).append((share, span in gold))
    return {
        label: {"support": support.get(label, 0), **_kept(shares.get(label, []))}
        for label in sorted(support | shares)
    }


def _kept(found: Sequence[tuple[float, bool]]) -> dict[str, list[int]]:
    table = np.array(found, np.float64).reshape(-1, 2)
    stays = table[:, :1] >= np.array(GRID)  # (N, thresholds)
    right = stays & (table[:, 1:] > 0)
    return {"predicted": stays.sum(0).tolist(), "right": right.sum(0).tolist()}
