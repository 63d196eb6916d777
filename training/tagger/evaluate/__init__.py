"""The report: what a bundle answers on the test part, held against what people marked.

Everything is scored through the runtime, so the figures are of what will be served. Padding does
not exist here, and where a file brings some as text it is taken out, so it cannot be counted.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kernel import scores, sentences
from kernel.sentences import Sentence
from training.tagger.corpus import PARTS, Corpus, Manifest, lines
from training.tagger.evaluate import padding
from training.tagger.evaluate.card import Card, card
from training.tagger.evaluate.judged import Judged, judge, sample
from training.tagger.evaluate.known import Known
from training.tagger.evaluate.loss import loss
from training.tagger.evaluate.tables import shown_score
from training.tagger.evaluate.thresholds import thresholds
from training.tagger.evaluate.verdicts import fit, recut
from training.tagger.learners.progress import Epoch
from training.tagger.runtime import Tagger
from training.tagger.transformer import unread
from training.tagger.transformer.pieces import Pieces

__all__ = ["Card", "Evaluation", "Judged", "Known", "card", "evaluate", "on", "write"]


class Evaluation(NamedTuple):
    """The report, and the lines of the two files that pages open sentences from."""

    report: dict[str, Any]
    errors: list[dict[str, Any]]
    predictions: list[dict[str, Any]]


def evaluate(
    tagger: Tagger, folder: Path, corpus: Corpus, history: Sequence[Epoch], best_epoch: int,
    metrics: Sequence[str], pieces: Pieces | None = None,
) -> Evaluation:  # fmt: skip
    """Score a tagger on the test part (without one: on dev, else on train); `pieces` are those of
    its transformer."""
    manifest = corpus.manifest
    part = next(name for name in ("test", "dev", "train") if corpus.parts[name].tokens)
    found = on(tagger, lines(folder / f"{part}.jsonl"), part=part, known=Known.of(corpus),
               target=manifest.target)  # fmt: skip
    dev = lines(folder / "dev.jsonl") if part == "test" else iter(())
    chosen = _unpadded(judge(tagger, dev, manifest, corpus.scheme))
    learnt = _unpadded(sample(tagger, folder / "train.jsonl", manifest, corpus.scheme))
    train = scores.score_spans([one.gold for one in learnt], [one.said for one in learnt]).micro
    baselines = found.report["baselines"]
    report = found.report | {
        "fit": fit(train, found.scores.micro, history, part),
        "recut": recut(tagger, found.judged, found.scores.micro, manifest),
        "thresholds": thresholds(chosen, found.judged, part),
        "loss": loss(tagger, found.judged),
        "truncated": corpus.truncated._asdict(),
        "parts": {
            name: found.report["size"] if name == part else size(corpus, name) for name in PARTS
        },
        "best_epoch": best_epoch,
        "metrics": list(metrics),
        "train": shown_score(train),
        "baseline": next(one for one in baselines if one["kind"] == "word"),
        "warnings": [*_unread(pieces, found.judged), *found.report["warnings"]],
    }
    return Evaluation(report, found.errors, found.predictions())


def _unread(pieces: Pieces | None, judged: Iterable[Judged]) -> Iterator[dict[str, str]]:
    """The warning of a transformer that does not know the language."""
    if pieces is not None:
        counts = Counter(word for one in judged for word in sentences.words(one.sentence))
        share = unread.share(pieces, counts)
        if share >= unread.MANY:
            yield {"code": "unread", "about": "entity", "message": unread.told(share)}


def on(
    tagger: Tagger, rows: Iterable[Sentence], *, part: str = "test",
    known: Known | None = None, target: str = "",
) -> Card:  # fmt: skip
    """A tagger's figures on any labelled sentences: another test set, or an uploaded file.

    `target` names the layer of tags for a model of the task “tokens”.
    """
    about = Manifest(task=tagger.manifest.task, target=target)
    worded = (row for row in rows if row.tokens)
    return card(list(judge(tagger, worded, about, tagger.manifest.scheme)), part, known)


def _unpadded(judged: Iterable[Judged]) -> list[Judged]:
    rows = list(judged)
    return padding.strip(rows, padding.find(rows))


def size(corpus: Corpus, name: str) -> dict[str, int]:
    """How much a part holds."""
    part = corpus.parts[name]
    tagset = scores.TagSet.of(corpus.tags, corpus.scheme)
    entities = len(scores.entities(part.tags, part.starts, tagset).start)
    return {"sentences": len(part), "tokens": part.tokens, "entities": entities}


def write(evaluation: Evaluation, folder: Path) -> None:
    """`report.json`, `errors.jsonl` and `predictions.jsonl`."""
    for name, rows in (("errors", evaluation.errors), ("predictions", evaluation.predictions)):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as stream:
            for row in rows:
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    said = json.dumps(evaluation.report, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / "report.json").write_text(said, "utf-8")
