"""What a gallery card says: facts of the run that answers, and first words for its owner."""

import json
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from kernel.entry import Entry
from training import queries as training
from training.models import Run
from training.tagger.recipe import Recipe

Row = dict[str, Any]
SCORES = ("f1", "precision", "recall", "support", "predicted")
FEW = 30
"""A score that rests on fewer entities than this says little."""
MOST_NAMED = 5
UNSAID = (None, "", (), 0, False)
"""What is switched off or left out needs no word."""
BESIDE = ("metrics", "device", "seed")
"""Choices of a recipe that make no other model."""


class Words(NamedTuple):
    """What the owner says of a model."""

    summary: str
    intended_use: str
    limits: str
    example: str


def facts(run: Run, labels: list[str]) -> Row:
    """Data, scores and recipe of a run; without a report the scores are missing."""
    report = json.loads(training.report(run)) if run.report_hash else {}
    entity = report.get("entity", {})
    return {
        "run": run.name,
        "feature_set": run.feature_set.name,
        "task": run.feature_set.task,
        "language": run.project.language,
        "labels": labels,
        "parts": report.get("parts", {}),
        "part": report.get("part", ""),
        "micro": _score(entity.get("micro", {})),
        "scores": {name: _score(one) for name, one in entity.get("labels", {}).items()},
        "warnings": [said["message"] for said in _warnings(report)],
        "recipe": recipe_words(run.recipe),
        "trained_at": run.job.finished_at.isoformat() if run.job and run.job.finished_at else None,
    }


def _score(one: Row) -> Row:
    return {name: one[name] for name in SCORES if name in one}


def _warnings(report: Row) -> list[Row]:
    """The report's own sentences on over-fitting and on plain text, where they warn."""
    fit, recut = report.get("fit") or {}, report.get("recut") or {}
    found = [fit] if fit.get("verdict") in ("overfit", "underfit") else []
    return [*found, recut] if recut.get("delta", 0) < -0.01 else found


def recipe_words(recipe: Row) -> list[Row]:
    """A saved recipe as names and values; empty where this version cannot read it.

    >>> recipe_words({"algorithm": {"kind": "linear_crf"}})[0]
    {'name': 'Algorithm', 'value': 'Linear CRF'}
    """
    try:
        read = Recipe.model_validate(recipe)
    except ValidationError:
        return []
    rows = [{"name": "Algorithm", "value": str(read.algorithm.title)}]
    rows += _fields(read.algorithm)
    return rows + _fields(read, skip=("algorithm", *BESIDE))


def _fields(entry: BaseModel, skip: tuple[str, ...] = ()) -> list[Row]:
    fields = type(entry).model_fields
    given = {name: getattr(entry, name) for name in fields if name not in ("kind", *skip)}
    return [
        {"name": fields[name].title or name.replace("_", " ").capitalize(), "value": _said(value)}
        for name, value in given.items()
        if value not in UNSAID and getattr(value, "kind", "") != "none"
    ]


def _said(value: Any) -> str:
    if isinstance(value, Entry):
        within = ", ".join(f"{_inside(row['name'])} {row['value']}" for row in _fields(value))
        title = str(getattr(value, "title", ""))
        return f"{title} ({within})" if within else title
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _inside(title: str) -> str:
    """
    >>> _inside("Learning rate"), _inside("LSTM units")
    ('learning rate', 'LSTM units')
    """
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def draft(found: Row, sample: str) -> Words:
    """First words for a card, from its facts alone, so that the owner only edits."""
    return Words(_summary(found), _intended_use(found), _limits(found), sample)


def _summary(found: Row) -> str:
    names = _listed(found["labels"])
    verb = "Finds" if found["task"] == "ner" else "Tags each word with one of"
    algorithm = found["recipe"][0]["value"] if found["recipe"] else "tagger"
    size = found["parts"].get("train", {}).get("sentences")
    on = f", trained on {size:,} labelled sentences" if size else ""
    return f"{verb} {names}. Model: {algorithm}{on}."


def _intended_use(found: Row) -> str:
    language = f" in the language “{found['language']}”" if found["language"] else ""
    return (
        f"Texts of the kind it was trained on{language}: the feature set “{found['feature_set']}”. "
        "On other kinds of text, measure it on labelled examples first."
    )


def _limits(found: Row) -> str:
    micro = found["micro"]
    if not micro:
        return "Its scores are not known."
    said = [
        f"On {micro['support']:,} entities that it never saw, {_percent(micro['precision'])} of "
        f"what it found was right and {_percent(micro['recall'])} of what was there was found "
        f"(F1 {micro['f1']:.3f}).",
        *_weak(found["scores"]),
        *found["warnings"],
    ]
    if found["part"] != "test":
        said.append(f"There was no test part: it was measured on the {found['part']} part.")
    return " ".join(said)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _weak(scores: dict[str, Row]) -> list[str]:
    """The weakest label, and those that were measured on too few entities."""
    counted = {name: one for name, one in scores.items() if one.get("support")}
    said = []
    if len(counted) > 1:
        weakest = min(counted, key=lambda name: (counted[name]["f1"], name))
        said.append(f"Weakest is {weakest} (F1 {counted[weakest]['f1']:.3f}).")
    few = [name for name, one in counted.items() if one["support"] < FEW]
    if few:
        said.append(f"Measured on fewer than {FEW} examples: {_listed(few)}.")
    return said


def _listed(names: list[str]) -> str:
    """
    >>> _listed(["A", "B", "C"])
    'A, B and C'
    """
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED:,} more labels"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
