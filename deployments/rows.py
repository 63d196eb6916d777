"""The rows of an evaluation: a page of them, or all as CSV or JSON lines."""

import csv
import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from deployments.models import Evaluation
from workspace import files
from workspace.errors import Conflict, Refused

Row = dict[str, Any]
VERDICTS = ("right", "missed", "spurious", "boundary", "label", "none")
COLUMNS = (
    "sentence", "document", "text", "verdict", "truth_label", "truth_text", "truth_start",
    "truth_end", "answer_label", "answer_text", "answer_start", "answer_end", "score",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BLOCK = 500


class Found(NamedTuple):
    """One page of rows, and the cursor of the next one; a row's id is its number, from 1."""

    rows: list[Row]
    next: int | None


def page(evaluation: Evaluation, *, verdict: str, label: str, cursor: int, limit: int) -> Found:
    """Rows of a verdict (“wrong”: all that are errors) and of a label on either side."""
    wanted = _verdicts(verdict)
    numbered = (
        row | {"id": number}
        for number, row in enumerate(every(evaluation), 1)
        if number > cursor and row["verdict"] in wanted and (not label or label in _labels(row))
    )
    found = list(islice(numbered, limit + 1))
    kept = found[:limit]
    return Found(kept, kept[-1]["id"] if len(found) > limit else None)


def _verdicts(verdict: str) -> tuple[str, ...]:
    if not verdict:
        return VERDICTS
    if verdict == "wrong":
        return VERDICTS[1:5]
    if verdict not in VERDICTS:
        raise Refused(f"“verdict” is wrong or one of {', '.join(VERDICTS)}.", at=("verdict",))
    return (verdict,)


def _labels(row: Row) -> list[str]:
    return [side["label"] for side in (row["truth"], row["answer"]) if side]


def every(evaluation: Evaluation) -> Iterator[Row]:
    """All rows, in the order of the file."""
    if not evaluation.rows_hash:
        raise Conflict(
            f"“{evaluation.name}” is {evaluation.state}; its rows are there when it is done.",
            code="not_done",
        )
    return _lines(evaluation.rows_hash)


def _lines(sha256: str) -> Iterator[Row]:
    with files.open_file(sha256) as stream:
        for line in stream:
            yield json.loads(line)


def as_jsonl(found: Iterator[Row]) -> Iterator[str]:
    """One JSON object a line."""
    for row in found:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def as_csv(found: Iterator[Row]) -> Iterator[str]:
    """A table with a head, in blocks; what a spreadsheet would take for a formula is disarmed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(found, 1):
        writer.writerow(map(disarmed, _cells(row)))
        if number % BLOCK == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _cells(row: Row) -> list[Any]:
    sides = [row[side] or {} for side in ("truth", "answer")]
    spans = [one.get(name, "") for one in sides for name in ("label", "text", "start", "end")]
    head = [row[name] for name in ("sentence", "document", "text", "verdict")]
    return [*head, *spans, sides[1].get("score", "")]


def disarmed(cell: Any) -> Any:
    """A text that begins as a formula does, behind an apostrophe; numbers as they are.

    >>> disarmed("=1+1"), disarmed("  @SUM(A1)"), disarmed(-1), disarmed("A-1")
    ("'=1+1", "'  @SUM(A1)", -1, 'A-1')
    """
    if isinstance(cell, str) and (cell.lstrip(" ").startswith(FORMULA)):
        return f"'{cell}"
    return cell
