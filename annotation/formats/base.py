"""What every format shares: the document it hands on, the problems it names, its options."""

import io
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from kernel.entry import Entry
from kernel.text import Span, Token

TEXT_CHARACTERS = 1_000_000
"""The longest document."""
SENTENCE_WARN, SENTENCE_REFUSE = 512, 20_000
TOKEN_WARN, TOKEN_REFUSE = 200, 1_000
LABEL_CHARACTERS = 64
EMPTY = "The file holds no text to import; choose another file, or another format."
KEPT = 100
"""So many errors and so many warnings are kept word by word; all are counted."""

Encoding = Literal[
    "utf-8", "cp1252", "latin-1", "iso8859-15", "cp1250", "cp1251", "cp1253", "cp1254", "koi8-r",
    "utf-16-le", "utf-16-be", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
Tokenizer = Literal["words", "whitespace", "characters"]
State = Literal["new", "done", "skipped"]
LayerName = Annotated[str, Field(min_length=1, max_length=64)]


class Parsed(NamedTuple):
    """One document as a file holds it; spans and sentences count its tokens."""

    text: str
    tokens: list[Token]
    sentences: list[tuple[int, int]]
    spans: list[Span]
    layers: dict[str, list[str]]
    group: str = ""
    state: str = "new"
    line: int = 0


class Problem(NamedTuple):
    """What is wrong in a file and where: 1-based line and column, 0 where there is none."""

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Literal["error", "warning"] = "error"


class Unreadable(Exception):
    """The file cannot be read beyond this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Unwritable(ValueError):
    """A document does not fit into the chosen format or encoding."""


class Source(NamedTuple):
    """A file to read: its name as the user knows it, and a way to open it, more than once."""

    name: str
    open: Callable[[], IO[bytes]]

    @classmethod
    def at(cls, path: Path, name: str = "") -> "Source":
        return cls(name or path.name, lambda: path.open("rb"))

    @classmethod
    def holding(cls, data: bytes, name: str = "pasted") -> "Source":
        return cls(name, lambda: io.BytesIO(data))


class Column(NamedTuple):
    """How a column is understood; the preview shows it."""

    column: str
    role: str
    example: str


class Head(NamedTuple):
    """The beginning of a file, decoded: what a format looks at to recognise its own."""

    name: str
    encoding: str
    lines: list[str]


class Proposal(NamedTuple):
    """How sure a format is that a file is its own (0 to 1), and the options it would choose."""

    score: float
    options: dict[str, Any]
    columns: Sequence[Column] = ()
    warnings: Sequence[Problem] = ()


NOT_MINE = Proposal(0.0, {})


def common_encoding(heads: Sequence[Head]) -> str:
    """One encoding for all files: UTF-8 unless one of them needs another."""
    return next((head.encoding for head in heads if head.encoding != "utf-8"), "utf-8")


class Format(Entry):
    """One file format with its options: it recognises, reads and writes."""

    title: ClassVar[str]
    suffix: ClassVar[str]
    """How an exported file's name ends."""
    media_type: ClassVar[str] = "text/plain; charset=utf-8"

    encoding: Encoding = Field("utf-8", title="Encoding")
    """How the file's bytes spell letters. UTF-8 unless the file is old."""

    @classmethod
    @abstractmethod
    def propose(cls, heads: Sequence[Head]) -> Proposal:
        """Look at the beginning of the files."""

    @abstractmethod
    def parse(self, files: Sequence[Source], language: str) -> Iterator[Parsed | Problem]:
        """Documents and problems in the order of the file; may raise Unreadable."""

    @abstractmethod
    def lines_of(self, documents: Iterable[Parsed]) -> Iterator[str]:
        """The written file in pieces of text."""

    def read(self, files: Sequence[Source], language: str = "") -> Iterator[Parsed | Problem]:
        """Documents and problems, streaming; a file that breaks off ends with its error."""
        try:
            yield from self.parse(files, language)
        except Unreadable as end:
            yield end.problem

    def write(self, documents: Iterable[Parsed]) -> Iterator[bytes]:
        """The file in blocks of about 64 KiB; Unwritable when the encoding lacks a letter."""
        waiting: list[str] = []
        size = 0
        for piece in self.lines_of(documents):
            waiting.append(piece)
            size += len(piece)
            if size > 65_536:
                yield self.encode("".join(waiting))
                waiting, size = [], 0
        if waiting:
            yield self.encode("".join(waiting))

    def encode(self, text: str) -> bytes:
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError as error:
            letter = text[error.start]
            raise Unwritable(
                f"“{letter}” (U+{ord(letter):04X}) cannot be written in {self.encoding}; "
                "choose UTF-8."
            ) from None


class Tally:
    """Counts every problem and keeps the first hundred of each kind."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.error_count = 0
        self.warning_count = 0

    def add(self, problem: Problem) -> None:
        if problem.severity == "error":
            self.error_count += 1
            kept = self.errors
        else:
            self.warning_count += 1
            kept = self.warnings
        if len(kept) < KEPT:
            kept.append(problem)
