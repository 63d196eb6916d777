"""What holds for every format: nothing but documents and problems comes out, whatever goes in."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from annotation.exporting import described
from annotation.formats import FORMATS, Format, Parsed, Problem, Source, Unreadable
from annotation.formats.detect import detect
from kernel.bio import tags_of

SOUND = (
    b'Sentence #,Word,POS,Tag\nSentence: 1,"a",NN,B-x\n,b,NN,I-x\n',
    b"-DOCSTART- O\n\nSony B-P\nCE I-P\n\n# text = x\nx O\n",
    b"Sony\tNNP\tS-P\n\nx\tNN\tO\n",
    b'{"text": "\xc3\xa9 b", "tokens": [[0, 1], [2, 3]], "spans": []}\n',
    b'{"text": "a b", "label": [[0, 3, "X"]]}\n{"text": "", "label": []}\n',
    b"Sony rocks. Buy it!\nB-P O O\n",
)
PIECES = (
    *(bytes([byte]) for byte in b'\x00\xff\r\n\t ",[}-O9#'),
    *("\ufeff", "\u00a0", "\x85", "\u2028", "\\ud800", "B-", "1e999"),
    b"\xed\xa0\x80",
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sound file with a few pieces put in, taken out or doubled."""
    data = draw(st.sampled_from(SOUND))
    for _ in range(draw(st.integers(1, 4))):
        at, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        middle = draw(
            st.sampled_from([b"", data[at:end] * 2, _bytes(draw(st.sampled_from(PIECES)))])
        )
        data = data[:at] + middle + data[min(end, at + 3) :]
    return data


def _bytes(piece: bytes | str) -> bytes:
    return piece if isinstance(piece, bytes) else piece.encode()


def sound(document: Parsed) -> None:
    """The promises of a document: offsets rise, sentences cover the tokens, spans are apart."""
    at = 0
    for start, end in document.tokens:
        assert at <= start < end <= len(document.text)
        at = end
    assert document.tokens
    ends = [0, *(last for _, last in document.sentences)]
    assert document.sentences == list(pairwise(ends))
    assert ends[-1] == len(document.tokens)
    tags_of(len(document.tokens), document.spans)
    assert all(len(tags) == len(document.tokens) for tags in document.layers.values())
    document.text.encode()


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=150, deadline=None)
@given(st.lists(damaged() | st.binary(max_size=40), min_size=1, max_size=2))
def test_any_bytes_give_documents_and_problems_only(
    format: type[Format], files: list[bytes]
) -> None:
    sources = [Source.holding(data, f"f{i}") for i, data in enumerate(files)]
    for found in format().read(sources):
        if isinstance(found, Parsed):
            sound(found)
        else:
            assert isinstance(found, Problem)
            assert found.message.endswith((".", "?"))
            assert found.line >= 0


@settings(max_examples=300, deadline=None)
@given(st.lists(damaged() | st.binary(max_size=40), min_size=1, max_size=2))
def test_any_bytes_are_detected_or_refused(files: list[bytes]) -> None:
    sources = [Source.holding(data, f"f{i}") for i, data in enumerate(files)]
    try:
        format = detect(sources).format
    except (Unreadable, ValidationError):
        return
    for found in format.read(sources):
        assert isinstance(found, Parsed | Problem)


@pytest.mark.parametrize("format", FORMATS)
def test_a_line_of_100_mb_is_refused_before_it_is_read(format: type[Format], endless) -> None:  # type: ignore[no-untyped-def]
    source, stream = endless(b"Sentence #,Word,POS,Tag\n")
    files = [source, Source.holding(b"O O O O\nO\n")] if format is FORMATS[0] else [source]
    errors = [p for p in format().read(files) if isinstance(p, Problem) and p.severity == "error"]
    assert (errors[-1].line, errors[-1].code) == (2, "line_too_long")
    assert stream.taken < 2_000_000


@pytest.mark.parametrize("format", FORMATS)
def test_each_option_has_a_title_and_a_sentence_as_people_write_them(format: type[Format]) -> None:
    for option in described(format)["options"]:
        _, *others = option["title"].split()
        assert not [word for word in others if word.istitle()], option["title"]
        assert option["help"].endswith("."), option["name"]
