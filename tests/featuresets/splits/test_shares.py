"""Shares become exact sizes; groups fill them."""

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from featuresets.splits import SPLIT
from featuresets.splits.rows import SplitError
from featuresets.splits.shares import Rooms, largest_remainder, shuffled

percents = st.tuples(st.integers(1, 100), st.integers(0, 50), st.integers(0, 50))


@given(total=st.integers(0, 100_000), percents=percents)
def test_sizes_add_up_and_are_never_a_whole_sentence_off(
    total: int, percents: tuple[int, int, int]
) -> None:
    shares = [percent / sum(percents) for percent in percents]
    sizes = largest_remainder(total, shares)
    assert sum(sizes) == total
    for size, share in zip(sizes, shares, strict=True):
        assert abs(size - total * share) < 1 + 1e-6


def test_a_tenth_is_a_tenth_and_not_its_binary_neighbour() -> None:
    for total in range(0, 5000, 10):
        assert largest_remainder(total, [0.7, 0.1, 0.2])[1] == Fraction(total, 10)


def test_of_equal_remainders_the_smaller_part_is_served_first() -> None:
    assert largest_remainder(5, [0.7, 0.1, 0.2]) == [3, 1, 1]
    assert largest_remainder(15, [0.7, 0.1, 0.2]) == [10, 2, 3]


@pytest.mark.parametrize("kind", ["random", "stratified", "by_document"])
def test_shares_that_do_not_add_up_are_refused_at_a_field(kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        SPLIT.validate_python({"kind": kind, "train": 0.9})
    (error,) = refused.value.errors()
    assert error["loc"] == (kind, "test")
    assert "add up to 1.2; make them add up to 1" in error["msg"]


def test_shares_may_miss_one_by_the_rounding_of_a_float() -> None:
    split = SPLIT.validate_python({"kind": "random", "train": 0.7 + 1e-10, "dev": 0.1, "test": 0.2})
    assert split.kind == "random"


@pytest.mark.parametrize(
    "wrong",
    [
        {"train": 0, "dev": 0.5, "test": 0.5},
        {"train": 1.2, "dev": -0.1, "test": -0.1},
        {"seed": -1},
        {"seed": 2**31},
        {"group": "colour"},
        {"shuffle": True},
        {"train": float("nan")},
        {"include": "some"},
    ],
)
def test_an_impossible_value_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SPLIT.validate_python({"kind": "random", **wrong})


def test_a_part_too_small_for_one_sentence_is_refused_at_its_share() -> None:
    split = SPLIT.validate_python({"kind": "random"})
    with pytest.raises(SplitError, match=r"0\.1 of 3 sentences leaves the dev") as refused:
        split.sizes(3)  # type: ignore[union-attr]
    assert refused.value.at == ("dev",)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(0, 5))
def test_filling_places_every_group_once(groups: list[int], seed: int) -> None:
    sizes = largest_remainder(sum(groups), [0.7, 0.1, 0.2])
    rooms = Rooms(sizes, groups)
    rooms.fill(range(len(groups)), Random(seed))
    filled = Counter[int]()
    for group, part in enumerate(rooms.parts):
        filled[part] += groups[group]
    assert set(filled) <= {0, 1, 2}
    assert [size - left for size, left in zip(sizes, rooms.left, strict=True)] == [
        filled[part] for part in range(3)
    ]


@given(st.lists(st.integers(2, 6), max_size=12), st.integers(0, 5))
def test_enough_single_sentences_make_every_size_exact(large: list[int], seed: int) -> None:
    groups = [*large, *[1] * (20 + 10 * len(large))]
    sizes = largest_remainder(sum(groups), [0.6, 0.2, 0.2])
    rooms = Rooms(sizes, groups)
    rooms.fill(range(len(groups)), Random(seed))
    assert rooms.left == [0, 0, 0]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(0, 20))
def test_a_part_of_share_zero_gets_nothing_even_when_the_others_overflow(
    groups: list[int], seed: int
) -> None:
    rooms = Rooms(largest_remainder(sum(groups), [0.8, 0.0, 0.2]), groups)
    rooms.fill(range(len(groups)), Random(seed))
    assert 1 not in rooms.parts


def test_three_groups_fill_three_parts() -> None:
    for seed in range(20):
        rooms = Rooms([70, 10, 20], [50, 30, 20])
        rooms.fill(range(3), Random(seed))
        assert sorted(rooms.done("document")) == [0, 1, 2]
        assert rooms.parts[0] == 0  # the largest one where most room is


def test_too_few_groups_are_refused_with_their_number() -> None:
    rooms = Rooms([7, 1, 2], [6, 4])
    rooms.fill(range(2), Random(1))
    with pytest.raises(SplitError, match="there are only 2 documents"):
        rooms.done("document")


def test_the_drawn_order_is_the_same_on_every_machine() -> None:
    assert shuffled(range(10), Random(13)) == [9, 6, 4, 7, 5, 0, 2, 1, 8, 3]
