"""Documents become sentences, with offsets of their own and no entity lost."""

from hypothesis import given
from hypothesis import strategies as st

from featuresets.cutting import Document, cut
from kernel import sentences
from kernel.text import Span, Token, tokenize


def document(text: str, ends: list[int], *spans: tuple[int, int, str]) -> Document:
    tokens = tokenize(text, "whitespace")
    starts = [0, *ends]
    ranges = list(zip(starts, [*ends, len(tokens)], strict=True))
    layers = {"pos": [f"P{i}" for i in range(len(tokens))]}
    return Document(5, "done", ("g",), text, tokens, ranges, [Span(*s) for s in spans], layers)


def test_a_sentence_has_offsets_into_its_own_text() -> None:
    first, second = cut(document("  Sony CE rocks .\nI  like it", [4], (0, 2, "P"), (6, 7, "Q")))
    assert (first.text, second.text) == ("Sony CE rocks .", "I  like it")
    assert second.tokens == [Token(0, 1), Token(3, 7), Token(8, 10)]
    assert (first.spans, second.spans) == ([Span(0, 2, "P")], [Span(2, 3, "Q")])
    assert second.layers == {"pos": ["P4", "P5", "P6"]}
    assert (first.number, second.number) == (0, 1)
    assert (first.document, first.group) == (5, "g")


def test_a_span_across_a_border_joins_the_sentences() -> None:
    found = list(cut(document("a b c d e f g", [2, 4, 6], (1, 5, "X"), (6, 7, "Y"))))
    assert [sentence.text for sentence in found] == ["a b c d e f", "g"]
    assert found[0].spans == [Span(1, 5, "X")]
    assert found[1].spans == [Span(0, 1, "Y")]


def test_an_empty_document_has_no_sentence() -> None:
    assert list(cut(Document(1, "done", ("",), "  ", [], [], [], {}))) == []
    assert list(cut(Document(1, "done", ("",), "  ", [], [(0, 0)], [], {}))) == []


def test_a_document_without_borders_is_one_sentence() -> None:
    tokens = tokenize("a b")
    (only,) = cut(Document(1, "done", ("",), "a b", tokens, [], [], {}))
    assert only.text == "a b"


@given(st.data())
def test_all_tokens_and_spans_arrive_in_order_and_can_be_read_back(data: st.DataObject) -> None:
    length = data.draw(st.integers(1, 30))
    borders = sorted(data.draw(st.sets(st.integers(1, length - 1)))) if length > 1 else []
    points = sorted(data.draw(st.sets(st.integers(0, length), max_size=12)))
    spans = [(a, b, f"L{a}") for a, b in zip(points[::2], points[1::2], strict=False)]
    whole = document(" ".join(f"w{i}🎉" for i in range(length)), borders, *spans)
    found = list(cut(whole))
    words = [word for sentence in found for word in sentences.words(sentence)]
    assert words == [whole.text[start:end] for start, end in whole.tokens]
    offset, arrived = 0, []
    for number, sentence in enumerate(found):
        assert sentence.number == number
        assert sentences.read(sentences.write(sentence)) == sentence
        arrived += [
            Span(span.start + offset, span.end + offset, span.label) for span in sentence.spans
        ]
        offset += len(sentence.tokens)
    assert arrived == list(whole.spans)
