"""Scores as the text that seqeval and scikit-learn print as their classification report.

The same letters as theirs, from figures that are there already, so that neither has to be at hand.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

DIGITS = 2
_HEAD = ("precision", "recall", "f1-score", "support")


class Line(NamedTuple):
    """A named row: three measures and how many it rests on."""

    name: str
    precision: float
    recall: float
    f1: float
    support: int


def entity_text(labels: dict[str, Any], micro: dict[str, Any]) -> str:
    """seqeval's report from the scores of each label and of all entities together."""
    rows = _rows(labels)
    means = [_line("micro avg", micro), *_means(rows, micro["support"])]
    return _head(_width(rows)) + "\n".join([*_texts(rows), "", *_texts(means, rows), ""])


def tag_text(tags: dict[str, Any], accuracy: float) -> str:
    """scikit-learn's report over all tags, “O” among them, as papers print it."""
    rows = _rows(tags)
    total, width = sum(row.support for row in rows), _width(rows)
    right = f"{'accuracy':>{width}} " + f" {'':>9}" * 2 + f" {accuracy:>9.{DIGITS}f} {total:>9}"
    return _head(width) + "\n".join(
        [*_texts(rows), "", right, *_texts(_means(rows, total), rows), ""]
    )


def inside_text(tags: dict[str, Any], micro: dict[str, Any]) -> str:
    """scikit-learn's report over the tags but “O”: micro instead of accuracy."""
    return entity_text({name: one for name, one in tags.items() if name != "O"}, micro)


def _rows(scores: dict[str, Any]) -> list[Line]:
    found = (_line(name, one) for name, one in sorted(scores.items()))
    return [row for row in found if row.support or scores[row.name]["predicted"]]


def _line(name: str, score: dict[str, Any]) -> Line:
    return Line(name, score["precision"], score["recall"], score["f1"], score["support"])


def _means(rows: Sequence[Line], support: int) -> list[Line]:
    """Macro, where rows count alike, and weighted, where they count by their support."""

    def mean(name: str, weights: Sequence[int]) -> Line:
        total = max(1, sum(weights))
        columns: list[list[float]] = [
            [row.precision for row in rows],
            [row.recall for row in rows],
            [row.f1 for row in rows],
        ]
        weighed = (zip(column, weights, strict=True) for column in columns)
        precision, recall, f1 = (sum(one * times for one, times in c) / total for c in weighed)
        return Line(name, precision, recall, f1, support)

    if not rows:
        return [Line(name, 0.0, 0.0, 0.0, 0) for name in ("macro avg", "weighted avg")]
    alike, by_support = [1] * len(rows), [row.support for row in rows]
    return [mean("macro avg", alike), mean("weighted avg", by_support)]


def _width(rows: Iterable[Line]) -> int:
    return max(len("weighted avg"), *(len(row.name) for row in rows), DIGITS)


def _head(width: int) -> str:
    return f"{'':>{width}} " + "".join(f" {name:>9}" for name in _HEAD) + "\n\n"


def _texts(rows: Iterable[Line], among: Iterable[Line] = ()) -> list[str]:
    rows = list(rows)
    width = _width([*rows, *among])
    return [
        f"{name:>{width}} " + "".join(f" {one:>9.{DIGITS}f}" for one in scores) + f" {support:>9}"
        for name, *scores, support in rows
    ]
