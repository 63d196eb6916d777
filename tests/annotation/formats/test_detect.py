"""A file's format, encoding and columns are guessed, said aloud, and may be overruled."""

import pytest
from pydantic import ValidationError

from annotation.formats import FORMATS, GmbCsv, Parsed, Source, Text, Unreadable, Unwritable, saved
from annotation.formats.detect import detect, tokenizer_of
from kernel.entry import kind_of
from kernel.text import join


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.csv", b"Sentence #,Word,POS,Tag\nSentence: 1,a,NN,O\n", "gmb_csv"),
        ("a.csv", b"sentence;token;ner\n1;a;O\n", "gmb_csv"),
        ("a.conll", b"Sony\tB-P\nCE\tI-P\n\nx\tO\n", "conll"),
        ("a.txt", b"Sony NNP B-P\nCE NNP I-P\n\nx NN O\n", "conll"),
        ("a.conll", b"-DOCSTART- O\n\nSony B-P\n", "conll"),
        ("a.jsonl", b'{"text": "a", "spans": []}\n', "jsonl"),
        ("a.jsonl", b'{"id": 1, "text": "a", "label": [[0, 1, "X"]]}\n', "doccano"),
        ("a.json", b'[\n{"text": "a"}\n]\n', "jsonl"),
        ("a.txt", b"Sony rocks.\nBuy it.\n", "text"),
        ("a.txt", b"Hello world\nGood day\n\nYes no\n", "text"),
        ("a.txt", b"", "text"),
    ],
)
def test_a_format_is_recognised_by_its_content(name: str, data: bytes, kind: str) -> None:
    assert kind_of(type(detect([Source.holding(data, name)]).format)) == kind


def test_two_files_are_recognised_in_either_order() -> None:
    words, tags = Source.holding(b"Sony rocks\n", "w"), Source.holding(b"S-P O\n", "t")
    options = {"kind": "two_files", "encoding": "utf-8", "scheme": "IOBES"}
    assert detect([words, tags]).format.model_dump() == {**options, "tags_first": False}
    assert detect([tags, words]).format.model_dump() == {**options, "tags_first": True}
    assert [c.role for c in detect([tags, words]).columns] == ["sentences", "tags"]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("é".encode(), "utf-8"),
        (b"\xef\xbb\xbfa", "utf-8"),
        ("é".encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff\x00a", "utf-16-be"),
    ],
)
def test_unicode_is_recognised_without_a_warning(data: bytes, encoding: str) -> None:
    found = detect([Source.holding(data)])
    assert (found.format.encoding, list(found.warnings)) == (encoding, [])


def test_an_old_encoding_is_proposed_with_a_warning_and_never_silently() -> None:
    late = b"plain\n" * 100_000 + "naïve".encode("cp1252")
    found = detect([Source.holding(late)])
    assert found.format.encoding == "cp1252"
    assert [w.code for w in found.warnings] == ["encoding_guessed"]


def test_given_options_win_over_the_guess() -> None:
    source = Source.holding(b"a\tB-X\n", "a.conll")
    found = detect([source], options={"scheme": "IOBES", "encoding": "latin-1"})
    assert found.format.model_dump()["scheme"] == "IOBES"
    assert found.format.encoding == "latin-1"
    assert isinstance(detect([source], "text").format, Text)


@pytest.mark.parametrize(
    "options",
    [
        {"encoding": "unicode_escape"},
        {"encoding": "idna"},
        {"encoding": 7},
        {"scheme": "IO"},
        {"token_column": 0},
        {"unknown": 1},
    ],
)
def test_impossible_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        detect([Source.holding(b"a\tO\n", "a.conll")], options=options)


def test_an_unknown_format_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="two_files, gmb_csv, conll, jsonl, doccano, text"):
        detect([Source.holding(b"a")], "brat")


def test_a_beginning_that_is_no_text_is_refused() -> None:
    with pytest.raises(Unreadable, match="NUL"):
        detect([Source.holding(b"GIF8\x00\x00")])


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_saved_and_restored_by_its_options(format: type) -> None:
    assert saved.validate_python(format().model_dump(mode="json")) == format()
    assert {"title", "description"} <= set(format.model_json_schema())


@pytest.mark.parametrize("format", FORMATS)
def test_what_an_encoding_lacks_is_refused_by_name(format: type) -> None:
    text, tokens = join(["科"])
    document = Parsed(text, tokens, [(0, 1)], [], {})
    with pytest.raises(Unwritable, match=r"“科” .* cannot be written in cp1252; choose UTF-8"):
        list(format(encoding="cp1252").write([document]))


@pytest.mark.parametrize("format", FORMATS)
def test_a_word_with_spaces_and_line_ends_can_be_written_everywhere(format: type) -> None:
    document = Parsed("a b\nc", join(["a b\nc"])[1], [(0, 1)], [], {})
    assert b"a" in b"".join(format().write([document]))


def test_the_tokenizer_is_proposed_from_the_files_own_tokens() -> None:
    table = b"Word,Tag\nBush,O\n's,O\ncar,O\n.,O\n"
    assert tokenizer_of(detect([Source.holding(table)]).format, [Source.holding(table)]) == (
        "words", 1.0,
    )  # fmt: skip


def test_columns_say_what_they_are_taken_for() -> None:
    table = b"Sentence #,Word,POS,Tag,x\nSentence: 1,a,NN,O,9\n"
    found = detect([Source.holding(table, "a.csv")])
    assert isinstance(found.format, GmbCsv)
    assert [tuple(c) for c in found.columns] == [
        ("Sentence #", "sentence", "Sentence: 1"), ("Word", "token", "a"), ("POS", "layer", "NN"),
        ("Tag", "tag", "O"), ("x", "ignored", "9"),
    ]  # fmt: skip
