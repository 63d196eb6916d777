"""Runs and outside models side by side: parameters, scores, and whether they really differ."""

import json
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from training import queries, significance
from training.models import Reading, Run
from workspace import files
from workspace.errors import Conflict

Row = dict[str, Any]


class Column(NamedTuple):
    """One thing to compare."""

    key: str
    """“run 3” or “reading 4”."""
    name: str
    report: Row
    predictions: str
    truth: tuple[Any, ...]
    """What names its test sentences."""
    parameters: Row
    best_epoch: int | None
    seconds: float | None


def of_run(run: Run) -> Column:
    report = json.loads(queries.report(run))
    sentences = run.feature_set.files.get(report.get("part") or "test", ())
    parameters = {"feature_set": run.feature_set.name, **dict(_flat(run.recipe, ()))}
    seconds = round(sum(float(epoch.get("seconds") or 0) for epoch in run.epochs), 1)
    return Column(
        f"run {run.pk}", run.name, report, run.predictions_hash, (*sentences, *_fold(run)),
        parameters, run.best_epoch, seconds,
    )  # fmt: skip


def of_reading(reading: Reading) -> Column:
    sentences = tuple(reading.feature_set.files.get(reading.part, ()))
    return Column(
        f"reading {reading.pk}", reading.name, json.loads(report_of(reading)),
        reading.predictions_hash, sentences, {"feature_set": reading.feature_set.name}, None, None,
    )  # fmt: skip


def report_of(reading: Reading) -> bytes:
    """The report as it was written, JSON."""
    if not reading.report_hash:
        raise Conflict(
            f"“{reading.name}” is {reading.state}; its report is there when it is done.",
            code="not_done",
        )
    with files.open_file(reading.report_hash) as stream:
        return stream.read()


def _fold(run: Run) -> tuple[Any, ...]:
    """What sets a run's test sentences apart from its feature set's: the fold it was scored on."""
    return tuple(sorted(run.part.items())) if run.part.get("kind") == "fold" else ()


def compare(columns: Sequence[Column]) -> Row:
    """The parameters in which they differ, their scores, and each pair's difference."""
    same = len({column.truth for column in columns}) == 1
    message = (
        "All were scored on the same sentences."
        if same
        else "These were scored on different test sentences, so their scores do not compare."
    )
    return {
        "same_test": same,
        "message": message,
        "columns": [{"key": column.key, "name": column.name} for column in columns],
        "parameters": _differing(columns),
        "scores": _scores(columns),
        "pairs": list(_pairs(columns)) if same else [],
    }


def _pairs(columns: Sequence[Column]) -> Iterator[Row]:
    found = [
        (one, two, difference)
        for one, two in combinations(columns, 2)
        if (difference := significance.difference(one.predictions, two.predictions))
    ]
    adjusted = significance.holm([difference.p for _, _, difference in found])
    for (one, two, difference), p in zip(found, adjusted, strict=True):
        shown = significance.shown(difference, p, one.name, two.name, among=len(found))
        yield {"one": one.key, "two": two.key, **shown}


def _differing(columns: Sequence[Column]) -> list[Row]:
    """Parameters in which the runs differ; a reading was not made with any."""
    flat = [column.parameters for column in columns]
    runs = [column.parameters for column in columns if column.seconds is not None]
    paths = dict.fromkeys(path for one in flat for path in one)
    compared = {path: [one.get(path) for one in runs or flat] for path in paths}
    return [
        {"path": path, "values": [one.get(path) for one in flat]}
        for path, values in compared.items()
        if any(value != values[0] for value in values)
    ]


def _flat(value: Any, at: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _flat(child, (*at, key))
    else:
        yield ".".join(at), value


def _scores(columns: Sequence[Column]) -> list[Row]:
    reports = [column.report for column in columns]
    named: list[tuple[str, list[Any]]] = [
        (f"Entity {title}", [r["entity"]["micro"][name] for r in reports])
        for title, name in (("F1", "f1"), ("precision", "precision"), ("recall", "recall"))
    ]
    named.append(("Entity F1, macro", [r["entity"]["macro"]["f1"] for r in reports]))
    named.append(("Token accuracy", [r["tokens"]["accuracy"] for r in reports]))
    for label in sorted({name for r in reports for name in r["entity"]["labels"]}):
        found = [r["entity"]["labels"].get(label, {}).get("f1") for r in reports]
        named.append((f"F1 of {label}", found))
    named.append(("Best epoch", [column.best_epoch for column in columns]))
    named.append(("Training seconds", [column.seconds for column in columns]))
    return [
        {"name": name, "values": values, "intervals": _intervals(name, reports)}
        for name, values in named
    ]


def _intervals(name: str, reports: Sequence[Row]) -> list[list[float] | None] | None:
    """95 % of the headline alone; reports from before have none."""
    if name != "Entity F1":
        return None
    return [r["entity"]["micro"].get("interval", {}).get("f1") for r in reports]
