"""The sentences a user reads before training."""

import pytest

from featuresets.balance.parts import Part
from featuresets.balance.problems import (
    Fix,
    Problem,
    counted,
    named,
    of_documents,
    of_labels,
    of_parts,
    of_repeats,
)

FIX = Fix("duplicates", "Keep equal sentences in one part")


def parts(*counts: dict[str, int], sentences: int = 1000) -> list[Part]:
    found = [Part(name) for name in ("train", "dev", "test")]
    for part, labels in zip(found, counts, strict=True):
        part.labels.update(labels)
        part.sentences = sentences
    return found


def kinds(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.kind, problem.severity) for problem in problems]


def test_f4_a_label_missing_from_train_is_an_error_and_from_test_a_warning() -> None:
    found = list(of_labels(parts({"A": 50}, {"A": 9, "B": 9}, {"B": 9}), ["A", "B"]))
    assert kinds(found) == [("missing_label", "error"), ("missing_label", "warning")]
    assert found[0].detail == {"part": "train", "labels": ["B"]}
    assert found[0].message == "“B” stands nowhere in the train part: the model cannot learn it."
    assert found[1].message == "“A” stands nowhere in the test part: it cannot be scored."
    (both,) = of_labels(parts({"A": 50, "B": 50}, {"A": 9, "B": 9}, {"C": 0}), ["A", "B"])
    assert "“A” and “B” stand nowhere in the test part: they cannot" in both.message


def test_sentences_without_any_label_teach_nothing() -> None:
    (found,) = of_labels(parts({}, {}, {}), ["A"])
    assert (found.kind, found.severity) == ("missing_label", "error")
    assert found.message == "No sentence here carries a label: there is nothing to learn."


def test_a_label_that_nobody_uses_is_only_mentioned() -> None:
    (found,) = of_labels(parts({"A": 50}, {"A": 9}, {"A": 9}), ["A", "B", "C"])
    assert (found.kind, found.severity) == ("missing_label", "info")
    assert found.message == "“B” and “C” stand nowhere here: the model will not know them."


def test_rare_labels_are_named_with_their_counts() -> None:
    found = list(of_labels(parts({"A": 9}, {"A": 5}, {"A": 1}), ["A"]))
    assert kinds(found) == [("rare_label", "warning")] * 2
    assert found[0].message == "“A” stands only 9 times in the train part: too few to learn well."
    assert found[1].message == "“A” stands only once in the test part: too few to measure well."
    assert found[1].detail == {"part": "test", "labels": [{"name": "A", "count": 1}]}


def test_an_empty_part_says_what_it_costs_and_no_label_is_missing_from_it() -> None:
    found = parts({"A": 50}, {}, {})
    found[1].sentences = found[2].sentences = 0
    assert kinds(list(of_parts(found))) == [("empty_part", "info"), ("empty_part", "warning")]
    assert list(of_labels(found, ["A"])) == []


def test_few_sentences_are_a_warning() -> None:
    found = list(of_parts(parts({}, {}, {}, sentences=29)))
    assert [(problem.kind, problem.detail["part"]) for problem in found] == [
        ("few_sentences", "train"),
        ("few_sentences", "test"),
    ]
    assert list(of_parts(parts({}, {}, {}, sentences=100))) == []


def repeats(across: int, conflicting: int) -> dict[str, int]:
    return {
        "extra_copies": 384,
        "sentences": 298,
        "conflicting": conflicting,
        "across_parts": across,
    }


def test_repeats_across_parts_are_a_warning_that_can_be_fixed() -> None:
    leak, conflict = of_repeats(repeats(156, 35), FIX)
    assert leak.message == (
        "384 extra copies of 298 sentences; "
        "156 lie in more than one part, so that scores look too good."
    )
    assert (leak.severity, leak.fix) == ("warning", FIX)
    assert conflict.message == "35 sentences occur more than once with different labels."


def test_repeats_within_one_part_are_mentioned_without_a_fix() -> None:
    (found,) = of_repeats(repeats(0, 0), FIX)
    assert (found.kind, found.severity, found.fix) == ("duplicates", "info", None)


def test_without_repeats_nothing_is_said() -> None:
    none = dict.fromkeys(repeats(0, 0), 0)
    assert list(of_repeats(none, FIX)) == []
    assert list(of_documents(0)) == []


@pytest.mark.parametrize(
    ("left_out", "opening"), [(1, "1 document is not"), (12, "12 documents are not")]
)
def test_documents_that_did_not_enter_are_counted(left_out: int, opening: str) -> None:
    (found,) = of_documents(left_out)
    assert (found.kind, found.severity) == ("unlabelled", "info")
    assert found.message.startswith(opening)


def test_a_long_list_of_labels_is_cut_short() -> None:
    assert named("A") == "“A”"
    assert named("ABC") == "“A”, “B” and “C”"
    assert named("ABCDEFGHIJ").endswith("“H” and 2 more")
    assert counted(1200, "copy", "copies") == "1,200 copies"
