"""Every entity that was marked or answered stands in exactly one row."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from kernel.sentences import Sentence
from kernel.text import Span, Token
from training.tagger.evaluate.compared import rows
from training.tagger.evaluate.judged import Judged

WORDS = 6
TEXT = " ".join("abcdef")
TOKENS = [Token(2 * at, 2 * at + 1) for at in range(WORDS)]


def judged(gold: Sequence[Span], said: Sequence[Span]) -> Judged:
    sentence = Sentence(7, 0, "", TEXT, TOKENS, list(gold), {})
    return Judged(sentence, list(gold), list(said), [0.5] * len(said), [], [])


@st.composite
def readings(draw: st.DrawFn) -> list[Span]:
    """Spans that do not overlap, in their order."""
    cuts = sorted(draw(st.sets(st.integers(0, WORDS), max_size=WORDS)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Span(start, end, draw(st.sampled_from("XY"))) for start, end in pairs]


@given(readings(), readings())
def test_each_span_of_either_side_is_in_one_row(gold: list[Span], said: list[Span]) -> None:
    found = list(rows(judged(gold, said), 3))

    def spans(side: str) -> list[tuple[int, int, str]]:
        return sorted(
            (r[side]["start"], r[side]["end"], r[side]["label"]) for r in found if r[side]
        )

    def places(given: list[Span]) -> list[tuple[int, int, str]]:
        return sorted((TOKENS[s].start, TOKENS[e - 1].end, label) for s, e, label in given)

    assert spans("truth") == places(gold)
    assert spans("answer") == places(said)
    right = [row for row in found if row["verdict"] == "right"]
    assert len(right) == len(set(gold) & set(said))
    assert {row["sentence"] for row in found} == {3}
    for row in found:
        for side in filter(None, (row["truth"], row["answer"])):
            assert row["text"][side["start"] : side["end"]] == side["text"]


def test_a_sentence_without_any_entity_is_a_row_of_its_own() -> None:
    (row,) = rows(judged([], []), 1)
    assert (row["verdict"], row["truth"], row["answer"]) == ("none", None, None)


def test_overlapping_spans_are_one_error_together() -> None:
    cases = {
        "boundary": ([Span(0, 2, "X")], [Span(0, 3, "X")]),
        "label": ([Span(0, 2, "X")], [Span(0, 2, "Y")]),
        "missed": ([Span(0, 2, "X")], []),
        "spurious": ([], [Span(0, 2, "X")]),
    }
    for verdict, (gold, said) in cases.items():
        (row,) = rows(judged(gold, said), 1)
        assert row["verdict"] == verdict
