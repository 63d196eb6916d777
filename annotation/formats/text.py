"""Plain text without labels: a document a line, or a document a file."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from annotation.formats.base import (
    TEXT_CHARACTERS,
    Format,
    Head,
    Parsed,
    Problem,
    Proposal,
    Source,
    Tokenizer,
    common_encoding,
)
from annotation.formats.checks import size_problems
from annotation.formats.lines import lines, whole
from kernel.text import sentences, tokenize

_ENDS = re.compile("[\r\n]+")


class Text(Format):
    """Text to label: each line, or each file, becomes a document."""

    title: ClassVar[str] = "Plain text"
    suffix: ClassVar[str] = ".txt"
    kind: Literal["text"] = "text"
    document: Literal["line", "file"] = Field("line", title="One document per")
    """Blank lines are left out; a file may hold a million characters."""
    tokenizer: Tokenizer = "words"
    """How text is cut into tokens."""

    @classmethod
    def propose(cls, heads: Sequence[Head]) -> Proposal:
        several = len(heads) > 1
        return Proposal(
            0.1, {"encoding": common_encoding(heads), "document": "file" if several else "line"}
        )

    def parse(self, files: Sequence[Source], language: str) -> Iterator[Parsed | Problem]:
        for source in files:
            if self.document == "file":
                yield from self._document(source, whole(source, self.encoding), 1, language)
                continue
            for number, line in lines(source, self.encoding):
                yield from self._document(source, line, number, language)

    def _document(
        self, source: Source, text: str, number: int, language: str
    ) -> Iterator[Parsed | Problem]:
        if len(text) > TEXT_CHARACTERS:
            yield from size_problems(source.name, number, [], len(text))
            return
        tokens = tokenize(text, self.tokenizer, language)
        if not tokens:
            return
        groups = sentences(text, tokens, language)
        wrong = False
        for first, last in groups:
            words = [text[start:end] for start, end in tokens[first:last]]
            for problem in size_problems(source.name, number, words, len(text)):
                wrong = wrong or problem.severity == "error"
                yield problem
        if not wrong:
            group = source.name if self.document == "file" else ""
            yield Parsed(text, tokens, groups, [], {}, group, "new", number)

    def lines_of(self, documents: Iterable[Parsed]) -> Iterator[str]:
        """A document a line: a line end inside a document is written as a space."""
        for document in documents:
            yield _ENDS.sub(" ", document.text) + "\n"
