"""Spans to tags and back: one tag per token, in the schemes that files use.

A tag is `O` or a prefix, a hyphen and a label: `B-PNAME`. The schemes differ in when they use
which prefix: IOB1 writes B only between two touching spans of one label, IOB2 at each start; IOE2
writes E at each end; IOBES marks start, inside, end and singles. BILOU (L, U) and BMES (M) are
spellings of IOBES and are read as such.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from kernel.text import Span

SCHEMES: tuple[str, ...] = ("IOB1", "IOB2", "IOE2", "IOBES")

_SPELLINGS = {"B": "B", "I": "I", "E": "E", "S": "S", "L": "E", "U": "S", "M": "I"}


class Repair(NamedTuple):
    """A tag that its scheme does not allow at this place, and what it was taken to mean."""

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody calls on it
    found: str
    meant: str
    why: str


@lru_cache(maxsize=4096)
def parts(tag: str) -> tuple[str, str]:
    """The prefix (B, I, E, S or O) and the label of a tag; ValueError for anything else.

    >>> parts("U-creative-work")
    ('S', 'creative-work')
    """
    if tag == "O":
        return "O", ""
    prefix, hyphen, label = tag.partition("-")
    if prefix not in _SPELLINGS or not hyphen or not label:
        raise ValueError(
            f"“{tag}” is no tag: write O, or one of B I E S L U M, a hyphen and a label."
        )
    return _SPELLINGS[prefix], label


def tags_of(length: int, spans: Iterable[Span], scheme: str = "IOB2") -> list[str]:
    """One tag per token; ValueError when spans overlap, are empty or lie outside.

    >>> tags_of(3, [Span(0, 2, "PNAME")])
    ['B-PNAME', 'I-PNAME', 'O']
    """
    _known(scheme)
    tags = ["O"] * length
    before = Span(0, 0, "")
    for span in sorted(spans):
        start, end, label = span
        if not before.end <= start < end <= length:
            raise ValueError(
                f"{span} overlaps {before}, is empty, or lies outside {length} tokens."
            )
        tags[start:end] = [f"I-{label}"] * (end - start)
        touches = before.end == start and before.label == label
        if scheme in ("IOB2", "IOBES") or (scheme == "IOB1" and touches):
            tags[start] = f"B-{label}"
        if scheme in ("IOE2", "IOBES"):
            tags[end - 1] = f"E-{label}"
        if scheme == "IOBES" and end - start == 1:
            tags[start] = f"S-{label}"
        before = span
    return tags


def spans_of(tags: Sequence[str], scheme: str = "IOB2") -> list[Span]:
    """The spans that tags mean, read as conlleval reads them: a broken tag still means something.

    A span ends after E or S, before B, S or O, and where the label changes. That one rule reads
    every scheme; `scheme` is only checked to be one.

    >>> spans_of(["I-LOC", "I-LOC", "O", "B-PER"])
    [Span(start=0, end=2, label='LOC'), Span(start=3, end=4, label='PER')]
    """
    _known(scheme)
    spans: list[Span] = []
    begun, open_label, closed = 0, "", True
    for index, tag in enumerate(tags):
        if tag == "O":
            if not closed:
                spans.append(Span(begun, index, open_label))
                closed = True
            continue
        prefix, label = parts(tag)
        if closed or prefix in "BS" or label != open_label:
            if not closed:
                spans.append(Span(begun, index, open_label))
            begun, open_label, closed = index, label, False
        if prefix in "ES":
            spans.append(Span(begun, index + 1, label))
            closed = True
    if not closed:
        spans.append(Span(begun, len(tags), open_label))
    return spans


def mend(tags: Sequence[str], scheme: str = "IOB2") -> tuple[list[Span], list[Repair]]:
    """The spans, and each tag that the scheme would have written otherwise for them.

    >>> mend(["O", "I-PER"], "IOB2")[1]
    [Repair(index=1, found='I-PER', meant='B-PER', why='A span begins here: B in IOB2.')]
    """
    spans = spans_of(tags, scheme)
    sound = tags_of(len(tags), spans, scheme)
    if sound == list(tags):
        return spans, []
    repairs = [
        Repair(index, found, meant, _why(index, meant, spans, scheme))
        for index, (found, meant) in enumerate(zip(tags, sound, strict=True))
        if found != meant and parts(found) != parts(meant)
    ]
    return spans, repairs


def _why(index: int, meant: str, spans: Sequence[Span], scheme: str) -> str:
    span = next(s for s in spans if s.start <= index < s.end)
    if span.end - span.start == 1:
        place = "A span of one token stands here"
    elif index == span.start:
        place = "A span begins here"
    elif index == span.end - 1:
        place = "A span ends here"
    else:
        place = "A span goes on here"
    if index == span.start and scheme in ("IOB1", "IOB2"):
        place = "A span begins here"
    return f"{place}: {meant[0]} in {scheme}."


def detect(tag_sequences: Iterable[Sequence[str]]) -> str:
    """The scheme that explains the tags with the fewest repairs; IOB2 when nothing tells.

    >>> detect([["I-PER", "O"], ["I-LOC", "B-LOC"]])
    'IOB1'
    """
    seen: set[str] = set()
    wrong = {"IOB1": 0, "IOB2": 0}
    for tags in tag_sequences:
        before = "O", ""
        for tag in tags:
            prefix, label = now = parts(tag)
            seen.add(prefix)
            inside = before[1] == label
            if prefix == "I" and not inside:
                wrong["IOB2"] += 1
            elif prefix == "B" and not inside:
                wrong["IOB1"] += 1
            before = now
    if "S" in seen or {"B", "E"} <= seen:
        return "IOBES"
    if "E" in seen:
        return "IOE2"
    return "IOB1" if wrong["IOB1"] < wrong["IOB2"] else "IOB2"


def _known(scheme: str) -> None:
    if scheme not in SCHEMES:
        raise ValueError(f"“{scheme}” is no scheme; choose one of {', '.join(SCHEMES)}.")
