"""A reading: labelled sentences held against a bundle, a file of answers, or another program.

folder/ask.json     what is asked: the fields of Ask
folder/truth.jsonl  labelled sentences
folder/snapshot/    the feature set to train on, for baselines and seen entities (or none)
folder/bundle/      the model, or
folder/said.jsonl   the answers of another program, or the name of a spaCy pipeline in Ask
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kernel import sentences
from kernel.sentences import Sentence
from training.tagger.corpus import Manifest, lines, read
from training.tagger.evaluate import Card, Evaluation, Known, card, on, write
from training.tagger.evaluate.outside import Matched, by_spacy, matched
from training.tagger.runtime import load


@dataclass
class Ask:
    """What a reading needs to be told."""

    part: str = "test"
    task: str = "ner"
    target: str = ""
    program: str = ""
    """A spaCy pipeline to ask."""
    labels: dict[str, str] = field(default_factory=dict)
    """Another program's label to ours; to an empty text: leave it out."""
    known: list[str] = field(default_factory=list)
    """Our labels."""


def make(folder: Path, out: Path) -> dict[str, Any]:
    """Score what is in the folder, write the three files of a report, and answer the report."""
    ask = Ask(**json.loads((folder / "ask.json").read_bytes()))
    truth = [row for row in lines(folder / "truth.jsonl") if row.tokens]
    bundle = folder / "bundle"
    if bundle.exists():
        tagger = load(bundle)
        known = _known(folder, tagger.manifest.scheme)
        found = on(tagger, truth, part=ask.part, known=known, target=ask.target)
        more = _learned(folder, truth)
    else:
        scheme = "" if ask.task == "tokens" else "IOB2"
        about = Manifest(task=ask.task, target=ask.target)
        said = by_spacy(ask.program, truth) if ask.program else lines(folder / "said.jsonl")
        both = matched(truth, said, about, ask.labels, ask.known, scheme)
        found, more = card(both.judged, ask.part, _known(folder, scheme)), _left_out(both)
    report = _whole(found) | more
    report["warnings"] = [*more.get("warnings", []), *found.report["warnings"]]
    out.mkdir(parents=True, exist_ok=True)
    write(Evaluation(report, found.errors, found.predictions()), out)
    return report


def _known(folder: Path, scheme: str) -> Known | None:
    snapshot = folder / "snapshot"
    return Known.of(read(snapshot, scheme=scheme or "IOB2")) if snapshot.exists() else None


def _learned(folder: Path, truth: list[Sentence]) -> dict[str, Any]:
    """How many of the sentences the model was trained on, and a warning if there are any."""
    trained = {_words(row) for row in lines(folder / "snapshot" / "train.jsonl")}
    count = sum(_words(row) in trained for row in truth)
    if not count:
        return {"learned": 0}
    message = (
        f"{count:,} of these {len(truth):,} sentences stand in the training part of this run too: "
        "it has seen their answers, so the score is better than on new text. Choose a test set "
        "from other documents."
    )
    warning = {"code": "learned", "about": "entity", "message": message}
    return {"learned": count, "warnings": [warning]}


def _words(row: Sentence) -> tuple[str, ...]:
    return tuple(sentences.words(row))


def _left_out(both: Matched) -> dict[str, Any]:
    """Which foreign labels were not counted, and a warning that says so."""
    if not both.left_out:
        return {"left_out": {}}
    names = ", ".join(f"“{name}” ({count:,})" for name, count in both.left_out.most_common(8))
    message = (
        f"Answers with labels that this project does not have were left out: {names}. "
        "Map them to labels of the project if they mean the same."
    )
    warning = {"code": "left_out", "about": "entity", "message": message}
    return {"left_out": dict(both.left_out), "warnings": [warning]}


def _whole(found: Card) -> dict[str, Any]:
    """With the fields that a run's report has beside its figures, as far as they apply here."""
    report = found.report
    nothing = dict.fromkeys(("fit", "recut", "truncated", "thresholds", "best_epoch", "train"))
    return (
        report
        | nothing
        | {
            "parts": {report["part"]: report["size"]},
            "baseline": next((one for one in report["baselines"] if one["kind"] == "word"), None),
            "metrics": ["f1", "precision", "recall"],
        }
    )
