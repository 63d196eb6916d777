"""Plain text by line and by file."""

from hypothesis import given
from hypothesis import strategies as st

from annotation.formats import Parsed, Source, Text
from kernel.text import Token


def test_each_line_is_a_document_and_blank_lines_are_none(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(Text(), b"\xef\xbb\xbfSony rocks.\r\n\r\n \t\nBuy it. Now!\n")
    assert not problems
    assert [d.text for d in documents] == ["Sony rocks.", "Buy it. Now!"]
    assert [d.line for d in documents] == [1, 4]
    assert documents[1].sentences == [(0, 3), (3, 5)]
    assert {d.state for d in documents} == {"new"}


def test_each_file_is_a_document_with_its_line_ends(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(Text(document="file"), b"One.\r\nTwo.", b"Three")
    assert not problems
    assert [(d.text, d.group) for d in documents] == [("One.\r\nTwo.", "file1"), ("Three", "file2")]
    assert len(documents[0].sentences) == 2


def test_the_tokenizer_is_chosen(read) -> None:  # type: ignore[no-untyped-def]
    assert read(Text(tokenizer="characters"), b"ab")[0][0].tokens == [Token(0, 1), Token(1, 2)]


def test_a_text_that_is_too_long_for_a_document_is_refused(read) -> None:  # type: ignore[no-untyped-def]
    assert [p.code for p in read(Text(document="file"), b"a b\n" * 250_001)[1]] == ["text_too_long"]
    assert [p.code for p in read(Text(), b"ok\n" + b"a b " * 262_145)[1]] == ["line_too_long"]
    assert [p.code for p in read(Text(), b"a b. C " * 145_000)[1]][:1] == ["text_too_long"]


def test_a_line_end_inside_a_document_is_written_as_a_space(read) -> None:  # type: ignore[no-untyped-def]
    documents, _ = read(Text(document="file"), b"One\r\ntwo")
    assert b"".join(Text().write(documents)) == b"One two\n"


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0\ufeff")))
)
def test_lines_are_read_again_as_written(texts: list[str]) -> None:
    data = "".join(text + "\n" for text in texts).encode()
    documents = [d for d in Text().read([Source.holding(data)]) if isinstance(d, Parsed)]
    again = b"".join(Text().write(documents))
    found = list(Text().read([Source.holding(again)]))
    assert [d.text for d in documents] == [d.text for d in found]  # type: ignore[union-attr]
