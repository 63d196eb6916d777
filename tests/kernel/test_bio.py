"""Spans survive the way to tags and back; broken tags mean what seqeval reads in them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import get_entities

from kernel.bio import SCHEMES, Repair, detect, mend, parts, spans_of, tags_of
from kernel.text import Span

label = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
schemes = st.sampled_from(SCHEMES)


@st.composite
def marked(draw: st.DrawFn) -> tuple[int, list[Span]]:
    """A length and spans that do not overlap, some of them touching."""
    spans: list[Span] = []
    at = 0
    for _ in range(draw(st.integers(0, 5))):
        start = at + draw(st.integers(0, 2))
        at = start + draw(st.integers(1, 3))
        spans.append(
            Span(start, at, draw(st.sampled_from(["PER", "LOC", "creative-work"]) | label))
        )
    return at + draw(st.integers(0, 3)), spans


broken = st.lists(
    st.sampled_from(["O", *(f"{p}-{name}" for p in "BIES" for name in ("PER", "LOC"))]), max_size=12
)


def respelt(tags: Sequence[str], spelling: dict[str, str]) -> list[str]:
    return [spelling.get(tag[0], tag[0]) + tag[1:] for tag in tags]


@given(marked(), schemes)
def test_a_span_survives_the_way_to_tags_and_back(
    sentence: tuple[int, list[Span]], scheme: str
) -> None:
    length, spans = sentence
    assert spans_of(tags_of(length, spans, scheme), scheme) == spans


@given(marked(), st.sampled_from([{"E": "L", "S": "U"}, {"I": "M"}]))
def test_bilou_and_bmes_are_spellings_of_iobes(
    sentence: tuple[int, list[Span]], spelling: dict[str, str]
) -> None:
    length, spans = sentence
    assert mend(respelt(tags_of(length, spans, "IOBES"), spelling), "IOBES") == (spans, [])


@given(broken, schemes)
def test_broken_tags_mean_what_seqeval_reads(tags: list[str], scheme: str) -> None:
    theirs = [Span(first, last + 1, name) for name, first, last in get_entities(tags)]
    assert spans_of(tags, scheme) == theirs


@given(broken, schemes)
def test_mending_changes_exactly_the_named_tags(tags: list[str], scheme: str) -> None:
    spans, repairs = mend(tags, scheme)
    mended = list(tags)
    for repair in repairs:
        assert mended[repair.index] == repair.found != repair.meant
        mended[repair.index] = repair.meant
    assert mended == tags_of(len(tags), spans, scheme)


@given(marked(), schemes)
def test_sound_tags_need_no_mending(sentence: tuple[int, list[Span]], scheme: str) -> None:
    length, spans = sentence
    assert mend(tags_of(length, spans, scheme), scheme)[1] == []


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        ("IOB1", ["I-A", "I-A", "B-A", "O", "I-B"]),
        ("IOB2", ["B-A", "I-A", "B-A", "O", "B-B"]),
        ("IOE2", ["I-A", "E-A", "E-A", "O", "E-B"]),
        ("IOBES", ["B-A", "E-A", "S-A", "O", "S-B"]),
    ],
)
def test_each_scheme_writes_its_prefixes_and_is_recognised(scheme: str, tags: list[str]) -> None:
    spans = [Span(0, 2, "A"), Span(2, 3, "A"), Span(4, 5, "B")]
    assert tags_of(5, reversed(spans), scheme) == tags
    assert detect([["O"], tags]) == scheme


@given(marked())
def test_a_few_slips_do_not_change_the_scheme(sentence: tuple[int, list[Span]]) -> None:
    length, spans = sentence
    sound = [tags_of(length, spans, "IOB2"), ["B-A", "B-A", "O"], ["B-A", "O"]]
    assert detect([*sound, ["O", "I-A"]]) == "IOB2"


def test_without_evidence_the_scheme_is_iob2() -> None:
    assert detect([]) == detect([["O", "O"]]) == "IOB2"


def test_a_repair_says_what_was_meant_and_why() -> None:
    _, repairs = mend(["O", "I-PER"], "IOB2")
    assert repairs == [Repair(1, "I-PER", "B-PER", "A span begins here: B in IOB2.")]


@pytest.mark.parametrize("tag", ["", "B", "B-", "X-PER", "PER", "b-PER", "-PER", "O-PER", "o"])
def test_what_is_no_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="is no tag"):
        parts(tag)


@pytest.mark.parametrize(
    "spans",
    [
        [Span(0, 2, "A"), Span(1, 3, "A")],
        [Span(1, 1, "A")],
        [Span(2, 4, "A")],
        [Span(-1, 1, "A")],
        [Span(2, 1, "A")],
    ],
)
def test_overlapping_empty_and_outside_spans_are_refused(spans: list[Span]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        tags_of(3, spans)


def test_an_unknown_scheme_is_refused_with_the_choices() -> None:
    for act in (lambda: tags_of(1, [], "IO"), lambda: spans_of([], "IO"), lambda: mend([], "IO")):
        with pytest.raises(ValueError, match="IOB1, IOB2, IOE2, IOBES"):
            act()
