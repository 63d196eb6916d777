"""Bytes to lines: strict decoding, a bounded window, and only LF, CRLF and CR end a line."""

import codecs
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from annotation.formats.base import TEXT_CHARACTERS, Problem, Source, Unreadable

BLOCK_BYTES = 1 << 18
LINE_CHARACTERS = 1 << 20
_BOM = "\ufeff"


def blocks(source: Source, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of whole lines without their ends, each run with the number of its first line.

    Raises Unreadable at a byte that the encoding lacks, at NUL, and at a line above 1 MiB.
    """
    number, rest = 1, ""
    for text in _decoded(source, encoding):
        text = rest + text
        if "\r" in text:
            held = "\r" if text[-1] == "\r" else ""  # its LF may open the next block
            text = text[: len(text) - len(held)].replace("\r\n", "\n").replace("\r", "\n") + held
        lines = text.split("\n")
        rest = lines.pop()
        if len(rest) > LINE_CHARACTERS or any(len(x) > LINE_CHARACTERS for x in _long(lines)):
            _too_long(source, number, [*lines, rest])
        if lines:
            yield number, lines
            number += len(lines)
    if rest:
        lines = rest.rstrip("\r").split("\n")
        yield number, lines


def lines(source: Source, encoding: str) -> Iterator[tuple[int, str]]:
    """Numbered lines, counted from 1."""
    for first, block in blocks(source, encoding):
        yield from enumerate(block, first)


def whole(source: Source, encoding: str) -> str:
    """A whole file as one text, its line ends as they came; Unreadable above the longest text."""
    parts: list[str] = []
    size = 0
    for text in _decoded(source, encoding):
        parts.append(text)
        size += len(text)
        if size > TEXT_CHARACTERS:
            raise Unreadable(
                Problem(
                    source.name, 0, 0, "text_too_long",
                    f"The text is longer than {TEXT_CHARACTERS:,} characters; "
                    "split the file, or import it line by line.",
                )
            )  # fmt: skip
    return "".join(parts)


class _Place(NamedTuple):
    """Where the next character stands, counted from 1."""

    line: int = 1
    column: int = 1
    after_cr: bool = False

    def past(self, text: str) -> "_Place":
        """The place behind this text."""
        if not text:
            return self
        ends = text.count("\n") + text.count("\r") - text.count("\r\n")
        ends -= self.after_cr and text[0] == "\n"
        start = max(text.rfind("\n"), text.rfind("\r")) + 1
        column = len(text) - start + 1 if start else self.column + len(text)
        return _Place(self.line + ends, column, text[-1] == "\r")


def _decoded(source: Source, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    place, first = _Place(), True
    with source.open() as stream:
        while True:
            block = stream.read(BLOCK_BYTES)
            pending = decoder.getstate()[0]
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                _undecodable(source, encoding, pending + block, error, place)
            if first and text:
                text, first = text.removeprefix(_BOM), False
            if "\0" in text:
                _nul(source, place.past(text[: text.index("\0")]))
            if text:
                yield text
                place = place.past(text)
            if not block:
                return


def _long(lines: list[str]) -> list[str]:
    """The lines worth measuring: none can be long when all together are short."""
    return lines if sum(map(len, lines)) > LINE_CHARACTERS else []


def _undecodable(
    source: Source, encoding: str, data: bytes, error: UnicodeDecodeError, place: _Place
) -> NoReturn:
    place = place.past(data[: error.start].decode(encoding, "ignore"))
    found = " ".join(f"{byte:02X}" for byte in data[error.start : error.start + 2])
    message = f"The bytes {found} are not {encoding}; choose the encoding the file was saved in."
    raise Unreadable(Problem(source.name, place.line, place.column, "encoding", message))


def _nul(source: Source, place: _Place) -> NoReturn:
    message = (
        "A NUL character stands here, which no text holds; "
        "the file is binary or UTF-16: choose that encoding, or save it as UTF-8."
    )
    raise Unreadable(Problem(source.name, place.line, place.column, "nul", message))


def _too_long(source: Source, number: int, found: list[str]) -> NoReturn:
    ahead = next(i for i, line in enumerate(found) if len(line) > LINE_CHARACTERS)
    message = f"The line is longer than {LINE_CHARACTERS:,} characters; break it into shorter ones."
    raise Unreadable(Problem(source.name, number + ahead, 0, "line_too_long", message))
