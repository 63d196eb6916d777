"""Lines come whole and numbered however the blocks fall; what is no text is refused in place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.formats import Source, Unreadable
from annotation.formats import lines as module
from annotation.formats.base import Problem
from annotation.formats.lines import lines, whole


def numbered(data: bytes, encoding: str = "utf-8") -> list[tuple[int, str]]:
    return list(lines(Source.holding(data, "f"), encoding))


def refusal(data: bytes, encoding: str = "utf-8") -> Problem:
    with pytest.raises(Unreadable) as refused:
        numbered(data, encoding)
    return refused.value.problem


def expected(text: str) -> list[tuple[int, str]]:
    parts = re.split("\r\n|\r|\n", text)
    return list(enumerate(parts if parts[-1] else parts[:-1], 1))


pieces = st.lists(
    st.sampled_from(
        ["a", "é", "科", "👍", "\n", "\r", "\r\n", "\u2028", "\x85", "\u00a0", "\x0c", " "]
    )
)


@given(pieces, st.integers(1, 9), st.sampled_from(["utf-8", "utf-16-le", "gb18030"]))
def test_only_lf_crlf_and_cr_end_a_line_wherever_a_block_ends(
    parts: list[str], block: int, encoding: str
) -> None:
    text = "".join(parts)
    patch = pytest.MonkeyPatch()
    with patch.context() as p:
        p.setattr(module, "BLOCK_BYTES", block)
        assert numbered(text.encode(encoding), encoding) == expected(text)


@given(pieces, st.integers(1, 9), st.sampled_from(["utf-8", "utf-16-be"]))
def test_a_bad_byte_is_placed_by_line_and_column(
    parts: list[str], block: int, encoding: str
) -> None:
    text = "".join(parts)
    bad = b"\xff" if encoding == "utf-8" else b"\xdc\x00"
    patch = pytest.MonkeyPatch()
    with patch.context() as p:
        p.setattr(module, "BLOCK_BYTES", block)
        problem = refusal(text.encode(encoding) + bad + "z".encode(encoding), encoding)
    before = re.split("\r\n|\r|\n", text)
    assert (problem.line, problem.column, problem.code) == (
        len(before), len(before[-1]) + 1, "encoding",
    )  # fmt: skip


def test_one_byte_order_mark_is_left_out_and_a_second_is_text() -> None:
    assert numbered(b"\xef\xbb\xbfa") == [(1, "a")]
    assert numbered(b"\xef\xbb\xbf\xef\xbb\xbfa") == [(1, "\ufeffa")]
    assert numbered("\ufeffa\n".encode("utf-16-le"), "utf-16-le") == [(1, "a")]
    assert numbered("a\n\ufeffb".encode()) == [(1, "a"), (2, "\ufeffb")]


def test_nul_is_refused_where_it_stands() -> None:
    problem = refusal(b"one\r\ntw\x00o\n")
    assert (problem.file, problem.line, problem.column, problem.code) == ("f", 2, 3, "nul")


def test_an_encoded_surrogate_is_refused() -> None:
    assert refusal(b"ok\n\xed\xa0\x80\n").line == 2


def test_a_character_cut_off_at_the_end_is_refused() -> None:
    assert refusal("é".encode()[:1]).code == "encoding"


def test_a_line_of_a_mebibyte_is_read_and_one_more_character_is_refused() -> None:
    longest = b"x" * module.LINE_CHARACTERS
    assert len(numbered(b"a\n" + longest + b"\nb")[1][1]) == module.LINE_CHARACTERS
    problem = refusal(b"a\n" + longest + b"x\nb")
    assert (problem.line, problem.code) == (2, "line_too_long")


def test_an_endless_line_is_refused_before_it_is_read(endless) -> None:  # type: ignore[no-untyped-def]
    source, stream = endless(b"short\n")
    with pytest.raises(Unreadable) as refused:
        list(lines(source, "utf-8"))
    assert refused.value.problem.line == 2
    assert stream.taken < 2_000_000


@given(pieces)
def test_a_whole_file_keeps_its_line_ends(parts: list[str]) -> None:
    text = "".join(parts)
    assert whole(Source.holding(text.encode(), "f"), "utf-8") == text


def test_a_whole_file_beyond_the_longest_text_is_refused(endless) -> None:  # type: ignore[no-untyped-def]
    source, stream = endless(b"")
    with pytest.raises(Unreadable, match="line by line"):
        whole(source, "utf-8")
    assert stream.taken < 2_000_000
