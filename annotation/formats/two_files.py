"""Two parallel files: a sentence a line in one, its tags on the same line of the other."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import IO, ClassVar, Literal

from pydantic import Field

from annotation.formats.base import (
    NOT_MINE,
    Column,
    Format,
    Head,
    Parsed,
    Problem,
    Proposal,
    Source,
    Unreadable,
    common_encoding,
)
from annotation.formats.checks import (
    propose_scheme,
    size_problems,
    spans_from,
    tag_problem,
    tags_for,
)
from annotation.formats.lines import lines
from annotation.formats.packed import unpack
from annotation.formats.tagged import Scheme, Sentence, in_one_piece, sentences_of
from kernel.text import Token

_CELL = re.compile("[^ \t]+")
_END = re.compile("[\r\n]")


class TwoFiles(Format):
    """Sentences in one file and their tags in another, line by line and word by word."""

    title: ClassVar[str] = "Two files: sentences and tags"
    suffix: ClassVar[str] = ".zip"
    media_type: ClassVar[str] = "application/zip"
    kind: Literal["two_files"] = "two_files"
    scheme: Scheme = "IOB2"
    tags_first: bool = Field(False, title="Tags come first")
    """The first file holds the tags, the second the sentences."""

    @classmethod
    def propose(cls, heads: Sequence[Head]) -> Proposal:
        if len(heads) != 2:
            return NOT_MINE
        shares = [_share_of_tags(head) for head in heads]
        tags_first = shares[0] > shares[1]
        words, tags = reversed(heads) if tags_first else heads
        sequences = [_CELL.findall(line) for line in tags.lines]
        options = {
            "encoding": common_encoding(heads),
            "tags_first": tags_first,
            "scheme": propose_scheme(sequences),
        }
        example = [next((line for line in head.lines if line), "") for head in (words, tags)]
        columns = [
            Column(words.name, "sentences", example[0]),
            Column(tags.name, "tags", example[1]),
        ]
        return Proposal(0.9, options, columns)

    def parse(self, files: Sequence[Source], language: str) -> Iterator[Parsed | Problem]:
        files = unpack(files)
        if len(files) != 2:
            message = f"Two files are needed, sentences and tags; {len(files)} came."
            raise Unreadable(Problem(files[0].name if files else "", 0, 0, "two_files", message))
        words, tags = reversed(files) if self.tags_first else files
        pairs = zip_longest(lines(words, self.encoding), lines(tags, self.encoding))
        for left, right in pairs:
            if left is None or right is None:
                yield from _lengths(words, tags, pairs, left or right)
                return
            yield from self._line(words.name, tags.name, left[1], right[1], left[0])

    def _line(
        self, words: str, tags: str, sentence: str, tagged: str, number: int
    ) -> Iterator[Parsed | Problem]:
        found = list(_CELL.finditer(sentence))
        cells = list(_CELL.finditer(tagged))
        if len(found) != len(cells):
            message = (
                f"{len(found)} tokens stand here in {words}, and {len(cells)} tags in {tags}; "
                "each token needs one tag."
            )
            yield Problem(tags, number, 0, "token_count", message)
            return
        if not found:
            return
        places = [(number, cell.start() + 1) for cell in cells]
        spans, problems = spans_from(tags, places, [cell[0] for cell in cells], self.scheme)
        tokens = [Token(*cell.span()) for cell in found]
        problems.extend(size_problems(words, number, [cell[0] for cell in found], len(sentence)))
        yield from problems
        if not any(problem.severity == "error" for problem in problems):
            sentences = [(0, len(tokens))]
            yield Parsed(sentence, tokens, sentences, spans, {}, "", "done", number)

    def lines_of(self, documents: Iterable[Parsed]) -> Iterator[str]:
        """The sentences' file; `write` gives both."""
        for document in documents:
            for sentence in sentences_of(document):
                yield self._words(document, sentence)

    def write(self, documents: Iterable[Parsed]) -> Iterator[bytes]:
        """A zip of sentences.txt and tags.txt; the tags wait in a temporary file meanwhile."""
        with tempfile.TemporaryFile() as sentences, tempfile.TemporaryFile() as tags:
            self.write_pair(documents, sentences, tags)
            with tempfile.TemporaryFile() as packed:
                with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                    for name, part in (("sentences.txt", sentences), ("tags.txt", tags)):
                        part.seek(0)
                        entry = zipfile.ZipInfo(name)
                        entry.compress_type = zipfile.ZIP_DEFLATED
                        with archive.open(entry, "w") as into:
                            shutil.copyfileobj(part, into)
                packed.seek(0)
                while block := packed.read(65_536):
                    yield block

    def write_pair(
        self, documents: Iterable[Parsed], sentences: IO[bytes], tags: IO[bytes]
    ) -> None:
        """Write the two files side by side, a line a sentence."""
        for document in documents:
            for sentence in sentences_of(document):
                sentences.write(self.encode(self._words(document, sentence)))
                cells = tags_for(len(sentence.words), sentence.spans, self.scheme)
                tags.write(self.encode(" ".join(cells) + "\n"))

    def _words(self, document: Parsed, sentence: Sentence) -> str:
        """The line as it came where its words are what stands between spaces, else joined anew."""
        text = document.text
        whole = len(document.sentences) == 1 and not _END.search(text)
        if whole and _CELL.findall(text) == sentence.words:
            return text + "\n"
        return " ".join(map(in_one_piece, sentence.words)) + "\n"


def _share_of_tags(head: Head) -> float:
    """The share of cells that could be tags."""
    cells = [cell for line in head.lines for cell in _CELL.findall(line)]
    return sum(not tag_problem(cell) for cell in cells) / len(cells) if cells else 0.0


def _lengths(
    words: Source,
    tags: Source,
    pairs: Iterator[tuple[tuple[int, str] | None, tuple[int, str] | None]],
    extra: tuple[int, str] | None,
) -> Iterator[Problem]:
    """One file ends before the other; trailing blank lines are forgiven."""
    rest = [extra, *(left or right for left, right in pairs)]
    surplus = [line for line in rest if line and line[1].strip(" \t")]
    if surplus and extra:
        message = (
            f"{words.name} and {tags.name} differ in length: only one of them has a line "
            f"{surplus[0][0]}. Each sentence needs its line of tags."
        )
        yield Problem(tags.name, surplus[0][0], 0, "line_count", message)
