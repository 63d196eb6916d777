"""Kinder ways to count an entity than “borders and label are right” (SemEval-2013, task 9).

A marked and an answered entity that overlap are a pair, each in one pair at most, equal borders
first, then the larger overlap. `borders`: both borders right, whatever the label. `label`: they
overlap and have the same label. `partial`: equal borders count one, an overlap counts a half.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kernel.text import Span
from training.tagger.evaluate.judged import Judged


def views(judged: Sequence[Judged]) -> dict[str, Any]:
    """Precision, recall and F1 of each view."""
    right: Counter[str] = Counter()
    for one in judged:
        for gold, said in pairs(one.gold, one.said):
            same, equal = gold[:2] == said[:2], gold.label == said.label
            right["strict"] += 2 * (same and equal)
            right["borders"] += 2 * same
            right["label"] += 2 * equal
            right["partial"] += 1 + same
    predicted = sum(len(one.said) for one in judged)
    support = sum(len(one.gold) for one in judged)
    names = ("strict", "borders", "label", "partial")
    return {name: _score(right[name] / 2, predicted, support) for name in names}


def pairs(gold: Sequence[Span], said: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    """Marked and answered spans that overlap, each once."""
    overlaps = sorted(
        ((one[:2] != two[:2], -shared, one, two))
        for one in gold
        for two in said
        if (shared := min(one.end, two.end) - max(one.start, two.start)) > 0
    )
    taken: set[tuple[str, Span]] = set()
    for _, _, one, two in overlaps:
        if ("gold", one) not in taken and ("said", two) not in taken:
            taken |= {("gold", one), ("said", two)}
            yield one, two


def _score(right: float, predicted: int, support: int) -> dict[str, float]:
    f1 = 2 * right / max(1, predicted + support)
    return {
        "precision": right / max(1, predicted),
        "recall": right / max(1, support),
        "f1": f1,
        "support": support,
        "predicted": predicted,
    }
