"""Tables of the report: scores per label and per tag, the confusion, and errors one by one."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from kernel.scores import Score, Scores
from kernel.text import Span
from training.tagger.evaluate.judged import Judged


def shown(found: Scores) -> dict[str, Any]:
    """Micro, macro, weighted and each label, as the report spells them."""
    return {
        "micro": shown_score(found.micro),
        "macro": shown_score(found.macro),
        "weighted": shown_score(found.weighted),
        "labels": {name: shown_score(one) for name, one in found.labels.items()},
    }


def shown_score(one: Score) -> dict[str, Any]:
    """One score, as the report spells it."""
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
        "tags": {name: shown_score(one) for name, one in each.items()},
        "micro": shown_score(total.micro),
        "macro": shown_score(total.macro),
        "weighted": shown_score(total.weighted),
        "confusion": {
            "names": names,
            "matrix": [[pairs[real, answer] for answer in names] for real in names],
        },
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
