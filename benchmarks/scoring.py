"""Scoring a million tokens: our span arithmetic on tag ids beside seqeval's report on strings."""

import random
import warnings
from typing import Any

import numpy as np

from benchmarks import texts
from benchmarks.peers.line import clock
from benchmarks.report import Section, aim, ratio
from benchmarks.size import Size
from kernel import scores

TOKENS, NOISE = 1_000_000, 0.1
Tags = list[list[str]]


def measure(section: Section, size: Size) -> None:
    """Both in CPU seconds, in turn; the figures must be the same."""
    gold, said = _made(size.of(TOKENS, 50_000))
    total = sum(map(len, gold))
    names = sorted({tag for row in [*gold, *said] for tag in row})
    ids = {tag: at for at, tag in enumerate(names)}
    real, found = (np.array([ids[tag] for row in rows for tag in row]) for rows in (gold, said))
    starts = np.cumsum([0, *map(len, gold)])
    tagset = scores.TagSet.of(names)

    def ours() -> scores.Scores:
        read = [scores.entities(one, starts, tagset) for one in (real, found)]
        return scores.score(read[0], read[1], tagset.labels)

    _race(section, size, total, ours, gold, said)


def _made(tokens: int) -> tuple[Tags, Tags]:
    """Gold tags, and the same with every tenth replaced by any tag, so that many are broken."""
    chance = random.Random(13)
    gold: Tags = []
    left = tokens
    for _, tags in texts.some(tokens // 5):
        if left <= 0:
            break
        gold.append(tags)
        left -= len(tags)
    names = sorted({tag for row in gold for tag in row})
    noisy = [
        [chance.choice(names) if chance.random() < NOISE else tag for tag in row] for row in gold
    ]
    return gold, noisy


def _race(
    section: Section, size: Size, total: int, ours: Any, gold: Tags, said: Tags
) -> None:  # fmt: skip
    table = section.table(
        f"Scoring {total:,} tokens, CPU seconds, the best of {size.rounds} rounds",
        "scorer", "CPU s", "ours is", "aim",
    )  # fmt: skip
    mine, theirs = [], []
    ours(), _seqeval(gold[:9], said[:9])  # imports and first calls are not what is measured
    for _ in range(size.rounds):
        took, answer = _timed(ours)
        mine.append(took)
        took, report = _timed(lambda: _seqeval(gold, said))
        theirs.append(took)
        if report is None:
            break
    table.row("Tagwright, kernel.scores from ids", f"{min(mine):.3f}")
    if report is None:
        section.remark("seqeval is absent: it comes with the development packages.")
        return
    times = min(theirs) / min(mine)
    told = aim(times, 100, least=True, digits=0)
    table.row(
        "seqeval classification_report", f"{min(theirs):.3f}", ratio(min(theirs), min(mine)), told
    )
    section.remark(_agreement(answer, report))


def _timed(act: Any) -> tuple[float, Any]:
    began = clock()
    answer = act()
    return clock() - began, answer


def _seqeval(gold: Tags, said: Tags) -> Any:
    try:
        from seqeval.metrics import classification_report
    except ImportError:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return classification_report(gold, said, output_dict=True)


def _agreement(ours: scores.Scores, theirs: Any) -> str:
    """Whether every figure of both is the same."""
    rows = {"micro avg": ours.micro, "macro avg": ours.macro, **ours.labels}
    gaps = [
        abs(getattr(row, mine) - theirs[name][other])
        for name, row in rows.items()
        for mine, other in (("precision", "precision"), ("recall", "recall"), ("f1", "f1-score"))
    ]
    largest = max(gaps)
    if largest < 1e-12:
        return f"All {len(gaps)} figures are equal; micro F1 is {ours.micro.f1:.6f}."
    return f"The figures are NOT equal: the largest difference is {largest:.2g}."
