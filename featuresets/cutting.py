"""A document becomes the sentences of a snapshot."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kernel.sentences import Sentence
from kernel.text import Span, Token


class Document(NamedTuple):
    """What a freeze needs of a document; spans and sentences are ranges of its tokens.

    `sources` are the names it may be found by: the group it was given, then its import's file.
    """

    id: int
    state: str
    sources: tuple[str, ...]
    text: str
    tokens: list[Token]
    sentences: Sequence[tuple[int, int]]
    spans: Sequence[Span]
    layers: dict[str, list[str]]


def cut(document: Document) -> Iterator[Sentence]:
    """Its sentences, each with offsets into its own text; what lies between sentences is left out.

    A span that crosses the border of two sentences joins them: no entity is lost.
    """
    spans = sorted(document.spans)
    at = 0
    for number, (first, last) in enumerate(_ranges(document, spans)):
        start = at
        while at < len(spans) and spans[at].start < last:
            at += 1
        yield _sentence(document, number, first, last, spans[start:at])


def _ranges(document: Document, spans: list[Span]) -> Iterator[tuple[int, int]]:
    """The sentences' token ranges, joined where a span needs it; empty ones are left out."""
    ranges = document.sentences or [(0, len(document.tokens))]
    at = reach = 0
    open_at: int | None = None
    for first, last in ranges:
        open_at = first if open_at is None else open_at
        while at < len(spans) and spans[at].start < last:
            reach = max(reach, spans[at].end)
            at += 1
        if reach <= last:
            if open_at < last:
                yield open_at, last
            open_at = None


def _sentence(
    document: Document, number: int, first: int, last: int, spans: list[Span]
) -> Sentence:
    tokens = document.tokens[first:last]
    base, end = tokens[0].start, tokens[-1].end
    return Sentence(
        document.id,
        number,
        document.sources[0],
        document.text[base:end],
        [Token(start - base, end - base) for start, end in tokens] if base else tokens,
        [Span(start - first, end - first, label) for start, end, label in spans]
        if first
        else spans,
        {name: tags[first:last] for name, tags in document.layers.items()},
    )
