"""A labelled file against a bundle: the figures of a report, and every entity with its verdict."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from kernel.sentences import Sentence
from kernel.text import Span
from training.tagger.corpus import lines
from training.tagger.evaluate import on
from training.tagger.evaluate.judged import Judged
from training.tagger.evaluate.tables import faults
from training.tagger.runtime import Tagger

Row = dict[str, Any]
EVERY = 512
"""Sentences between two signs of progress."""


def compare(
    tagger: Tagger, file: Path, out: Path, *, target: str = "", tell: Callable[[int], None]
) -> None:
    """Write `report.json` and `rows.jsonl` into `out`; `tell` hears how many sentences are done."""
    found = on(tagger, _counted(lines(file), tell), part="file", target=target)
    names = tagger.manifest.labels
    unknown = {span.label for one in found.judged for span in one.gold} - set(names)
    report = found.report | {"unknown_labels": sorted(unknown)}
    with (out / "rows.jsonl").open("w", encoding="utf-8") as stream:
        for number, one in enumerate(found.judged, 1):
            for row in rows(one, number):
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    said = json.dumps(report, ensure_ascii=False, allow_nan=False)
    (out / "report.json").write_text(said, "utf-8")


def rows(one: Judged, number: int) -> Iterator[Row]:
    """Each entity that was marked or answered, once; a sentence without any is a row of its own.

    Offsets are code points of the sentence's text.
    """
    shares = dict(zip(one.said, one.shares, strict=True))
    about = {"sentence": number, "document": one.sentence.document, "text": one.sentence.text}
    pairs: list[tuple[str, Span | None, Span | None]] = [
        ("right", span, span) for span in one.gold if span in shares
    ]
    for fault in faults(one):
        gold, said = (Span(*s) if (s := fault[k]) else None for k in ("gold", "predicted"))
        pairs.append((fault["kind"], gold, said))
    pairs.sort(key=lambda pair: (pair[1] or pair[2] or Span(0, 0, ""))[:2])
    for verdict, gold, said in pairs or [("none", None, None)]:
        truth = _entity(one.sentence, gold) if gold else None
        answer = _entity(one.sentence, said) | {"score": round(shares[said], 6)} if said else None
        yield about | {"verdict": verdict, "truth": truth, "answer": answer}


def _entity(sentence: Sentence, span: Span) -> Row:
    start, end = sentence.tokens[span.start].start, sentence.tokens[span.end - 1].end
    return {"text": sentence.text[start:end], "label": span.label, "start": start, "end": end}


def _counted(rows: Iterable[Sentence], tell: Callable[[int], None]) -> Iterator[Sentence]:
    for done, row in enumerate(rows):
        if done % EVERY == 0:
            tell(done)
        yield row
