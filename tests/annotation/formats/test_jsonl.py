"""JSON lines, ours and doccano's: offsets hold, nothing is lost, damage is named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.formats import Doccano, Jsonl, Parsed, Source
from annotation.formats.detect import detect
from kernel.text import Span, Token, sentences, to_utf8, to_utf16, tokenize

OFFSETS = {"start_offset": 0, "end_offset": 7, "label": "P"}


def surfaces(document: Parsed) -> list[tuple[str, str]]:
    tokens = document.tokens
    return [
        (document.text[tokens[s.start].start : tokens[s.end - 1].end], s.label)
        for s in document.spans
    ]


def one(read, row: Any, format: Jsonl | None = None) -> Parsed:  # type: ignore[no-untyped-def]
    documents, problems = read(format or Jsonl(), json.dumps(row).encode())
    assert [p for p in problems if p.severity == "error"] == []
    return documents[0]  # type: ignore[no-any-return]


def refusals(read, data: bytes, format: Jsonl | None = None) -> list[tuple[int, str]]:  # type: ignore[no-untyped-def]
    documents, problems = read(format or Jsonl(), data)
    assert not documents
    return [(p.line, p.code) for p in problems if p.severity == "error"]


@pytest.mark.parametrize(
    "row",
    [
        {"text": "Sony CE rocks", "spans": [{"start": 0, "end": 7, "label": "P"}]},
        {"text": "Sony CE rocks", "label": [[0, 7, "P"]], "meta": {"a": 1}},
        {"text": "Sony CE rocks", "labels": [[0, 7, "P"]]},
        {"data": "Sony CE rocks", "label": [[0, 7, "P"]]},
        {"text": "Sony CE rocks", "entities": [{"id": 1, **OFFSETS}], "relations": []},
        {"text": "Sony CE rocks", "annotations": [{"user": 1, **OFFSETS}]},
    ],
)  # fmt: skip
def test_each_spelling_of_a_span_is_read(read, row: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]
    document = one(read, row)
    assert document.spans == [Span(0, 2, "P")]
    assert document.state == "done"


def test_text_without_spans_is_new(read) -> None:  # type: ignore[no-untyped-def]
    assert one(read, {"text": "a"}).state == "new"
    assert one(read, {"text": "a", "label": []}).state == "new"
    assert one(read, {"text": "a", "state": "done"}).state == "done"
    assert one(read, {"text": "a", "answer": "ignore"}).state == "skipped"


def test_a_span_inside_a_word_cuts_the_word_with_a_warning(read) -> None:  # type: ignore[no-untyped-def]
    row = {"text": "Sonyfoto x", "tokens": [[0, 8], [9, 10]], "layers": {"pos": ["N", "X"]}}
    documents, problems = read(
        Jsonl(), json.dumps({**row, "spans": [{"start": 0, "end": 4, "label": "P"}]}).encode()
    )
    assert documents[0].tokens == [Token(0, 4), Token(4, 8), Token(9, 10)]
    assert surfaces(documents[0]) == [("Sony", "P")]
    assert documents[0].layers == {"pos": ["N", "N", "X"]}
    assert [(p.code, p.severity) for p in problems] == [("cut", "warning")]


def test_spaces_at_the_edge_of_a_span_are_left_out_with_a_warning(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(Jsonl(), b'{"text": "a bc d", "label": [[1, 5, "X"]]}')
    assert surfaces(documents[0]) == [("bc", "X")]
    assert [p.code for p in problems] == ["trimmed"]


def test_a_repeated_span_counts_once(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(Jsonl(), b'{"text": "a", "label": [[0, 1, "X"], [0, 1, "X"]]}')
    assert documents[0].spans == [Span(0, 1, "X")]
    assert [p.code for p in problems] == ["repeated"]


@pytest.mark.parametrize(("unit", "convert"), [("utf16", to_utf16), ("utf8", to_utf8)])
def test_offsets_may_count_other_units(read, unit: str, convert) -> None:  # type: ignore[no-untyped-def]
    text = "👍 é Sony"
    span = {"start": convert(text, 4), "end": convert(text, 8), "label": "P"}
    document = one(read, {"text": text, "spans": [span]}, Jsonl(offset_unit=unit))  # type: ignore[arg-type]
    assert surfaces(document) == [("Sony", "P")]
    inside = json.dumps({"text": text, "label": [[1, 3, "P"]]}).encode()
    assert refusals(read, inside, Jsonl(offset_unit=unit)) == [(1, "offset")]  # type: ignore[arg-type]


@st.composite
def documents(draw: st.DrawFn) -> Parsed:
    text = draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
    tokens = tokenize(text, draw(st.sampled_from(["words", "whitespace", "characters"])))
    tokens = [t for t in tokens if text[t.start : t.end].strip() == text[t.start : t.end]]
    text, tokens = (text, tokens) if tokens else ("a", [Token(0, 1)])
    spans = [Span(i, i + 1, "é x") for i in range(len(tokens)) if draw(st.booleans())]
    layers = draw(st.sampled_from([{}, {"pos": ["N"] * len(tokens)}]))
    state = draw(st.sampled_from(["new", "done", "skipped"]))
    groups = sentences(text, tokens)
    return Parsed(text, tokens, groups, spans, layers, draw(st.sampled_from(["", "g"])), state)


@given(st.lists(documents(), max_size=4))
def test_our_own_lines_lose_nothing(made: list[Parsed]) -> None:
    data = b"".join(Jsonl().write(made))
    found = list(Jsonl().read([Source.holding(data)]))
    assert found == [d._replace(line=i) for i, d in enumerate(made, 1)]


@given(st.lists(documents(), max_size=4))
def test_doccano_lines_keep_text_and_spans(made: list[Parsed]) -> None:
    data = b"".join(Doccano().write(made))
    found = [d for d in Doccano().read([Source.holding(data)]) if isinstance(d, Parsed)]
    assert [(d.text, surfaces(d)) for d in found] == [(d.text, surfaces(d)) for d in made]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"{", "json_document"),
        (b"[", "json_document"),
        (b'[{"text": "a"}]', "json_document"),
        (b'"a"', "record"),
        (b'{"text": "a"', "json"),
        (b"{'text': 'a'}", "json"),
        (b'{"text": "a", "text": "b"}', "json"),
        (b'{"text": NaN}', "json"),
        (b'{"text": "\\ud800"}', "json"),
        (b'{"text": "a\\u0000"}', "json"),
        (b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}", "json"),
        (b'{"text": "\xff"}', "encoding"),
        (b'{"text": "\x00"}', "nul"),
        (b'{"spans": []}', "text"),
        (b'{"text": 7}', "text"),
        (b'{"text": ""}', "empty"),
        (b'{"text": " \\n "}', "empty"),
        (b'{"text": "' + b"a " * 500_001 + b'"}', "text_too_long"),
        (b'{"text": "' + b"a" * 1001 + b'"}', "token_too_long"),
        (b'{"text": "' + b"a " * 20_001 + b'"}', "sentence_too_long"),
        (b'{"text": "abc", "label": "PER"}', "spans"),
        (b'{"text": "abc", "label": ["PER"]}', "span"),
        (b'{"text": "abc", "label": [[0, 1]]}', "span"),
        (b'{"text": "abc", "label": [["0", 1, "X"]]}', "span"),
        (b'{"text": "abc", "label": [[0.0, 1, "X"]]}', "span"),
        (b'{"text": "abc", "label": [[true, 2, "X"]]}', "span"),
        (b'{"text": "abc", "label": [[0, 1, null]]}', "span"),
        (b'{"text": "abc", "label": [[2, 1, "X"]]}', "span"),
        (b'{"text": "abc", "label": [[1, 1, "X"]]}', "span"),
        (b'{"text": "a bc", "label": [[1, 2, "X"]]}', "span"),
        (b'{"text": "abc", "label": [[-1, 1, "X"]]}', "offset"),
        (b'{"text": "abc", "label": [[0, 4, "X"]]}', "offset"),
        (b'{"text": "abc", "label": [[0, 1, ""]]}', "label"),
        (b'{"text": "abc", "label": [[0, 1, " X"]]}', "label"),
        (b'{"text": "abc", "label": [[0, 1, "X\\u0007"]]}', "label"),
        (b'{"text": "abc", "label": [[0, 1, "' + b"X" * 65 + b'"]]}', "label"),
        (b'{"text": "abc", "label": [[0, 2, "X"], [1, 3, "Y"]]}', "overlap"),
        (b'{"text": "abc", "label": [[0, 2, "X"], [0, 2, "Y"]]}', "overlap"),
        (b'{"text": "abc", "tokens": ["abc"]}', "tokens"),
        (b'{"text": "abc", "tokens": [[0, 2], [1, 3]]}', "tokens"),
        (b'{"text": "abc", "tokens": [[0, 4]]}', "offset"),
        (b'{"text": "a b", "tokens": [[0, 1]], "label": [[2, 3, "X"]]}', "span"),
        (b'{"text": "a b", "tokens": [[0, 1], [2, 3]], "sentences": [[0, 1]]}', "sentences"),
        (b'{"text": "a b", "tokens": [[0, 1], [2, 3]], "sentences": [[1, 2]]}', "sentences"),
        (b'{"text": "abc", "layers": {"pos": ["a", "b"]}}', "layers"),
        (b'{"text": "abc", "layers": ["a"]}', "layers"),
        (b'{"text": "abc", "group": 7}', "group"),
        (b'{"text": "abc", "state": "ready"}', "state"),
    ],
)
def test_damage_is_named_by_its_line(read, row: bytes, code: str) -> None:  # type: ignore[no-untyped-def]
    assert refusals(read, b"\r\n" + row + b"\r\n") == [(2, code)]


def test_a_bad_line_does_not_hide_the_next(read) -> None:  # type: ignore[no-untyped-def]
    documents, problems = read(Jsonl(), b'{"text": 1}\n{"text": "a"}\n{"text": 2}\n')
    assert [d.line for d in documents] == [2]
    assert [p.line for p in problems] == [1, 3]


def test_line_separators_inside_a_text_end_no_line(read) -> None:  # type: ignore[no-untyped-def]
    data = '\ufeff{"text": "a\u2028b\x85c"}'.encode()
    assert read(Jsonl(), data)[0][0].text == "a\u2028b\x85c"


@pytest.mark.parametrize(
    ("name", "documents", "spans", "kinds"),
    [
        ("exports/doccano/BSNER-BW_admin.jsonl.xz", 454, 444, {"trimmed", "cut"}),
        ("exports/doccano/transformer_labeling_text_label.jsonl", 2, 11, set()),
        ("exports/multi_annotator_soccer_pt/henrique.jsonl.xz", 99, 1724, {"trimmed", "cut"}),
        ("exports/prodigy/fashion_brands_eval.jsonl.xz", 500, 238, {"long_token"}),
    ],
)  # fmt: skip
def test_exports_from_the_wild_lose_no_span(  # type: ignore[no-untyped-def]
    read, real, name: str, documents: int, spans: int, kinds: set[str]
) -> None:
    source = real(name)
    found, problems = read(detect([source]).format, source)
    assert len(found) == documents
    assert sum(len(d.spans) for d in found) == spans
    assert {p.code for p in problems if p.severity == "warning"} <= kinds
    assert [p for p in problems if p.severity == "error"] == []


def test_a_models_spans_beyond_the_text_are_refused_by_line(read, real) -> None:  # type: ignore[no-untyped-def]
    source = real("exports/multi_annotator_soccer_pt/llm_few_shot.jsonl.xz")
    _, problems = read(Doccano(), source)
    errors = [p for p in problems if p.severity == "error"]
    assert [(p.line, p.code) for p in errors] == [(4, "offset"), (6, "offset")]
