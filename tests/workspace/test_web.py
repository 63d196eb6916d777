"""Errors of nested choices are told at places that the sender knows."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from kernel.entry import Entry
from workspace.errors import RefusedMany
from workspace.web import Form, check


class Cat(Entry):
    kind: Literal["cat"] = "cat"
    lives: int = Field(9, ge=1)
    size: int | Literal["auto"] = "auto"


class Dog(Entry):
    kind: Literal["dog"] = "dog"
    friends: list[Annotated["Cat | Dog", Field(discriminator="kind")]] = []


class Zoo(Form):
    animal: Annotated[Cat | Dog, Field(discriminator="kind")]
    guest: Cat | None = None


def places(raw: str) -> list[tuple[str | int, ...]]:
    with pytest.raises(RefusedMany) as refused:
        check(Zoo, raw)
    return sorted({p.at for p in refused.value.problems}, key=str)


def test_the_name_of_a_union_member_is_not_part_of_the_place() -> None:
    assert places('{"animal": {"kind": "cat", "lives": 0}}') == [("animal", "lives")]
    assert places('{"animal": {"kind": "cat", "cat": 0}}') == [("animal", "cat")]


def test_places_go_through_lists() -> None:
    raw = '{"animal": {"kind": "dog", "friends": [{"kind": "cat"}, {"kind": "cat", "lives": -1}]}}'
    assert places(raw) == [("animal", "friends", 1, "lives")]


def test_what_may_be_null_has_places_like_all_else() -> None:
    raw = '{"animal": {"kind": "cat"}, "guest": {"kind": "cat", "lives": 0, "size": "big"}}'
    assert places(raw) == [("guest", "lives"), ("guest", "size")]


def test_a_number_or_auto_is_told_at_its_field() -> None:
    assert places('{"animal": {"kind": "cat", "size": "big"}}') == [("animal", "size")]


def test_text_is_not_a_number_and_true_is_not_one() -> None:
    assert places('{"animal": {"kind": "cat", "lives": "7"}}') == [("animal", "lives")]
    assert places('{"animal": {"kind": "cat", "lives": true}}') == [("animal", "lives")]


def test_an_unknown_choice_names_the_known_ones() -> None:
    with pytest.raises(RefusedMany) as refused:
        check(Zoo, '{"animal": {"kind": "cow"}}')
    (problem,) = refused.value.problems
    assert problem.at == ("animal",)
    assert "'cat'" in problem.message
