"""The figures of one reading of some sentences, whoever gave it: a run, a file, another program."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from kernel import resampling, scores
from kernel.resampling import Counts, Floats, Interval
from kernel.scores import Score, Scores
from training.tagger.evaluate import padding, slices
from training.tagger.evaluate.baselines import baselines
from training.tagger.evaluate.cautions import cautions
from training.tagger.evaluate.judged import Judged
from training.tagger.evaluate.known import Known
from training.tagger.evaluate.tables import (
    confusion,
    faults,
    prediction,
    shown,
    token_table,
)
from training.tagger.evaluate.views import views

ERRORS = ("missed", "spurious", "boundary", "label")
MEASURES = ("precision", "recall", "f1")


class Card(NamedTuple):
    """The figures, the sentences they rest on (padding taken out), and the lines of the files."""

    report: dict[str, Any]
    scores: Scores
    judged: list[Judged]
    errors: list[dict[str, Any]]

    def predictions(self) -> list[dict[str, Any]]:
        """The lines of the predictions' file."""
        return [prediction(one) for one in self.judged]


def card(judged: Sequence[Judged], part: str, known: Known | None = None) -> Card:
    """Score a reading; `known` is of the training part and adds baselines and seen entities."""
    padded = padding.find(judged)
    rows = padding.strip(judged, padded)
    entity, intervals = scored(rows)
    errors = [fault for one in rows for fault in faults(one)]
    kinds = Counter(fault["kind"] for fault in errors)
    report = {
        "part": part,
        "entity": _with(shown(entity), intervals),
        "bootstrap": {"resamples": resampling.RESAMPLES, "level": resampling.LEVEL},
        "tokens": token_table(rows),
        "views": views(rows) if any(len(one.gold) for one in rows) else None,
        "slices": slices.slices(rows, known),
        "unseen_words": slices.unseen_words(rows, known) if known else None,
        "baselines": baselines(rows, known) if known else [],
        "confusion": confusion(rows),
        "errors": {kind: kinds[kind] for kind in ERRORS},
        "padding": padded.shown() if padded else None,
        "size": {
            "sentences": len(rows),
            "tokens": sum(len(one.sentence.tokens) for one in rows),
            "entities": entity.micro.support,
        },
    }
    report["warnings"] = cautions(report)
    return Card(report, entity, rows, errors)


def scored(judged: Sequence[Judged]) -> tuple[Scores, dict[str, Floats]]:
    """Entity scores, and (R, 3) resampled measures by name: micro, macro, and “label x” for x.

    A resample in which a label is neither marked nor found says nothing of it: like the macro, the
    label leaves it out, and has fewer rows.
    """
    gold, said = [one.gold for one in judged], [one.said for one in judged]
    labels = sorted({span.label for rows in (gold, said) for row in rows for span in row})
    counts = scores.counts(gold, said, labels)  # (S, L, 3)
    each = {name: _score(row) for name, row in zip(labels, counts.sum(0), strict=True)}
    micro = _score(counts.sum((0, 1)))
    if not len(counts) or not labels:
        return Scores(micro, each), {}
    drawn = resampling.resample(counts)  # (R, L, 3)
    measured = resampling.measures(drawn)
    there = drawn[..., 1:].sum(-1) > 0  # (R, L) labels that occur
    macro = (measured * there[..., None]).sum(1) / np.maximum(there.sum(1, keepdims=True), 1)
    found = {"micro": resampling.measures(drawn.sum(1)), "macro": macro}
    by_label = {f"label {name}": measured[there[:, at], at] for at, name in enumerate(labels)}
    return Scores(micro, each), found | by_label


def _score(counts: Counts) -> Score:
    return Score.of(*(int(number) for number in counts))


def _with(entity: dict[str, Any], intervals: dict[str, Floats]) -> dict[str, Any]:
    """The entity table with an interval at each of its scores."""

    def at(name: str) -> dict[str, list[float]]:
        drawn = intervals.get(name, np.zeros((1, 3)))
        columns = zip(MEASURES, drawn.T, strict=True)
        return {measure: list(Interval.of(column)) for measure, column in columns}

    labels = {
        name: score | {"interval": at(f"label {name}")} for name, score in entity["labels"].items()
    }
    means = {name: entity[name] | {"interval": at(name)} for name in ("micro", "macro")}
    return entity | means | {"labels": labels}
