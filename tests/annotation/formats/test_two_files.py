"""Sentences and tags in two files."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.formats import Parsed, Problem, Source, TwoFiles
from annotation.formats.detect import detect
from kernel.text import Span

WORDS = b"Sony CE-7RM3 has Remarkable Eye AutoFocus\n"
TAGS = b"B-PNAME I-PNAME O O B-PFEATURE I-PFEATURE\n"


def written(format: TwoFiles, documents: list[Parsed]) -> tuple[bytes, bytes]:
    words, tags = io.BytesIO(), io.BytesIO()
    format.write_pair(documents, words, tags)
    return words.getvalue(), tags.getvalue()


def test_d1_the_camera_sentence_has_two_spans_and_comes_back_byte_for_byte(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(TwoFiles(), WORDS, TAGS)
    assert not problems
    assert len(documents) == 1
    assert len(documents[0].tokens) == 6
    assert documents[0].spans == [Span(0, 2, "PNAME"), Span(4, 6, "PFEATURE")]
    assert written(TwoFiles(), documents) == (WORDS, TAGS)


def test_an_export_is_a_zip_of_both_files(read) -> None:  # type: ignore[no-untyped-def]
    documents, _ = read(TwoFiles(), WORDS, TAGS)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(TwoFiles().write(documents))))
    assert archive.read("sentences.txt") == WORDS
    assert archive.read("tags.txt") == TAGS


def test_the_exported_zip_is_read_again(read) -> None:  # type: ignore[no-untyped-def]
    documents, _ = read(TwoFiles(), WORDS, TAGS)
    packed = b"".join(TwoFiles().write(documents))
    found = detect([Source.holding(packed, "export.zip")])
    assert read(found.format, packed) == (documents, [])


def test_a_zip_of_anything_else_is_refused(read) -> None:  # type: ignore[no-untyped-def]
    def packed(**members: bytes) -> bytes:
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return into.getvalue()

    three = packed(a=WORDS, b=TAGS, c=b"")
    bomb = packed(a=b" " * 5_000_000, b=TAGS)
    two = bytearray(packed(a=WORDS * 50, b=TAGS * 50))
    two[60] ^= 0xFF
    for damaged in (bytes(two), three, bomb, three[:-30], b"PK\x03\x04"):
        assert [p.code for p in read(TwoFiles(), damaged)[1]] == ["zip"]


word = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=" \t\r\n\0\ufeff"), min_size=1
)


@given(
    st.lists(st.lists(word, min_size=1, max_size=5), min_size=1, max_size=4),
    st.sampled_from(["IOB1", "IOB2", "IOE2", "IOBES", "PLAIN"]),
)
def test_what_is_written_is_read_again(sentences: list[list[str]], scheme: str) -> None:
    format = TwoFiles(scheme=scheme)  # type: ignore[arg-type]
    words = "".join(" ".join(sentence) + "\n" for sentence in sentences).encode()
    tags = "".join(" ".join(["O"] * len(sentence)) + "\n" for sentence in sentences).encode()
    files = [Source.holding(words), Source.holding(tags)]
    documents = [d for d in format.read(files) if isinstance(d, Parsed)]
    marked = [
        d._replace(spans=[Span(i, i + 1, "É-x") for i in range(len(d.tokens))]) for d in documents
    ]
    again = list(format.read([Source.holding(part) for part in written(format, marked)]))
    assert again == marked


def test_tags_may_come_first(read) -> None:  # type: ignore[no-untyped-def]
    documents, _ = read(TwoFiles(tags_first=True), TAGS, WORDS)
    assert documents[0].text == WORDS.decode().rstrip("\n")


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_change_nothing(read, end: bytes, mark: bytes) -> None:  # type: ignore[no-untyped-def]
    words, tags = (mark + part.replace(b"\n", end) for part in (WORDS + WORDS, TAGS + TAGS))
    documents, problems = read(TwoFiles(), words, tags)
    assert not problems
    assert [d.spans for d in documents] == [[Span(0, 2, "PNAME"), Span(4, 6, "PFEATURE")]] * 2


def test_no_break_spaces_and_next_line_stay_inside_their_word(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(TwoFiles(), "5\u00a0storm a\x85b\u2028c\n".encode(), b"O B-X\n")
    assert not problems
    assert [documents[0].text[a:b] for a, b in documents[0].tokens] == [
        "5\u00a0storm",
        "a\x85b\u2028c",
    ]


def test_blank_lines_on_both_sides_are_left_out(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(TwoFiles(), b"a\n\n \nb\n\n", b"O\n\n\t\nO\n")
    assert not problems
    assert [d.line for d in documents] == [1, 4]


@pytest.mark.parametrize(
    ("words", "tags", "line", "column", "code"),
    [
        (b"a b\nc d\n", b"O O\nO\n", 2, 0, "token_count"),
        (b"a b\nc d\n", b"O O\nO O O\n", 2, 0, "token_count"),
        (b"a b\nc d\n", b"O O\n", 2, 0, "line_count"),
        (b"a b\n", b"O O\nO O\n", 2, 0, "line_count"),
        (b"a\n\nb\n", b"O\nO\nO\n", 2, 0, "token_count"),
        (b"a b\n", b"O X-LOC\n", 1, 3, "tag"),
        (b"a b\n", b"O  LOC\n", 1, 4, "tag"),
        (b"a b\n", b"O B-\n", 1, 3, "tag"),
        (b"a b\n", b"O B-" + b"x" * 65 + b"\n", 1, 3, "tag"),
        (b"a b\n", b"O B-\x07\n", 1, 3, "tag"),
        (b"a \xff\n", b"O O\n", 1, 3, "encoding"),
        (b"a b\n", b"O \x00\n", 1, 3, "nul"),
        (b"x" * 1001 + b"\n", b"O\n", 1, 0, "token_too_long"),
        (b"a " * 20_001 + b"\n", b"O " * 20_001 + b"\n", 1, 0, "sentence_too_long"),
    ],
)
def test_damage_is_named_by_file_line_and_column(  # type: ignore[no-untyped-def]
    read, words: bytes, tags: bytes, line: int, column: int, code: str
) -> None:
    _, problems = read(TwoFiles(), words, tags)
    errors = [p for p in problems if p.severity == "error"]
    assert [(p.line, p.column, p.code) for p in errors] == [(line, column, code)]
    assert errors[0].message.endswith((".", "?"))


def test_an_inside_tag_without_its_begin_is_mended_with_a_warning(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(TwoFiles(), b"a b\n", b"O I-X\n")
    assert documents[0].spans == [Span(1, 2, "X")]
    assert problems == [
        Problem(
            "file2", 1, 3, "mended", "I-X is read as B-X. A span begins here: B in IOB2.", "warning"
        )
    ]


def test_long_sentences_and_tokens_are_warned_of(read) -> None:  # type: ignore[no-untyped-def]
    long = b"a " * 512 + b"x" * 201 + b"\n"
    documents, problems = read(TwoFiles(), long, b"O " * 513)
    assert len(documents) == 1
    assert [(p.code, p.severity) for p in problems] == [
        ("long_sentence", "warning"), ("long_token", "warning"),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 3])
def test_two_files_are_two(read, count: int) -> None:  # type: ignore[no-untyped-def]
    _, problems = read(TwoFiles(), *[WORDS] * count)
    assert problems[0].code == "two_files"
