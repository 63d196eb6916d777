"""Columns: every scheme, separator and mark that files from the wild hold."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotation.formats import Conll, Parsed, Source, Tally
from annotation.formats.detect import detect, tokenizer_of
from kernel.text import Span, join


def words(document: Parsed) -> list[str]:
    return [document.text[a:b] for a, b in document.tokens]


def test_a_blank_line_ends_a_sentence_even_when_it_holds_spaces(read) -> None:  # type: ignore[no-untyped-def]
    data = b"\n\nSony\tB-P\nCE\tI-P\n \t\n\nrocks\tO"
    documents, problems = read(Conll(), data)
    assert not problems
    assert [words(d) for d in documents] == [["Sony", "CE"], ["rocks"]]
    assert documents[0].spans == [Span(0, 2, "P")]
    assert [d.line for d in documents] == [3, 7]


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        ("IOB1", "I-A I-A B-A O I-B"),
        ("IOB2", "B-A I-A B-A O B-B"),
        ("IOE2", "I-A E-A E-A O E-B"),
        ("IOBES", "B-A E-A S-A O S-B"),
        ("IOBES", "B-A L-A U-A O U-B"),
    ],
)
def test_each_scheme_is_detected_and_read_without_mending(read, scheme: str, tags: str) -> None:  # type: ignore[no-untyped-def]
    data = "".join(f"w{i}\t{tag}\n" for i, tag in enumerate(tags.split(" "))).encode()
    format = detect([Source.holding(data, "x.txt")]).format
    assert isinstance(format, Conll)
    assert format.scheme == scheme
    documents, problems = read(format, data)
    assert not problems
    assert documents[0].spans == [Span(0, 2, "A"), Span(2, 3, "A"), Span(4, 5, "B")]


def test_bmes_is_read_as_iobes(read) -> None:  # type: ignore[no-untyped-def]
    data = b"a B-X\nb M-X\nc E-X\nd S-X\n"
    found = detect([Source.holding(data, "x.bmes")]).format
    assert found.model_dump(exclude_defaults=True) == {"delimiter": "space", "scheme": "IOBES"}
    assert read(found, data)[0][0].spans == [Span(0, 3, "X"), Span(3, 4, "X")]


def test_docstart_gathers_sentences_into_documents(read) -> None:  # type: ignore[no-untyped-def]
    data = b"-DOCSTART- -X- O\n\na DT O\n\nb NN B-X\nc NN I-X\n\n-DOCSTART- -X- O\nd NN O\n"
    documents, problems = read(Conll(delimiter="space", layers={"pos": 2}), data)
    assert not problems
    assert [d.text for d in documents] == ["a\nb c", "d"]
    assert documents[0].sentences == [(0, 1), (1, 3)]
    assert documents[0].spans == [Span(1, 3, "X")]
    assert documents[0].layers == {"pos": ["DT", "NN", "NN"]}


def test_comments_are_passed_over_and_a_hash_is_a_token(read) -> None:  # type: ignore[no-untyped-def]
    data = b"# global.columns = x y\n# sent_id = 1\n#\tO\nb\tB-X\n# a remark\n#tag\tO\n"
    documents, problems = read(Conll(), data)
    assert not problems
    assert [words(d) for d in documents] == [["#", "b", "#tag"]]


def test_a_text_comment_gives_the_text_when_the_tokens_fit(read) -> None:  # type: ignore[no-untyped-def]
    data = b"# text = It rocks.\nIt\tO\nrocks\tO\n.\tO\n\n# text = no\nIt\tO\n"
    documents, _ = read(Conll(), data)
    assert [d.text for d in documents] == ["It rocks.", "It"]
    assert words(documents[0]) == ["It", "rocks", "."]


def test_newdoc_begins_a_document(read) -> None:  # type: ignore[no-untyped-def]
    data = b"# newdoc id = 1\na\tO\n\nb\tO\n\n# newdoc id = 2\nc\tO\n"
    assert [d.text for d in read(Conll(), data)[0]] == ["a\nb", "c"]


def test_columns_are_chosen_by_number(read) -> None:  # type: ignore[no-untyped-def]
    data = b"1\tO\tSony\tB-P\tx\n"
    format = Conll(token_column=3, tag_column=4, layers={"id": 1, "note": 5})
    documents, _ = read(format, data)
    assert words(documents[0]) == ["Sony"]
    assert documents[0].layers == {"id": ["1"], "note": ["x"]}


def test_tokens_without_tags_are_new_documents(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(Conll(), b"a\nb\n\nc\n")
    assert not problems
    assert [(words(d), d.state) for d in documents] == [(["a", "b"], "new"), (["c"], "new")]


def test_plain_tags_are_labels_of_single_tokens(read) -> None:  # type: ignore[no-untyped-def]
    data = b"a DT\nb NN\nc O\n"
    format = detect([Source.holding(data, "pos.conll")]).format
    documents, _ = read(format, data)
    assert documents[0].spans == [Span(0, 1, "DT"), Span(1, 2, "NN")]
    assert b"".join(format.write(documents)) == b"a DT\nb NN\nc O\n\n"


def test_position_digits_stay_until_asked_to_go(read) -> None:  # type: ignore[no-untyped-def]
    data = "科0\tO\n技1\tB-X\n3\tO\n".encode()
    assert words(read(Conll(), data)[0][0]) == ["科0", "技1", "3"]
    documents, _ = read(Conll(strip_position=True), data)
    assert words(documents[0]) == ["科", "技", "3"]
    assert documents[0].text == "科技 3"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_line_ends_and_byte_order_marks_change_nothing(read, end: str, encoding: str) -> None:  # type: ignore[no-untyped-def]
    data = end.join(["é\tB-X", "5\u00a0x\x85y\tI-X", "", "c\tO"]).encode(encoding)
    documents, problems = read(detect([Source.holding(data, "x.conll")]).format, data)
    assert not problems
    assert [words(d) for d in documents] == [["é", "5\u00a0x\x85y"], ["c"]]


word = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=" \t\r\n\0\ufeff"),
    min_size=1,
    max_size=6,
).filter(lambda w: w != "-DOCSTART-")


@example([[["#"]]], "IOB2", "space")
@given(
    st.lists(st.lists(st.lists(word, min_size=1, max_size=4), min_size=1, max_size=3), max_size=4),
    st.sampled_from(["IOB1", "IOB2", "IOE2", "IOBES", "PLAIN"]),
    st.sampled_from(["tab", "space"]),
)
def test_any_documents_are_read_again_as_written(
    documents: list[list[list[str]]], scheme: str, delimiter: str
) -> None:
    format = Conll(scheme=scheme, delimiter=delimiter, layers={"pos": 2})  # type: ignore[arg-type]
    given_ = []
    for sentences in documents:
        ends = [sum(map(len, sentences[:i])) for i in range(len(sentences) + 1)]
        text, tokens = join(w for s in sentences for w in s)
        spans = [Span(e - 1, e, "é-x") for e in ends[1:]]
        pos = [w.upper() for s in sentences for w in s]
        groups = list(pairwise(ends))
        given_.append(Parsed(text, tokens, groups, spans, {"pos": pos}, "", "done"))
    data = b"".join(format.write(given_))
    found = list(format.read([Source.holding(data)]))
    assert [words(d) for d in found] == [words(d) for d in given_]  # type: ignore[arg-type]
    for again, before in zip(found, given_, strict=True):
        assert isinstance(again, Parsed)
        assert (again.sentences, again.spans, again.layers) == before[2:5]


@pytest.mark.parametrize(
    ("data", "line", "column", "code"),
    [
        (b"a\tO\nb\n", 2, 0, "columns"),
        (b"a\tO\nb\tO\tO\n", 2, 0, "columns"),
        (b"a\tO\n\n\tO\n", 3, 1, "empty_token"),
        (b"a\tO\nb\tX-LOC\n", 2, 2, "tag"),
        (b"# c\na\tO\n# c\nb\tLOC\n", 4, 2, "tag"),
        (b"a\tO\nb\tB-\n", 2, 2, "tag"),
        (b"a\tO\nb\tB- x\n", 2, 2, "tag"),
        (b"a\tO\nb\tB-x\x07\n", 2, 2, "tag"),
        (b"a\tO\nb\t\n", 2, 2, "tag"),
        (b"a\tO\n\x00\tO\n", 2, 1, "nul"),
        (b"a\tO\nb\xff\tO\n", 2, 2, "encoding"),
        (b"a\tO\n" + b"x" * 1001 + b"\tO\n", 1, 0, "token_too_long"),
        (b"a\tO\n" + b"x" * 1_048_577 + b"\n", 2, 0, "line_too_long"),
        (b"a\tO\n" * 20_001, 1, 0, "sentence_too_long"),
    ],
)
def test_damage_is_named_by_line_and_column(  # type: ignore[no-untyped-def]
    read, data: bytes, line: int, column: int, code: str
) -> None:
    documents, problems = read(Conll(), data)
    assert [(p.line, p.column, p.code, p.severity) for p in problems] == [
        (line, column, code, "error")
    ]
    assert len(documents) == (1 if line == 3 else 0)


def test_a_column_that_is_not_there_is_named(read) -> None:  # type: ignore[no-untyped-def]
    _, problems = read(Conll(tag_column=5), b"a\tO\n")
    assert "Column 5 was chosen for “tag”, and the first row has 2" in problems[0].message


def test_an_inside_tag_without_its_begin_is_mended_with_a_warning(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(Conll(), b"# c\na\tO\nb\tI-X\n")
    assert documents[0].spans == [Span(1, 2, "X")]
    assert [(p.line, p.column, p.code, p.severity) for p in problems] == [
        (3, 2, "mended", "warning")
    ]


def test_every_error_is_counted_and_the_first_hundred_are_kept(read) -> None:  # type: ignore[no-untyped-def]
    _, problems = read(Conll(), b"a\tQ\n" * 250)
    tally = Tally()
    for problem in problems:
        tally.add(problem)
    assert tally.error_count == 250
    assert [p.line for p in tally.errors] == list(range(1, 101))


@pytest.mark.parametrize(
    ("name", "sentences", "tokens", "entities", "mended"),
    [
        ("wnut17/wnut17train.conll.xz", 3394, 62730, 1975, 0),
        ("wnut17/emerging.dev.conll.xz", 1009, 15733, 836, 0),
        ("wnut17/emerging.test.annotated.xz", 1287, 23394, 1079, 0),
        ("wnut17/emerging.test.xz", 1287, 23394, 0, 0),
        ("weibo/weiboNER_2nd_conll.train.xz", 1350, 73778, 1895, 10),
        ("exports/schemes/ncrfpp_train.bmes.xz", 447, 6603, 834, 0),
        ("exports/schemes/ncrfpp_dev.bmes.xz", 106, 1452, 210, 0),
    ],
)
def test_files_from_the_wild_have_the_known_counts(  # type: ignore[no-untyped-def]
    read, real, name: str, sentences: int, tokens: int, entities: int, mended: int
) -> None:
    source = real(name)
    documents, problems = read(detect([source]).format, source)
    assert [p for p in problems if p.code != "mended"] == []
    assert sum(len(d.sentences) for d in documents) == sentences
    assert sum(len(d.tokens) for d in documents) == tokens
    assert sum(len(d.spans) for d in documents) == entities
    assert len(problems) == mended


def test_weibo_with_its_digits_stripped_is_cut_again_by_the_words_tokenizer(real) -> None:  # type: ignore[no-untyped-def]
    source = real("weibo/weiboNER_2nd_conll.dev.xz")
    found = detect([source])
    assert [w.code for w in found.warnings] == ["position_digits"]
    stripped = detect([source], "conll", {"strip_position": True}).format
    name, share = tokenizer_of(stripped, [source], "zh")
    assert name in ("words", "characters")
    assert share > 0.99
