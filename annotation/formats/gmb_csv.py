"""The table of the Groningen Meaning Bank on Kaggle: a row a word, a name for each sentence."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import ClassVar, Literal

from pydantic import Field

from annotation.formats.base import (
    NOT_MINE,
    SENTENCE_REFUSE,
    Column,
    Format,
    Head,
    Parsed,
    Problem,
    Proposal,
    Source,
    Unreadable,
)
from annotation.formats.checks import endless, propose_scheme, size_problems, spans_from, tags_for
from annotation.formats.lines import blocks
from annotation.formats.tagged import Scheme, lay_out, sentences_of
from kernel.text import Span

_SENTENCE = ("sentence #", "sentence", "sentence_id", "sentence id", "sent_id")
_WORD = ("word", "token", "words", "tokens", "text")
_TAG = ("tag", "ner", "ner_tag", "label", "tags", "entity")
_STOPS = frozenset({".", "!", "?", "。", "！", "？"})


class GmbCsv(Format):
    """A row a word; the first row of a sentence names it, the cells below stay blank."""

    title: ClassVar[str] = "GMB table (CSV)"
    suffix: ClassVar[str] = ".csv"
    media_type: ClassVar[str] = "text/csv; charset=utf-8"
    kind: Literal["gmb_csv"] = "gmb_csv"
    delimiter: Literal[",", ";", "\t"] = Field(",", title="Delimiter")
    """What stands between two cells."""
    scheme: Scheme = "IOB2"
    sentence_column: str = Field("Sentence #", max_length=64, title="Sentence column")
    """The column that names the sentence; where there is none, a full stop ends it."""
    word_column: str = Field("Word", max_length=64, title="Word column")
    """The column of the words."""
    tag_column: str = Field("Tag", max_length=64, title="Tag column")
    """The column of the tags; empty for a table without tags."""
    layer_columns: tuple[str, ...] = Field(("POS",), title="Further columns")
    """Columns to keep beside the tags, by their names in the first line, such as POS."""

    @classmethod
    def propose(cls, heads: Sequence[Head]) -> Proposal:
        if len(heads) != 1 or not heads[0].lines:
            return NOT_MINE
        header = heads[0].lines[0]
        for delimiter in (",", ";", "\t"):
            names = _cells(header, delimiter)
            word, tag = _named(names, _WORD), _named(names, _TAG)
            if len(names) > 1 and word and tag:
                return _proposal(heads[0], delimiter, names, word, tag)
        return NOT_MINE

    def parse(self, files: Sequence[Source], language: str) -> Iterator[Parsed | Problem]:
        for source in files:
            yield from _Table(self, source).documents()

    def lines_of(self, documents: Iterable[Parsed]) -> Iterator[str]:
        layers = [name for name in self.layer_columns if name]
        header = [self.sentence_column or "Sentence #", self.word_column, *layers]
        yield _row([*header, self.tag_column or "Tag"], self.delimiter)
        number = 0
        for document in documents:
            for sentence in sentences_of(document):
                number += 1
                tags = tags_for(len(sentence.words), sentence.spans, self.scheme)
                kept = [sentence.layers.get(n.lower()) or [""] * len(tags) for n in layers]
                names = chain([f"Sentence: {number}"], [""] * len(tags))
                rows = zip(names, sentence.words, *kept, tags, strict=False)
                yield "".join([_row(row, self.delimiter) for row in rows])


_SPECIAL = frozenset('",;\t\r\n')


def _row(cells: Sequence[str], delimiter: str) -> str:
    """A row with only the quotes it needs; csv.writer would need a file to write into."""
    return (
        delimiter.join([c if _SPECIAL.isdisjoint(c) else _quoted(c, delimiter) for c in cells])
        + "\r\n"
    )


def _quoted(cell: str, delimiter: str) -> str:
    if delimiter in cell or '"' in cell or "\r" in cell or "\n" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _cells(header: str, delimiter: str) -> list[str]:
    """The cells of a first row that may be no table's at all."""
    try:
        return next(csv.reader([header[:10_000]], delimiter=delimiter), [])
    except csv.Error:
        return []


def _named(names: Sequence[str], wanted: Sequence[str]) -> str:
    return next((n for w in wanted for n in names if n.strip().lower() == w), "")


def _proposal(head: Head, delimiter: str, names: list[str], word: str, tag: str) -> Proposal:
    rows = [r for line in head.lines[1:] if len(r := _cells(line, delimiter)) == len(names)]
    sentence = _named(names, _SENTENCE)
    layers = tuple(n for n in names if n.strip().lower() in ("pos", "chunk", "lemma"))
    found = {
        "encoding": head.encoding, "delimiter": delimiter, "sentence_column": sentence,
        "word_column": word, "tag_column": tag, "layer_columns": layers,
        "scheme": propose_scheme([[r[names.index(tag)] for r in rows]]),
    }  # fmt: skip
    roles = {sentence: "sentence", word: "token", tag: "tag", **dict.fromkeys(layers, "layer")}
    example = rows[0] if rows else [""] * len(names)
    columns = [Column(n, roles.get(n, "ignored"), c) for n, c in zip(names, example, strict=True)]
    warnings = []
    if not sentence:
        message = "No column names the sentences, so a full stop ends one; check the preview."
        warnings.append(Problem(head.name, 1, 0, "no_sentence_column", message, "warning"))
    return Proposal(0.95, found, columns, warnings)


class _Table:
    """One file on its way to sentences."""

    def __init__(self, format: GmbCsv, source: Source) -> None:
        self.format = format
        self.file = source.name
        runs = blocks(source, format.encoding)
        self.lines = chain.from_iterable(block for _, block in runs)
        self.reader = csv.reader(self.lines, delimiter=format.delimiter, strict=True)
        self.columns: dict[str, int] = {}

    def documents(self) -> Iterator[Parsed | Problem]:
        try:
            header = next(self.reader, [])
            self._columns(header)
            yield from self._sentences(len(header))
        except csv.Error as error:
            message = f"The table breaks off here ({error}); is a quotation mark left open?"
            raise Unreadable(Problem(self.file, self.reader.line_num, 0, "csv", message)) from None

    def _columns(self, header: list[str]) -> None:
        """Find the named columns, or say which are there."""
        at = {name.strip().lower(): i for i, name in reversed(list(enumerate(header)))}
        chosen = self.format
        for role, name in (
            ("sentence", chosen.sentence_column),
            ("word", chosen.word_column),
            ("tag", chosen.tag_column),
        ):
            if name.strip().lower() in at:
                self.columns[role] = at[name.strip().lower()]
            elif name:
                shown = ", ".join(header)[:200]
                message = (
                    f"There is no column “{name}”; the first row has {shown}. "
                    f"Choose the column of the {role}."
                )
                raise Unreadable(Problem(self.file, 1, 0, "column", message))
        if "word" not in self.columns:
            raise Unreadable(Problem(self.file, 1, 0, "column", "Choose the column of the words."))
        self.layers = {n.lower(): at[n.lower()] for n in chosen.layer_columns if n.lower() in at}

    def _sentences(self, width: int) -> Iterator[Parsed | Problem]:
        """Gather rows until a new sentence is named. Passed once per word, so it does little."""
        reader, key, word = self.reader, self.columns.get("sentence", -1), self.columns["word"]
        rows: list[list[str]] = []
        first, number, current = 2, 1, ""
        for row in reader:
            number += 1
            if len(row) != width:
                if row:
                    yield self._ragged(row, width)
                continue
            if key < 0:
                ends = bool(rows) and rows[-1][word] in _STOPS
            elif ends := row[key] != "" and row[key] != current:
                current = row[key]
            if ends and rows:
                yield from self._sentence(rows, first)
                rows, first = [], number
            rows.append(row)
            if reader.line_num != number:
                yield self._open_quote(number)
                number = reader.line_num
            if len(rows) > SENTENCE_REFUSE:
                raise Unreadable(endless(self.file, first))
        if rows:
            yield from self._sentence(rows, first)

    def _ragged(self, row: list[str], width: int) -> Problem:
        message = f"The row has {len(row)} cells; the first row has {width}. Mend the row."
        return Problem(self.file, self.reader.line_num, 0, "cells", message)

    def _open_quote(self, number: int) -> Problem:
        message = "A quoted cell runs over the end of its line. Is a quotation mark left open?"
        return Problem(self.file, number, 0, "cell_lines", message)

    def _sentence(self, rows: list[list[str]], first: int) -> Iterator[Parsed | Problem]:
        cells = list(zip(*rows, strict=True))
        words = cells[self.columns["word"]]
        if not all(words):
            gap = first + words.index("")
            yield Problem(
                self.file,
                gap,
                self.columns["word"] + 1,
                "empty_token",
                "The row has no word; fill the cell or delete the row.",
            )
            return
        spans: list[Span] = []
        problems: list[Problem] = []
        if "tag" in self.columns:
            column = self.columns["tag"]
            tags = cells[column]
            places = _Places(first, column + 1)
            spans, problems = spans_from(self.file, places, tags, self.format.scheme)
        text, tokens = lay_out(words)
        problems.extend(size_problems(self.file, first, words, len(text)))
        yield from problems
        if not any(problem.severity == "error" for problem in problems):
            layers = {name: list(cells[i]) for name, i in self.layers.items()}
            state = "done" if "tag" in self.columns else "new"
            yield Parsed(text, tokens, [(0, len(tokens))], spans, layers, "", state, first)


class _Places(Sequence[tuple[int, int]]):
    """Line and column of the n-th row without a list of them all."""

    def __init__(self, first: int, column: int) -> None:
        self.first, self.column = first, column

    def __getitem__(self, index: int) -> tuple[int, int]:  # type: ignore[override]
        return self.first + index, self.column

    def __len__(self) -> int:
        return 0
