"""Words and tags of a sentence: what the column formats share."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from operator import add
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from annotation.formats.base import Parsed
from kernel.text import Span, Token, join

Scheme = Annotated[
    Literal["IOB1", "IOB2", "IOE2", "IOBES", "PLAIN"],
    Field(
        title="Tagging scheme",
        description="How tags mark where a span begins and ends. IOB2, also called BIO, is the "
        "usual one; IOBES is also called BIOES, BILOU or BMES; PLAIN takes each tag as it is, for "
        "parts of speech.",
    ),
]

_GAP = re.compile("[ \t\r\n]")


class Sentence(NamedTuple):
    """A sentence of a document, ready to be written; spans count its own words."""

    words: list[str]
    spans: list[Span]
    layers: dict[str, list[str]]


def lay_out(words: Sequence[str]) -> tuple[str, list[Token]]:
    """The text of given words, as `kernel.text.join` lays it out, faster for ASCII."""
    text = " ".join(words)
    if not text.isascii():
        return join(words)
    sizes = list(map(len, words))
    starts = [0, *accumulate(map((1).__add__, sizes))]
    return text, list(map(_token, zip(starts, map(add, starts, sizes), strict=False)))


_token: Callable[[tuple[int, int]], Token] = partial(tuple.__new__, Token)
"""A Token without the Python call of its constructor: a third of the time of a million tokens."""


def sentences_of(document: Parsed) -> Iterator[Sentence]:
    """The sentences with words, tags' spans and layers; a span over a border is cut there."""
    text, spans = document.text, document.spans
    for first, last in document.sentences:
        words = [text[start:end] for start, end in document.tokens[first:last]]
        inside = [
            Span(max(s.start, first) - first, min(s.end, last) - first, s.label)
            for s in spans
            if s.start < last and s.end > first
        ]
        layers = {name: tags[first:last] for name, tags in document.layers.items()}
        yield Sentence(words, inside, layers)


def in_one_piece(word: str) -> str:
    """A word for a format whose columns end at spaces: an inner space becomes a no-break space."""
    return _GAP.sub("\u00a0", word)


class Words(NamedTuple):
    """A sentence as read, waiting for the rest of its document."""

    text: str
    tokens: list[Token]
    spans: list[Span]
    layers: dict[str, list[str]]
    line: int


def put_together(parts: Sequence[Words], state: str) -> Parsed:
    """One document of its sentences, a line each."""
    if len(parts) == 1:
        text, tokens, spans, layers, line = parts[0]
        return Parsed(text, tokens, [(0, len(tokens))], spans, layers, "", state, line)
    document = Parsed("\n".join(p.text for p in parts), [], [], [], {}, "", state, parts[0].line)
    at = 0
    for part in parts:
        first = len(document.tokens)
        document.tokens.extend(Token(start + at, end + at) for start, end in part.tokens)
        document.sentences.append((first, len(document.tokens)))
        document.spans.extend(Span(s.start + first, s.end + first, s.label) for s in part.spans)
        for name, tags in part.layers.items():
            document.layers.setdefault(name, []).extend(tags)
        at += len(part.text) + 1
    return document
