"""Entities as they are sent: counted in the unit that was asked for."""

from collections.abc import Callable, Generator, Sequence
from typing import Any

from deployments.serving.asks import Unit
from kernel.text import join
from training.tagger.runtime import Cut, Tagged

_DIGITS = 6


def of_text(cut: Cut, tagged: Sequence[Tagged], unit: Unit) -> list[dict[str, Any]]:
    """The entities of one text, in the order in which they stand."""
    found = []
    count = _counter(cut.text, unit)
    for (first, _), sentence in zip(cut.ranges, tagged, strict=True):
        for span in sentence.spans:
            one, last = first + span.start, first + span.end - 1
            start, end = cut.tokens[one].start, cut.tokens[last].end
            text = cut.text[start:end]
            if unit == "token":
                start, end = one, last + 1
            elif count is not None:
                start, end = count(start), count(end)
            found.append(_entity(text, span.label, start, end, span.score))
    return found


def of_words(words: Sequence[str], tagged: Tagged) -> list[dict[str, Any]]:
    """The entities of given words; start and end are numbers of words."""
    return [
        _entity(join(words[span.start : span.end])[0], span.label, span.start, span.end, span.score)
        for span in tagged.spans
    ]


def _entity(text: str, label: str, start: int, end: int, score: float) -> dict[str, Any]:
    shown = round(score, _DIGITS)
    return {"text": text, "label": label, "start": start, "end": end, "score": shown}


def _counter(text: str, unit: Unit) -> Callable[[int], int] | None:
    """Code points to units for offsets that only rise, so each character is counted once."""
    if unit not in ("utf8", "utf16") or text.isascii():
        return None
    counting = _counted(text, *(("utf-8", 1) if unit == "utf8" else ("utf-16-le", 2)))
    next(counting)
    return counting.send


def _counted(text: str, encoding: str, width: int) -> Generator[int, int, None]:
    at = total = 0
    while True:
        to = yield total
        total += len(text[at:to].encode(encoding)) // width
        at = to
