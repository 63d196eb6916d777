"""What the runs of a study answer together: figures, and a sentence that says what they mean."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean, stdev
from typing import Any

from training import queries
from training.models import Run, Study
from training.studies import learning
from workspace.models import Job

Result = dict[str, Any]
MEASURES = ("f1", "precision", "recall")
LUCK = 2.8
"""Two runs whose F1 differ by less than 2 · √2 standard deviations may differ by luck alone."""


def of(study: Study, runs: Sequence[Run], *, closed: bool = False) -> Result | None:
    """The answer so far, or the last one of a closed study; None while no run is done."""
    done = [run for run in runs if run.state == Job.State.DONE and run.headline]
    if not done:
        return None
    answer = {
        "search": _search, "folds": _folds, "seeds": _seeds, "learning_curve": learning.answer,
    }[study.plan["kind"]]  # fmt: skip
    found = answer(done)
    if given_up := sum(run.pruned_at is not None for run in runs):
        found["message"] += f" Given up early, since they fell behind: {given_up}."
    minutes = study.plan.get("minutes")
    if closed and minutes and not study.stop_asked and len(runs) < study.planned:
        found["message"] += (
            f" Its {minutes} minutes were over after {len(runs)} of {study.planned} runs; "
            "more time may find better settings."
        )
    return found


def height(run: Run) -> float | None:
    """The best F1 on the dev part; by this a search compares."""
    return max(heights(run), default=None)


def heights(run: Run) -> list[float]:
    """F1 on the dev part, epoch by epoch."""
    return [epoch["f1"] for epoch in run.epochs if isinstance(epoch.get("f1"), int | float)]


def _search(done: Sequence[Run]) -> Result:
    scored = [(found, run) for run in done if (found := height(run)) is not None]
    if not scored:
        return {"message": "No trial was scored on a dev part."}
    dev, best = max(scored, key=lambda one: (one[0], -one[1].pk))
    test = (best.headline or {}).get("f1")
    return {
        "best": {"run": best.pk, "dev_f1": dev, "f1": test, "params": best.params},
        "message": f"The best of {_count(done, 'finished trial')} is “{best.name}”: "
        f"F1 {dev:.3f} on the dev part, by which it was chosen, and {test:.3f} on the test part.",
    }


def _seeds(done: Sequence[Run]) -> Result:
    found = _spread(done)
    mean, sd = found["mean"]["f1"], found["sd"]["f1"]
    said = f"F1 {mean:.3f} over {_count(done, 'seed')}"
    if sd is not None:
        said = f"F1 {mean:.3f} ± {sd:.3f} over {_count(done, 'seed')}"
        luck = f"Two runs that differ by less than {LUCK * sd:.3f} may do so by luck alone"
        said += f". {luck if sd else 'Nothing of this model is drawn by chance: each is the same'}"
    return found | {"message": f"{said}."}


def _folds(done: Sequence[Run]) -> Result:
    found = _spread(done)
    entities = [_report(run)["entity"] for run in done]
    pooled = _pooled(entity["micro"] for entity in entities)
    labels = sorted({name for entity in entities for name in entity["labels"]})
    each = {
        name: _pooled(e["labels"][name] for e in entities if name in e["labels"]) for name in labels
    }
    mean, sd = found["mean"]["f1"], found["sd"]["f1"]
    about = f"{mean:.3f}" if sd is None else f"{mean:.3f} ± {sd:.3f}"
    return found | {
        "pooled": pooled,
        "pooled_labels": each,
        "message": f"Over {_count(done, 'fold')} F1 is {about}; all their sentences scored "
        f"together give {pooled['f1']:.3f}.",
    }


def _spread(done: Sequence[Run]) -> Result:
    """Mean and standard deviation of each measure, and of each label's F1."""
    by_label: dict[str, list[float]] = defaultdict(list)
    for run in done:
        for name, score in _report(run)["entity"]["labels"].items():
            by_label[name].append(score["f1"])
    each = {name: [(run.headline or {})[name] for run in done] for name in MEASURES}
    return {
        "runs": len(done),
        "mean": {name: fmean(values) for name, values in each.items()},
        "sd": {name: _sd(values) for name, values in each.items()},
        "labels": {
            name: {"mean": fmean(values), "sd": _sd(values)}
            for name, values in sorted(by_label.items())
        },
    }


def _sd(values: Sequence[float]) -> float | None:
    return stdev(values) if len(values) > 1 else None


def _pooled(scores: Iterable[dict[str, Any]]) -> dict[str, float]:
    """One score of several parts: their entities counted together."""
    right = predicted = support = 0
    for one in scores:
        right += round(one["recall"] * one["support"])
        predicted += one["predicted"]
        support += one["support"]
    return {
        "precision": right / max(1, predicted),
        "recall": right / max(1, support),
        "f1": 2 * right / max(1, predicted + support),
        "support": support,
        "predicted": predicted,
    }


def _report(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(queries.report(run))
    return found


def _count(done: Sequence[Run], noun: str) -> str:
    return f"{len(done)} {noun}{'' if len(done) == 1 else 's'}"
