"""The GMB table: blank sentence cells, old encodings, quotes, POS as a layer."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.formats import GmbCsv, Parsed, Problem, Source
from annotation.formats.detect import detect
from kernel.text import Span, join

TABLE = (
    "Sentence #,Word,POS,Tag\r\n"
    "Sentence: 1,Thousands,NNS,O\r\n"
    ',"""",``,O\r\n'
    ",London,NNP,B-geo\r\n"
    ',",",",",O\r\n'
    "Sentence: 2,5\u00a0storm\u2019s,CD,B-tim\r\n"
    ",June,NNP,I-tim\r\n"
)


def words(document: Parsed) -> list[str]:
    return [document.text[a:b] for a, b in document.tokens]


def test_d2_blank_cells_belong_to_the_sentence_above(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(GmbCsv(encoding="cp1252"), TABLE.encode("cp1252"))
    assert not problems
    assert [words(d) for d in documents] == [
        ["Thousands", '"', "London", ","],
        ["5\u00a0storm’s", "June"],
    ]
    assert [d.spans for d in documents] == [[Span(2, 3, "geo")], [Span(0, 2, "tim")]]
    assert [d.layers["pos"] for d in documents] == [["NNS", "``", "NNP", ","], ["CD", "NNP"]]
    assert [d.line for d in documents] == [2, 6]


def test_d2_the_table_comes_back_byte_for_byte(read) -> None:  # type: ignore[no-untyped-def]
    format = GmbCsv(encoding="cp1252")
    documents, _ = read(format, TABLE.encode("cp1252"))
    assert b"".join(format.write(documents)) == TABLE.encode("cp1252")


def test_read_as_latin_1_the_next_line_character_stays_a_word(read) -> None:  # type: ignore[no-untyped-def]
    table = b"Sentence #,Word,POS,Tag\nSentence: 1,\x85,:,O\n,b\x85c,NN,O\n"
    documents, problems = read(GmbCsv(encoding="latin-1"), table)
    assert not problems
    assert words(documents[0]) == ["\x85", "b\x85c"]


word = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), min_size=1, max_size=6
)


@given(
    st.lists(st.lists(word, min_size=1, max_size=5), min_size=1, max_size=4),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["IOB1", "IOB2", "IOE2", "IOBES", "PLAIN"]),
)
def test_any_words_are_read_again_as_written(
    sentences: list[list[str]], delimiter: str, scheme: str
) -> None:
    format = GmbCsv(delimiter=delimiter, scheme=scheme)  # type: ignore[arg-type]
    documents, line = [], 2
    for sentence in sentences:
        text, tokens = join(sentence)
        spans = [Span(i, i + 1, "a,b") for i in range(0, len(tokens), 2)]
        layers = {"pos": sentence}
        groups = [(0, len(tokens))]
        documents.append(Parsed(text, tokens, groups, spans, layers, "", "done", line))
        line += len(tokens)
    data = b"".join(format.write(documents))
    assert list(format.read([Source.holding(data)])) == documents
    theirs = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))
    assert [row[1] for row in theirs[1:]] == [w for sentence in sentences for w in sentence]


@pytest.mark.parametrize(
    ("damage", "with_", "line", "column", "code"),
    [
        (",London,NNP,B-geo", ",London,B-geo", 4, 0, "cells"),
        (",London,NNP,B-geo", ",London,NNP,B-geo,x", 4, 0, "cells"),
        (",London,NNP,B-geo", ",,NNP,B-geo", 4, 2, "empty_token"),
        (",London,NNP,B-geo", ",London,NNP,geo", 4, 4, "tag"),
        (",London,NNP,B-geo", ",London,NNP,Q-geo", 4, 4, "tag"),
        (",London,NNP,B-geo", ",London,NNP,", 4, 4, "tag"),
        (",London,NNP,B-geo", ",Lon\x00don,NNP,B-geo", 4, 5, "nul"),
        (",London,NNP,B-geo", ',"London,NNP,B-geo', 7, 0, "csv"),
        (",London,NNP,B-geo", ',"Lon\ndon",NNP,B-geo', 4, 0, "cell_lines"),
        (",London,NNP,B-geo", ',"Lon"don,NNP,B-geo', 4, 0, "csv"),
        (",London,NNP,B-geo", f",{'x' * 1001},NNP,B-geo", 2, 0, "token_too_long"),
        ("Sentence #,Word", "Sentence #,Werd", 1, 0, "column"),
    ],
)
def test_damage_is_named_by_line_and_column(  # type: ignore[no-untyped-def]
    read, damage: str, with_: str, line: int, column: int, code: str
) -> None:
    _, problems = read(GmbCsv(), TABLE.replace(damage, with_).encode())
    assert (problems[0].line, problems[0].column, problems[0].code) == (line, column, code)
    assert problems[0].severity == "error"


def test_cp1252_read_as_utf_8_is_refused_at_the_byte(read) -> None:  # type: ignore[no-untyped-def]
    _, problems = read(GmbCsv(), TABLE.encode("cp1252"))
    assert [(p.line, p.column, p.code) for p in problems] == [(6, 14, "encoding")]


def test_an_empty_file_is_refused(read) -> None:  # type: ignore[no-untyped-def]
    assert read(GmbCsv(), b"")[1][0].code == "column"


def test_a_sentence_without_end_is_refused_before_it_fills_the_memory(read) -> None:  # type: ignore[no-untyped-def]
    table = b"Sentence #,Word,POS,Tag\n" + b",a,NN,O\n" * 20_002
    documents, problems = read(GmbCsv(), table)
    assert not documents
    assert [p.code for p in problems] == ["sentence_too_long"]


def test_without_a_sentence_column_a_full_stop_ends_a_sentence(read) -> None:  # type: ignore[no-untyped-def]
    table = b"Word,Tag\nA,O\n.,O\nB,B-geo\n"
    found = detect([Source.holding(table, "x.csv")])
    documents, problems = read(found.format, table)
    assert not problems
    assert [words(d) for d in documents] == [["A", "."], ["B"]]
    assert [w.code for w in found.warnings] == ["no_sentence_column"]


def test_the_whole_bank_is_read_and_written_back_byte_for_byte(real) -> None:  # type: ignore[no-untyped-def]
    source = real("gmb/ner_dataset.csv.xz")
    format = detect([source]).format
    assert format.model_dump(exclude_defaults=True) == {"encoding": "cp1252"}
    counts = [0, 0, 0, 0]
    tags: set[str] = set()

    def counted():  # type: ignore[no-untyped-def]
        for found in format.read([source]):
            assert not isinstance(found, Problem), found
            counts[0] += 1
            counts[1] += len(found.tokens)
            counts[2] += len(found.spans)
            counts[3] += len(found.layers["pos"])
            tags.update(span.label for span in found.spans)
            yield found

    with source.open() as original:
        for block in format.write(counted()):
            assert block == original.read(len(block))
        assert original.read() == b""
    assert counts == [47_959, 1_048_575, 111_891, 1_048_575]
    assert len(tags) == 8
