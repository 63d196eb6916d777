"""Labelled files that someone sent, cut into the sentences that a snapshot would hold."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from annotation import sent
from annotation.collector import seldom
from annotation.formats import EMPTY, Parsed, Problem, Tally, saved
from featuresets.cutting import Document, cut
from kernel import sentences
from workspace.errors import Refused
from workspace.jobs import Lease


class Written(NamedTuple):
    """How many sentences there were, and whether any of them has a label."""

    sentences: int
    labelled: bool


def write(
    numbers: Sequence[int], options: Mapping[str, Any], language: str, out: Path, lease: Lease,
    *, most: int | None = None,
) -> Written:  # fmt: skip
    """Kept files, by the numbers of their rows, as one sentence a line; refuses what has errors,
    holds nothing, or holds more than `most` sentences."""
    tally, count, labelled = Tally(), 0, False
    with sent.opened(numbers) as sources, out.open("w", encoding="utf-8") as lines, seldom():
        found = saved.validate_python(options).read(sources, language)
        for number, item in enumerate(found, 1):
            lease.check()
            if isinstance(item, Problem):
                tally.add(item)
                continue
            labelled = labelled or bool(item.spans or item.layers)
            for sentence in cut(_document(number, item)):
                count += 1
                lines.write(sentences.write(sentence) + "\n")
            if most is not None and count > most:
                raise Refused(
                    f"The file has more than {most:,} sentences; send a part of it.",
                    code="too_many",
                )
    if tally.error_count:
        raise sent.refused(tally, "compared")
    if not count:
        raise Refused(EMPTY, code="empty")
    return Written(count, labelled)


def _document(number: int, item: Parsed) -> Document:
    return Document(
        number, "done", (item.group,), item.text, item.tokens, item.sentences, item.spans,
        item.layers,
    )  # fmt: skip
