"""Explicit extraction: by list, by condition, and where the rest goes."""

import pytest
from pydantic import ValidationError

from featuresets.splits import SPLIT
from featuresets.splits.picked import Pick, Picked
from featuresets.splits.rows import DEV, NOWHERE, PARTS, TEST, TRAIN, Facts, Rows, SplitError


def facts(
    document: int,
    text: str = "Sony CE rocks",
    *,
    source: str = "a.txt",
    state: str = "done",
    labels: str = "PNAME",
) -> Facts:
    return Facts(document, state, ("group", source), text, frozenset(labels.split()))


def rows_of(split: Picked, *documents: Facts) -> Rows:
    rows = Rows()
    for document in documents:
        rows.add(document.document, document.sources[1], b"", {}, split.mark(document))
    return rows


def test_f1_listed_documents_go_where_they_are_listed_and_the_rest_to_train() -> None:
    split = Picked(dev=Pick(documents=(2,)), test=Pick(documents=(3, 5)))
    rows = rows_of(split, *(facts(i) for i in range(1, 6)))
    assert list(split.assign(rows)) == [TRAIN, DEV, TEST, TRAIN, TEST]


@pytest.mark.parametrize(
    ("pick", "meets"),
    [
        (Pick(label="PNAME"), [1, 3]),
        (Pick(q="NIKON"), [2]),
        (Pick(source="b.txt"), [3]),
        (Pick(state="new"), [2]),
        (Pick(label="PNAME", source="a.txt"), [1]),
        (Pick(), []),
    ],
)
def test_f1_a_condition_picks_what_meets_all_of_it(pick: Pick, meets: list[int]) -> None:
    documents = [
        facts(1),
        facts(2, "a nikon lens", state="new", labels=""),
        facts(3, source="b.txt", labels="PNAME PFEATURE"),
    ]
    assert [document.document for document in documents if pick.meets(document)] == meets


def test_a_list_beats_a_condition_and_an_earlier_part_a_later_one() -> None:
    split = Picked(
        train=Pick(source="a.txt"), dev=Pick(label="PNAME"), test=Pick(documents=(1,)), rest=None
    )
    marks = [split.mark(facts(i, source=s)) for i, s in ((1, "a.txt"), (2, "a.txt"), (3, "b.txt"))]
    assert marks == [TEST, TRAIN, DEV]


def test_without_a_place_for_the_rest_it_is_left_out() -> None:
    split = Picked(train=Pick(documents=(1,)), rest=None)
    assert list(split.assign(rows_of(split, facts(1), facts(2)))) == [TRAIN, NOWHERE]


def test_a_document_on_two_lists_is_refused_at_the_later_list() -> None:
    with pytest.raises(ValidationError) as refused:
        SPLIT.validate_python(
            {"kind": "picked", "dev": {"documents": [4, 7]}, "test": {"documents": [7]}}
        )
    (error,) = refused.value.errors()
    assert error["loc"] == ("picked", "test")
    assert "Document 7 is listed for dev as well" in error["msg"]


def test_nothing_to_learn_from_is_refused_at_the_rest() -> None:
    with pytest.raises(ValidationError) as refused:
        SPLIT.validate_python({"kind": "picked", "test": {"documents": [1]}, "rest": None})
    assert [error["loc"] for error in refused.value.errors()] == [("picked", "rest")]


def test_a_listed_document_that_is_not_there_is_refused_at_its_place() -> None:
    split = Picked(test=Pick(documents=(1, 99)))
    with pytest.raises(SplitError, match="Document 99") as refused:
        split.assign(rows_of(split, facts(1), facts(2)))
    assert refused.value.at == ("test", "documents", 1)


@pytest.mark.parametrize("part", PARTS)
def test_a_condition_that_nothing_meets_is_refused_at_its_part(part: str) -> None:
    pick = {part: Pick(q="nowhere to be found")}
    split = Picked(**{"train": Pick(label="PNAME"), **pick, "rest": None})
    with pytest.raises(SplitError, match=f"The {part} part would be empty") as refused:
        split.assign(rows_of(split, facts(1), facts(2)))
    assert refused.value.at == (part,)
