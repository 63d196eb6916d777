"""A snapshot line gives back the sentence it was written from, and refuses everything else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.sentences import Sentence, read, words, write
from kernel.text import Span, tokenize

LINE = (
    '{"document":12,"number":0,"group":"a.txt","text":"Sony CE rocks",'
    '"tokens":[[0,4],[5,7],[8,13]],"spans":[[0,2,"PNAME"]],"layers":{"pos":["NNP","NNP","VBZ"]}}'
)


def changed(**fields: Any) -> str:
    return json.dumps({**json.loads(LINE), **fields})


def test_the_line_is_as_documented() -> None:
    sentence = read(LINE)
    assert sentence.spans == [Span(0, 2, "PNAME")]
    assert words(sentence) == ["Sony", "CE", "rocks"]
    assert write(sentence) == LINE


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 2**40), st.text("ab\n"))
def test_any_text_survives_and_stays_on_one_line(text: str, number: int, group: str) -> None:
    tokens = tokenize(text)
    spans = [Span(i, i + 1, "X") for i in range(0, len(tokens), 2)]
    sentence = Sentence(number, 3, group, text, tokens, spans, {"pos": ["é"] * len(tokens)})
    line = write(sentence)
    assert "\n" not in line
    assert "\r" not in line
    assert read(line) == sentence


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "Expecting value"),
        ("[]", "A line is an object"),
        ("[" * 100_000, "nested too deeply"),
        (changed(extra=1), "A line is an object"),
        (changed(document="12"), "“document” must be a number"),
        (changed(number=True), "“number” must be a number"),
        (changed(text=None), "“text” must be a text"),
        (changed(text="\ud800"), "surrogate"),
        (changed(tokens=[[0, 4], [3, 7], [8, 13]]), "“tokens”.*number 1"),
        (changed(tokens=[[0, 4], [5, 5], [8, 13]]), "“tokens”"),
        (changed(tokens=[[0, 4], [5, 7], [8, 14]]), "“tokens”"),
        (changed(tokens=[[0.0, 4], [5, 7], [8, 13]]), "“tokens”"),
        (changed(tokens=5), "“tokens”"),
        (changed(tokens=[[0, 4, 5]]), "“tokens”"),
        (changed(spans=[[0, 4, "A"]]), "“spans”"),
        (changed(spans=[[0, 2, "A"], [1, 3, "A"]]), "“spans”.*number 1"),
        (changed(spans=[[0, 2, ""]]), "“spans”"),
        (changed(spans=[[0, 2, 7]]), "“spans”"),
        (changed(layers=[]), "“layers” must be an object"),
        (changed(layers={"pos": ["A"]}), "1 tags for 3 tokens"),
        (changed(layers={"pos": [1, 2, 3]}), "list of texts"),
    ],
)
def test_a_damaged_line_is_refused_with_its_reason(line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read(line)
