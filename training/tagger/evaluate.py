"""The report: what a bundle answers on the test part, held against what people marked.

Everything is scored through the runtime, so the figures are of what will be served. Padding does
not exist here, so it cannot be counted.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kernel import bio, scores, sentences
from kernel.scores import Score, Scores
from kernel.sentences import Sentence
from kernel.text import Span
from training.tagger.corpus import PARTS, Corpus, Manifest, lines, token_tags
from training.tagger.learners.progress import Epoch
from training.tagger.runtime import Tagger

AT_ONCE = 512
TRAIN_SAMPLE = 1000
"""Training sentences that are scored too, to tell over- from under-fitting."""
WARN_DELTA = -0.01


class Judged(NamedTuple):
    """One sentence with both readings."""

    sentence: Sentence
    gold: list[Span]
    said: list[Span]
    shares: list[float]
    gold_tags: list[str]
    said_tags: list[str]


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
        "train": _score(train),
        "baseline": baseline(corpus, part),
    }  # fmt: skip
    return Evaluation(report, errors, [prediction(one) for one in judged])


def judge(
    tagger: Tagger, rows: Iterator[Sentence], manifest: Manifest, scheme: str
) -> Iterator[Judged]:
    """Tag sentences, a bounded number at a time."""
    block: list[Sentence] = []
    for row in rows:
        block.append(row)
        if len(block) == AT_ONCE:
            yield from _judge(tagger, block, manifest, scheme)
            block = []
    yield from _judge(tagger, block, manifest, scheme)


def _judge(
    tagger: Tagger, block: Sequence[Sentence], manifest: Manifest, scheme: str
) -> Iterator[Judged]:
    tagged = tagger.tag([sentences.words(row) for row in block])
    for row, answer in zip(block, tagged, strict=True):
        gold = gold_spans(row, manifest)
        kept = [span for span in answer.spans if span.label != "O"]
        if scheme:
            tags = bio.tags_of(len(row.tokens), gold, scheme)
        else:
            tags = token_tags(row, manifest.target)
        said = [Span(*span[:3]) for span in kept]
        shares = [span.score for span in kept]
        yield Judged(row, gold, said, shares, tags, answer.tags)


def gold_spans(sentence: Sentence, manifest: Manifest) -> list[Span]:
    """What people marked; for token tags, each token with a tag is a span of its own."""
    if manifest.task != "tokens":
        return list(sentence.spans)
    tags = token_tags(sentence, manifest.target)
    return [Span(at, at + 1, tag) for at, tag in enumerate(tags) if tag != "O"]


def sample(tagger: Tagger, path: Path, manifest: Manifest, scheme: str) -> Score:
    """The entity score on some of the training part, evenly spread."""
    rows = list(lines(path))
    stride = max(1, len(rows) // TRAIN_SAMPLE)
    judged = list(judge(tagger, iter(rows[::stride]), manifest, scheme))
    return scores.score_spans([one.gold for one in judged], [one.said for one in judged]).micro


def shown(found: Scores) -> dict[str, Any]:
    """Micro, macro and each label, as the report spells them."""
    return {
        "micro": _score(found.micro),
        "macro": _score(found.macro),
        "labels": {name: _score(one) for name, one in found.labels.items()},
    }


def _score(one: Score) -> dict[str, Any]:
    return {
        "precision": one.precision,
        "recall": one.recall,
        "f1": one.f1,
        "support": one.support,
        "predicted": one.predicted,
    }


def token_table(judged: Sequence[Judged]) -> dict[str, Any]:
    """Scores per tag over real tokens; micro and macro leave “O” out, accuracy counts it."""
    pairs = Counter(
        pair for one in judged for pair in zip(one.gold_tags, one.said_tags, strict=True)
    )
    gold, said = Counter[str](), Counter[str]()
    for (real, answer), count in pairs.items():
        gold[real] += count
        said[answer] += count
    names = sorted(gold | said, key=lambda tag: (tag == "O", tag))
    each = {name: Score.of(pairs[name, name], said[name], gold[name]) for name in names}
    labels = {name: one for name, one in each.items() if name != "O"}
    total = Scores(
        Score.of(
            sum(one.right for one in labels.values()),
            sum(one.predicted for one in labels.values()),
            sum(one.support for one in labels.values()),
        ),
        labels,
    )
    right = sum(one.right for one in each.values())
    return {
        "accuracy": right / max(1, sum(gold.values())),
        "tags": {name: _score(one) for name, one in each.items()},
        "micro": _score(total.micro),
        "macro": _score(total.macro),
    }


def cells(one: Judged) -> list[tuple[str, str]]:
    """The cells of the confusion table that a sentence counts in: equal borders meet, others not.

    A span with wrong borders is a miss of the marked one and a find where nothing is.
    """
    said = {span[:2]: span.label for span in one.said}
    gold = {span[:2]: span.label for span in one.gold}
    found = [(label, said.get(place, "O")) for place, label in gold.items()]
    return found + [("O", label) for place, label in said.items() if place not in gold]


def confusion(judged: Sequence[Judged]) -> dict[str, Any]:
    """Marked labels in rows, answered ones in columns, “O” last; the corner counts nothing."""
    counts = Counter(cell for one in judged for cell in cells(one))
    names = [*sorted({name for cell in counts for name in cell} - {"O"}), "O"]
    return {
        "names": names,
        "matrix": [[counts[gold, said] for said in names] for gold in names],
    }


def faults(one: Judged) -> list[dict[str, Any]]:
    """Each error once: a marked and an answered span that overlap are one error together."""
    right = set(one.gold) & set(one.said)
    gold = [span for span in one.gold if span not in right]
    said = [span for span in one.said if span not in right]
    overlaps = sorted(
        ((-_shared(a, b), a, b) for a in gold for b in said if _shared(a, b) > 0),
    )
    found = []
    for _, real, answer in overlaps:
        if real in gold and answer in said:
            gold.remove(real)
            said.remove(answer)
            kind = "boundary" if real.label == answer.label else "label"
            found.append(_fault(one, kind, real, answer))
    found += [_fault(one, "missed", real, None) for real in gold]
    return found + [_fault(one, "spurious", None, answer) for answer in said]


def _shared(one: Span, two: Span) -> int:
    return min(one.end, two.end) - max(one.start, two.start)


def _fault(one: Judged, kind: str, gold: Span | None, said: Span | None) -> dict[str, Any]:
    row = one.sentence
    text = [
        row.text[row.tokens[span.start].start : row.tokens[span.end - 1].end]
        for span in (gold or said,)
        if span
    ]
    return {
        "kind": kind,
        "number": row.number,
        "document": row.document,
        "gold": list(gold) if gold else None,
        "predicted": list(said) if said else None,
        "text": text[0],
        "sentence": row.text,
        "tokens": [list(token) for token in row.tokens],
    }


def prediction(one: Judged) -> dict[str, Any]:
    """A sentence with both readings and the confusion cells it opens from."""
    row = one.sentence
    return {
        "number": row.number,
        "document": row.document,
        "text": row.text,
        "tokens": [list(token) for token in row.tokens],
        "gold": [list(span) for span in one.gold],
        "predicted": [
            [*span, round(share, 6)] for span, share in zip(one.said, one.shares, strict=True)
        ],
        "cells": sorted(set(cells(one))),
    }


def recut(
    tagger: Tagger, judged: Sequence[Judged], given: Score, manifest: Manifest
) -> dict[str, Any] | None:
    """The score on the same text cut into tokens anew, as the endpoint will cut it."""
    if manifest.task == "tokens" or not judged:
        return None
    changed = 0
    gold, said = [], []
    for at in range(0, len(judged), AT_ONCE):
        block = judged[at : at + AT_ONCE]
        for one, entities in zip(
            block, tagger.answer([one.sentence.text for one in block]), strict=True
        ):
            tokens = one.sentence.tokens
            changed += tagger.cut(one.sentence.text).tokens != tokens
            gold.append(
                [Span(tokens[s].start, tokens[e - 1].end, label) for s, e, label in one.gold]
            )
            said.append([Span(found.start, found.end, found.label) for found in entities])
    micro = scores.score_spans(gold, said).micro
    delta = micro.f1 - given.f1
    if delta < WARN_DELTA:
        message = (
            f"On plain text the F1 is {-delta * 100:.1f} points lower, because the tokenizer "
            f"“{manifest.tokenizer}” cuts {changed:,} of {len(judged):,} sentences otherwise than "
            "the imported tokens. Choose another tokenizer for the project, or send tokens."
        )
    else:
        message = "Plain text, cut as the endpoint cuts it, scores as the imported tokens do."
    return {"f1": micro.f1, "delta": delta, "sentences": changed, "message": message}


def fit(train: Score, test: Score, history: Sequence[Epoch], part: str) -> dict[str, str]:
    """Over- or under-fitting in words, from the scores and the curves."""
    gap = train.f1 - test.f1
    both = f"F1 is {train.f1:.2f} on the training part and {test.f1:.2f} on the {part} part"
    if part == "train":
        return _verdict("unclear", f"{both}: there is no other part to compare with.")
    if test.support < 20:
        return _verdict(
            "unclear", f"{both}, but {test.support} entities are too few to judge by. Label more."
        )
    if train.f1 < 0.6:
        return _verdict(
            "underfit",
            f"{both}: the model has not learned its own examples. Train longer, raise the learning "
            "rate, or give it more LSTM units.",
        )
    if gap > 0.15:
        return _verdict(
            "overfit",
            f"{both}: the model knows its examples by heart. Label more, use pre-trained vectors, "
            f"raise the dropout, or take fewer LSTM units.{_rising(history)}",
        )
    return _verdict("good", f"{both}: what was learned carries over.")


def _verdict(verdict: str, message: str) -> dict[str, str]:
    return {"verdict": verdict, "message": message}


def _rising(history: Sequence[Epoch]) -> str:
    losses = [one.dev_loss for one in history if one.dev_loss is not None]
    if len(losses) > 1 and losses[-1] > 1.1 * min(losses):
        return f" The dev loss rose again after epoch {losses.index(min(losses)) + 1}."
    return ""


def size(corpus: Corpus, folder: Path, name: str, entity: Scores | None) -> dict[str, int]:
    """How much a part holds."""
    part = corpus.parts[name]
    counted = {"sentences": len(part), "tokens": part.tokens}
    if entity:
        return counted | {"entities": entity.micro.support}
    tagset = scores.TagSet.of(corpus.tags, corpus.scheme)
    return counted | {"entities": len(scores.entities(part.tags, part.starts, tagset).start)}


def baseline(corpus: Corpus, part: str) -> dict[str, Any]:
    """What one gets without a model: each word's most frequent tag in the training part."""
    train, test = corpus.parts["train"], corpus.parts[part]
    outside = corpus.tags.index("O") if "O" in corpus.tags else 0
    table = np.zeros((len(corpus.forms), len(corpus.tags)), np.int32)
    np.add.at(table, (train.forms, train.tags), 1)
    table[table.sum(1) == 0, outside] = 1
    said = table.argmax(1)[test.forms]
    tagset = scores.TagSet.of(corpus.tags, corpus.scheme)
    gold, found = (scores.entities(ids, test.starts, tagset) for ids in (test.tags, said))
    micro = scores.score(gold, found, tagset.labels).micro
    return {"name": "Each word’s most frequent tag", **_score(micro)}


def write(evaluation: Evaluation, folder: Path) -> None:
    """`report.json`, `errors.jsonl` and `predictions.jsonl`."""
    for name, rows in (("errors", evaluation.errors), ("predictions", evaluation.predictions)):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as stream:
            for row in rows:
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    said = json.dumps(evaluation.report, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / "report.json").write_text(said, "utf-8")
