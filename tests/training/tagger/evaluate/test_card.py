"""The card: intervals, views, slices, baselines, thresholds and warnings, from counts by hand."""

from collections import Counter

import pytest

from kernel import bio
from kernel.text import Span
from training.tagger.evaluate import Known, card
from training.tagger.evaluate.judged import Judged
from training.tagger.evaluate.thresholds import GRID, counted, thresholds
from training.tagger.evaluate.views import pairs, views


@pytest.fixture
def judged(reviews):
    def make(words, gold, said, shares=None):
        words = words.split()
        spans = [[Span(*one) for one in side] for side in (gold, said)]
        tags = [bio.tags_of(len(words), side) for side in spans]
        row = reviews.sentence(0, words, spans[0])
        return Judged(row, *spans, shares or [0.9] * len(said), *tags)

    return make


@pytest.fixture
def known():
    return Known(
        "IOB2",
        {"The": "O", "Sony": "B-PNAME", "CE": "I-PNAME", "rocks": "O", "zoom": "B-PFEATURE"},
        Counter({"O": 80, "B-PNAME": 12, "I-PNAME": 4, "B-PFEATURE": 4}),
        {("Sony",): Counter(PNAME=8), ("Sony", "CE"): Counter(PNAME=4), ("zoom",): Counter(A=1)},
    )


def codes(report):
    return {one["code"]: one for one in report["warnings"]}


def test_every_score_has_its_interval_and_equal_sentences_leave_none(judged):
    half = [judged("a b", [(0, 1, "A"), (1, 2, "B")], [(0, 1, "A")]) for _ in range(40)]
    entity = card(half, "test").report["entity"]
    assert entity["micro"]["interval"]["f1"] == pytest.approx([2 / 3, 2 / 3])
    assert entity["labels"]["B"]["interval"]["recall"] == [0.0, 0.0]
    assert entity["macro"]["interval"]["f1"] == pytest.approx([0.5, 0.5])
    mixed = [*half, *(judged("a b", [(0, 1, "A")], []) for _ in range(40))]
    low, high = card(mixed, "test").report["entity"]["micro"]["interval"]["f1"]
    assert low < card(mixed, "test").report["entity"]["micro"]["f1"] < high


def test_a_rare_label_is_uncertain_by_what_was_drawn_of_it_alone(judged):
    rare = [judged("a b", [(0, 1, "B")], [(0, 1, "B")]) for _ in range(4)]
    other = [judged("a b", [(0, 1, "A")], [(0, 1, "A")] * (at % 2)) for at in range(400)]
    entity = card([*rare, *other], "test").report["entity"]
    assert entity["labels"]["B"]["interval"]["f1"] == [1.0, 1.0]
    long = judged("a b", [(0, 2, "C")], [(0, 2, "C")])
    slices = {one["name"]: one for one in card([long, *other], "test").report["slices"]}
    assert slices["2 tokens"]["interval"] == [1.0, 1.0]
    rare[0] = judged("a b", [(0, 1, "B")], [])
    low, high = card([*rare, *other], "test").report["entity"]["labels"]["B"]["interval"]["recall"]
    assert (low, high) == (0.0, 1.0)  # a resample may hold the missed one alone


def test_the_views_count_borders_label_and_partial_matches_as_semeval_does(judged):
    one = judged(
        "a b c d e f g h",
        [(0, 2, "A"), (2, 4, "A"), (4, 5, "B"), (6, 7, "A")],
        [(0, 2, "A"), (3, 4, "A"), (4, 5, "A"), (7, 8, "B")],
    )
    found = {name: row["recall"] for name, row in views([one]).items()}
    assert found == {"strict": 1 / 4, "borders": 2 / 4, "label": 2 / 4, "partial": 2.5 / 4}


def test_equal_borders_pair_before_a_larger_overlap_and_each_entity_once():
    gold = [Span(0, 5, "A"), Span(5, 6, "B")]
    said = [Span(0, 5, "B"), Span(5, 6, "B")]
    assert list(pairs(gold, said)) == [(gold[0], said[0]), (gold[1], said[1])]
    assert list(pairs([Span(0, 6, "A")], said)) == [(Span(0, 6, "A"), said[0])]


def test_entities_are_sliced_by_what_training_knew_by_length_and_by_rareness(judged, known):
    rows = [
        judged("The Sony CE rocks", [(1, 3, "PNAME")], [(1, 3, "PNAME")]),
        judged("The Vento rocks", [(1, 2, "PNAME")], []),
        judged("The zoom rocks", [(1, 2, "PFEATURE")], [(1, 2, "PFEATURE"), (0, 1, "PNAME")]),
    ]
    report = card(rows, "test", known).report
    found = {one["name"]: one for one in report["slices"]}
    assert found["Seen in training with this label"]["f1"] == 1.0
    assert found["Never seen so"]["recall"] == 0.5
    assert found["Never seen so"]["predicted"] == 2
    assert found["With a word that training never had"]["recall"] == 0.0
    assert found["2 tokens"]["support"] == 1
    assert "Rare labels (below 5 % of training)" not in found
    assert len(found["1 token"]["interval"]) == 2
    assert report["unseen_words"] == pytest.approx(1 / 10)
    lengths = [one for one in report["slices"] if one["group"] == "sentence length"]
    assert sum(one["support"] for one in lengths) == 3


def test_without_a_training_part_there_are_no_baselines_and_no_seen_entities(judged):
    report = card([judged("a b", [(0, 1, "A")], [(0, 1, "A")])], "test").report
    assert report["baselines"] == []
    assert report["unseen_words"] is None
    assert not [one for one in report["slices"] if one["group"] == "training"]


def test_the_dictionary_takes_the_longest_match(known):
    assert known.matches(["The", "Sony", "CE", "Sony", "zoom"]) == [
        Span(1, 3, "PNAME"), Span(3, 4, "PNAME"), Span(4, 5, "A"),
    ]  # fmt: skip


def test_a_model_that_is_no_better_than_the_dictionary_is_told_so(judged, known):
    rows = [judged("The Sony CE rocks", [(1, 3, "PNAME")], [(1, 3, "PNAME")]) for _ in range(30)]
    warning = codes(card(rows, "test", known).report)["baseline"]
    assert "reaches 1.000. The model has learned nothing beyond that." in warning["message"]
    better = [judged("The Vento rocks", [(1, 2, "PNAME")], [(1, 2, "PNAME")]) for _ in range(30)]
    assert "baseline" not in codes(card(better, "test", known).report)


def test_a_model_below_the_dictionary_is_told_what_it_finds_beyond_it(judged, known):
    seen, new = [(1, 3, "PNAME")], [(1, 2, "PNAME")]
    rows = [judged("The Sony CE rocks", seen, seen if at > 2 else []) for at in range(30)]
    rows += [judged("The Vento rocks", new, new), judged("The Vento rocks", new, [])]
    message = codes(card(rows, "test", known).report)["baseline"]["message"]
    assert "Of the 2 entities that training never had, though, the model finds 50.0 %." in message


def test_few_entities_wide_intervals_and_an_accuracy_of_mostly_o_are_named(judged):
    few = codes(card([judged("a b c d e", [(0, 1, "A")], [])], "test").report)
    assert "Only 1 entity is" in few["few"]["message"]
    assert few["mostly_one_tag"]["about"] == "tokens"
    assert "80.0 %" in few["mostly_one_tag"]["message"]
    assert "silent" in few
    lucky = [judged("a b", [(0, 1, "A")], [(0, 1, "A")] * (at % 2)) for at in range(24)]
    assert "uncertain" in codes(card(lucky, "test").report)["wide"]["message"]
    two = [judged("a b", [(0, 1, "A")], [(0, 1, "A")]) for _ in range(30)]
    rare = codes(card([*two, judged("a b", [(0, 1, "B")], [])], "test").report)
    assert "“B”" in rare["few_of_label"]["message"]
    assert "few" not in rare
    assert "wide" not in rare


def test_v7_thresholds_count_what_stays_and_what_of_it_is_right(judged):
    one = judged("a b c", [(0, 1, "A"), (2, 3, "B")], [(0, 1, "A"), (1, 2, "A")], [0.9, 0.4])
    found = counted([one])
    half = GRID.index(0.5)
    assert (found["A"]["predicted"][0], found["A"]["right"][0]) == (2, 1)
    assert (found["A"]["predicted"][half], found["A"]["right"][half]) == (1, 1)
    assert (found["A"]["predicted"][-1], found["A"]["right"][-1]) == (0, 0)
    assert found["B"] == {"support": 1, "predicted": [0] * len(GRID), "right": [0] * len(GRID)}
    assert thresholds([], [one], "test")["chosen_on"] == "test"
    assert thresholds([one], [], "test")["chosen_on"] == "dev"


def test_errors_and_predictions_of_a_card_are_of_the_sentences_it_scored(judged):
    found = card([judged("a b", [(0, 1, "A")], [(1, 2, "A")])], "test")
    assert [fault["kind"] for fault in found.errors] == ["missed", "spurious"]
    assert found.predictions()[0]["predicted"] == [[1, 2, "A", 0.9]]
