"""Columns: a token a line, its tag in a column, a blank line between sentences."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from annotation.formats.base import (
    NOT_MINE,
    SENTENCE_REFUSE,
    Format,
    Head,
    LayerName,
    Parsed,
    Problem,
    Proposal,
    Source,
    Unreadable,
)
from annotation.formats.checks import endless, size_problems, spans_from, tags_for
from annotation.formats.columns import DOCUMENT, POSITION, cut, is_comment, proposed
from annotation.formats.lines import lines
from annotation.formats.tagged import (
    Scheme,
    Words,
    in_one_piece,
    lay_out,
    put_together,
    sentences_of,
)
from kernel.text import Span, Token

_TEXT = re.compile(r"# ?text ?= ?(.*)")


class Conll(Format):
    """A token a line; a blank line ends a sentence, a -DOCSTART- line begins a document."""

    title: ClassVar[str] = "CoNLL columns"
    suffix: ClassVar[str] = ".conll"
    kind: Literal["conll"] = "conll"
    delimiter: Literal["tab", "space"] = Field("tab", title="Columns end at")
    """A TAB, or any run of spaces and TABs."""
    scheme: Scheme = "IOB2"
    token_column: int = Field(1, ge=1, le=64, title="Token column")
    """Which column holds the tokens, counted from 1."""
    tag_column: int = Field(0, ge=-1, le=64, title="Tag column")
    """Which column holds the tags, counted from 1; 0 is the last one, −1 says there is none."""
    layers: dict[LayerName, Annotated[int, Field(ge=1, le=64)]] = Field(
        {}, max_length=16, title="Further columns", examples=[{"pos": 2}]
    )
    """Columns to keep beside the tags, each a name and its column counted from 1: where the
    second column holds parts of speech, pos=2."""
    strip_position: bool = Field(False, title="Strip position digits")
    """Remove one digit at the end of longer tokens, as in Weibo's 科0 技1."""

    @classmethod
    def propose(cls, heads: Sequence[Head]) -> Proposal:
        return proposed(heads[0]) if len(heads) == 1 else NOT_MINE

    def parse(self, files: Sequence[Source], language: str) -> Iterator[Parsed | Problem]:
        for source in files:
            yield from _File(self, source).documents()

    def lines_of(self, documents: Iterable[Parsed]) -> Iterator[str]:
        """Token, layers by column, tag. A document of several sentences gets its -DOCSTART-."""
        gap = "\t" if self.delimiter == "tab" else " "
        names = sorted(self.layers, key=lambda name: self.layers[name])
        marked = False
        for document in documents:
            if len(document.sentences) > 1 or marked:
                yield gap.join(["-DOCSTART-", *["_"] * len(names), "O"]) + "\n\n"
                marked = True
            for sentence in sentences_of(document):
                tags = tags_for(len(sentence.words), sentence.spans, self.scheme)
                words = map(in_one_piece, sentence.words)
                kept = [sentence.layers.get(name) or ["_"] * len(tags) for name in names]
                rows = zip(words, *kept, tags, strict=True)
                yield "\n".join(map(gap.join, rows)) + "\n\n"


class _File:
    """One file on its way to documents."""

    def __init__(self, format: Conll, source: Source) -> None:
        self.format = format
        self.source = source
        self.width = 0
        self.open: list[Words] = []
        self.kept = False  # documents are marked, so sentences wait for their end
        self.spoilt = False
        self.size = 0

    def documents(self) -> Iterator[Parsed | Problem]:
        rows: list[list[str]] = []
        numbers: list[int] = []
        said = ""
        for number, line in lines(self.source, self.format.encoding):
            cells = cut(line, self.format.delimiter)
            if cells and not (line[0] in "-#" and self._speaks(line, cells)):
                if self.width == 0:
                    self._measure(cells, number)
                if len(cells) == self.width:
                    rows.append(cells)
                    numbers.append(number)
                    if len(rows) > SENTENCE_REFUSE:
                        raise Unreadable(endless(self.source.name, numbers[0]))
                else:
                    yield self._ragged(number, cells)
                continue
            if not cells or DOCUMENT.match(line):
                yield from self._end(rows, numbers, said)
                rows, numbers, said = [], [], ""
            if cells and DOCUMENT.match(line):
                yield from self._document()
                self.kept = True
            elif text := _TEXT.fullmatch(line):
                said = text[1]
        yield from self._end(rows, numbers, said)
        yield from self._document()

    def _speaks(self, line: str, cells: list[str]) -> bool:
        if line[0] == "-":
            return cells[0] == "-DOCSTART-"
        format = self.format
        named = max(format.token_column, *format.layers.values(), 1)
        least = max(2, format.tag_column, named + (format.tag_column == 0))
        return is_comment(line, format.delimiter, self.width, least)

    def _measure(self, cells: list[str], number: int) -> None:
        """The first row says how many columns there are."""
        self.width = len(cells)
        wanted = {
            "token": self.format.token_column,
            "tag": self.format.tag_column,
            **self.format.layers,
        }
        for name, column in wanted.items():
            if column > self.width:
                message = (
                    f"Column {column} was chosen for “{name}”, and the first row has {self.width}; "
                    "choose another column or another delimiter."
                )
                raise Unreadable(Problem(self.source.name, number, 0, "column", message))
        self.token = self.format.token_column - 1
        tag = self.format.tag_column or (self.width if self.width > 1 else -1)
        self.tag = tag - 1 if tag > 0 else None

    def _ragged(self, number: int, cells: list[str]) -> Problem:
        self.spoilt = True
        message = (
            f"The line has {len(cells)} columns; the first row has {self.width}. "
            "Add what is missing, or choose another delimiter."
        )
        return Problem(self.source.name, number, 0, "columns", message)

    def _end(
        self, rows: list[list[str]], numbers: list[int], said: str
    ) -> Iterator[Parsed | Problem]:
        """End a sentence: check it, and hand it on unless its document goes on."""
        spoilt, self.spoilt = self.spoilt, False
        if not rows or spoilt:
            return
        first = numbers[0]
        columns = list(zip(*rows, strict=True))
        words: Sequence[str] = columns[self.token]
        if self.format.strip_position:
            words = [POSITION.sub("", word) for word in words]
        spans: list[Span] = []
        problems: list[Problem] = []
        if self.tag is not None:
            places = [(number, self.tag + 1) for number in numbers]
            spans, problems = spans_from(
                self.source.name, places, columns[self.tag], self.format.scheme
            )
        problems.extend(self._empty(words, numbers))
        text, tokens = _said(said, words) or lay_out(words)
        problems.extend(size_problems(self.source.name, first, words, len(text)))
        yield from problems
        if not any(problem.severity == "error" for problem in problems):
            layers = {n: list(columns[c - 1]) for n, c in self.format.layers.items()}
            self.open.append(Words(text, tokens, spans, layers, first))
            self.size += len(text) + 1
            if not self.kept:
                yield from self._document()
            elif self.size > 1_000_000:
                yield from self._too_long(first)

    def _empty(self, words: Sequence[str], numbers: list[int]) -> Iterator[Problem]:
        for number, word in zip(numbers, words, strict=True):
            if not word.strip(" "):
                message = "The token column is empty on this line; fill it or delete the line."
                yield Problem(self.source.name, number, self.token + 1, "empty_token", message)

    def _too_long(self, line: int) -> Iterator[Problem]:
        message = (
            "The document that -DOCSTART- began is longer than 1,000,000 characters here; "
            "add -DOCSTART- lines, or remove them all to make each sentence a document."
        )
        yield Problem(self.source.name, line, 0, "text_too_long", message)
        self.open, self.size = [], 0

    def _document(self) -> Iterator[Parsed]:
        if self.open:
            state = "new" if self.tag is None else "done"
            yield put_together(self.open, state)
        self.open, self.size = [], 0


def _said(text: str, words: Sequence[str]) -> tuple[str, list[Token]] | None:
    """The text that a comment gives, when the words stand in it one after the other."""
    tokens: list[Token] = []
    at = 0
    for word in words if text else ():
        start = text.find(word, at)
        if start < 0 or text[at:start].strip():
            return None
        at = start + len(word)
        tokens.append(Token(start, at))
    return (text, tokens) if tokens else None
