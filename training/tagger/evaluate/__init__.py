"""The report: what a bundle answers on the test part, held against what people marked.

Everything is scored through the runtime, so the figures are of what will be served. Padding does
not exist here, so it cannot be counted.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kernel import scores
from kernel.scores import Scores
from training.tagger.corpus import PARTS, Corpus, lines
from training.tagger.evaluate.judged import judge, sample
from training.tagger.evaluate.tables import (
    confusion,
    faults,
    prediction,
    shown,
    shown_score,
    token_table,
)
from training.tagger.evaluate.verdicts import baseline, fit, recut
from training.tagger.learners.progress import Epoch
from training.tagger.runtime import Tagger


class Evaluation(NamedTuple):
    """The report, and the lines of the two files that pages open sentences from."""

    report: dict[str, Any]
    errors: list[dict[str, Any]]
    predictions: list[dict[str, Any]]


def evaluate(
    tagger: Tagger, folder: Path, corpus: Corpus, history: Sequence[Epoch], best_epoch: int,
    metrics: Sequence[str],
) -> Evaluation:  # fmt: skip
    """Score a tagger on the test part (without one: on dev, else on train)."""
    manifest = corpus.manifest
    part = next(name for name in ("test", "dev", "train") if corpus.parts[name].tokens)
    judged = list(judge(tagger, lines(folder / f"{part}.jsonl"), manifest, corpus.scheme))
    entity = scores.score_spans([one.gold for one in judged], [one.said for one in judged])
    train = sample(tagger, folder / "train.jsonl", manifest, corpus.scheme)
    errors = [fault for one in judged for fault in faults(one)]
    kinds = Counter(fault["kind"] for fault in errors)
    report = {
        "part": part,
        "entity": shown(entity),
        "tokens": token_table(judged),
        "confusion": confusion(judged),
        "errors": {kind: kinds[kind] for kind in ("missed", "spurious", "boundary", "label")},
        "fit": fit(train, entity.micro, history, part),
        "recut": recut(tagger, judged, entity.micro, manifest),
        "truncated": corpus.truncated._asdict(),
        "parts": {name: size(corpus, folder, name, entity if name == part else None)
                  for name in PARTS},
        "best_epoch": best_epoch,
        "metrics": list(metrics),
        "train": shown_score(train),
        "baseline": baseline(corpus, part),
    }  # fmt: skip
    return Evaluation(report, errors, [prediction(one) for one in judged])


def size(corpus: Corpus, folder: Path, name: str, entity: Scores | None) -> dict[str, int]:
    """How much a part holds."""
    part = corpus.parts[name]
    counted = {"sentences": len(part), "tokens": part.tokens}
    if entity:
        return counted | {"entities": entity.micro.support}
    tagset = scores.TagSet.of(corpus.tags, corpus.scheme)
    return counted | {"entities": len(scores.entities(part.tags, part.starts, tagset).start)}


def write(evaluation: Evaluation, folder: Path) -> None:
    """`report.json`, `errors.jsonl` and `predictions.jsonl`."""
    for name, rows in (("errors", evaluation.errors), ("predictions", evaluation.predictions)):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as stream:
            for row in rows:
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    said = json.dumps(evaluation.report, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / "report.json").write_text(said, "utf-8")
