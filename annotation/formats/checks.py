"""Limits and repairs that all formats share; each answer names cause, place and next step."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from annotation.formats.base import (
    LABEL_CHARACTERS,
    SENTENCE_REFUSE,
    SENTENCE_WARN,
    TEXT_CHARACTERS,
    TOKEN_REFUSE,
    TOKEN_WARN,
    Problem,
)
from kernel import bio
from kernel.names import name_problem
from kernel.text import Span


@lru_cache(maxsize=4096)
def label_problem(label: str) -> str:
    """Why this cannot be a label's name; empty when it can."""
    if not label:
        return "The label is empty; give it a name."
    if len(label) > LABEL_CHARACTERS:
        return (
            f"The label “{label[:20]}…” has {len(label)} characters; "
            f"{LABEL_CHARACTERS} are allowed. Shorten it."
        )
    if label[0].isspace() or label[-1].isspace():
        return f"The label “{label}” begins or ends with a space; remove it."
    if label == "O":
        return "The label O is how files say “no label”; choose another name."
    return name_problem(label).replace("The name", f"The label {ascii(label)[:40]}")


@lru_cache(maxsize=4096)
def tag_problem(tag: str) -> str:
    """Why this is no tag of a span scheme; empty when it is one."""
    try:
        prefix, label = bio.parts(tag)
    except ValueError as error:
        return str(error)
    return "" if prefix == "O" else label_problem(label)


def size_problems(file: str, line: int, words: Sequence[str], length: int) -> Iterator[Problem]:
    """Tokens and sentences that are too long to be what they claim; `length` is the text's."""
    if len(words) > SENTENCE_REFUSE:
        yield endless(file, line)
    elif len(words) > SENTENCE_WARN:
        message = (
            f"The sentence has {len(words):,} tokens; sentences above {SENTENCE_WARN} train slowly."
        )
        yield Problem(file, line, 0, "long_sentence", message, "warning")
    if length > TEXT_CHARACTERS:
        message = (
            f"The document has {length:,} characters; at most {TEXT_CHARACTERS:,} are allowed. "
            "Split it."
        )
        yield Problem(file, line, 0, "text_too_long", message)
    if length > TOKEN_WARN:
        yield from _long_tokens(file, line, words)


def endless(file: str, line: int) -> Problem:
    """A sentence begins here and does not end within bounds."""
    message = (
        f"The sentence that begins here has more than {SENTENCE_REFUSE:,} tokens. "
        "Are the marks between sentences missing?"
    )
    return Problem(file, line, 0, "sentence_too_long", message)


def _long_tokens(file: str, line: int, words: Sequence[str]) -> Iterator[Problem]:
    for word in words:
        if len(word) > TOKEN_REFUSE:
            message = (
                f"The token “{word[:20]}…” has {len(word):,} characters; "
                f"at most {TOKEN_REFUSE:,} are allowed. Is the delimiter right?"
            )
            yield Problem(file, line, 0, "token_too_long", message)
        elif len(word) > TOKEN_WARN:
            message = f"The token “{word[:20]}…” has {len(word)} characters."
            yield Problem(file, line, 0, "long_token", message, "warning")


def spans_from(
    file: str, places: Sequence[tuple[int, int]], tags: Sequence[str], scheme: str
) -> tuple[list[Span], list[Problem]]:
    """The spans of a sentence's tags; `places` gives line and column of each tag."""
    if scheme == "PLAIN":
        return _plain(file, places, tags)
    if any(map(tag_problem, set(tags))):
        return [], [
            Problem(file, *places[i], "tag", why)
            for i, tag in enumerate(tags)
            if (why := tag_problem(tag))
        ]
    spans, repairs = bio.mend(tags, scheme)
    return spans, [
        Problem(
            file, *places[r.index], "mended", f"{r.found} is read as {r.meant}. {r.why}", "warning"
        )
        for r in repairs
    ]


def _plain(
    file: str, places: Sequence[tuple[int, int]], tags: Sequence[str]
) -> tuple[list[Span], list[Problem]]:
    errors = [
        Problem(file, *places[i], "tag", why)
        for i, tag in enumerate(tags)
        if tag != "O" and (why := label_problem(tag))
    ]
    return [Span(i, i + 1, tag) for i, tag in enumerate(tags) if tag != "O"], errors


def propose_scheme(sequences: Sequence[Sequence[str]]) -> str:
    """The scheme of sampled tags; PLAIN when hardly any is the tag of a span scheme.

    >>> propose_scheme([["NN", "VBZ"]])
    'PLAIN'
    """
    marked = [tag for tags in sequences for tag in tags if tag != "O"]
    good = [tag for tag in marked if not tag_problem(tag)]
    if marked and len(good) * 2 < len(marked):
        return "PLAIN"
    return bio.detect([[t for t in tags if not tag_problem(t)] for tags in sequences])


def tags_for(length: int, spans: Sequence[Span], scheme: str) -> list[str]:
    """One tag per token in the scheme a file is written in."""
    if scheme != "PLAIN":
        return bio.tags_of(length, spans, scheme)
    tags = ["O"] * length
    for start, end, label in spans:
        tags[start:end] = [label] * (end - start)
    return tags
