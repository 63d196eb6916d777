"""Sentences about figures that say less than they seem to."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel.sentences import Sentence
from kernel.text import Span, join
from training.tagger.evaluate.card import card
from training.tagger.evaluate.judged import Judged

Make = Callable[[str], Judged]


@pytest.fixture
def tagged() -> Make:
    """A sentence whose every token has the tag X, read right."""

    def make(words: str) -> Judged:
        text, tokens = join(words.split())
        spans = [Span(at, at + 1, "X") for at in range(len(tokens))]
        tags = ["X"] * len(tokens)
        row = Sentence(0, 0, "", text, tokens, spans, {})
        return Judged(row, spans, spans, [1.0] * len(spans), tags, tags)

    return make


def said(judged: list[Judged], part: str = "test") -> dict[str, Any]:
    return {one["code"]: one["message"] for one in card(judged, part).report["warnings"]}


def test_where_each_token_has_a_tag_tags_are_counted(tagged: Make) -> None:
    assert said([tagged("The Sony rocks")])["few"].startswith("Only 3 tags are marked")
    assert said([tagged("Sony")])["few"].startswith("Only 1 tag is marked")


def test_where_a_token_has_none_entities_are_counted(tagged: Make) -> None:
    one = tagged("Sony rocks")
    few = said([one._replace(gold=one.gold[:1], said=one.said[:1])])["few"]
    assert few.startswith("Only 1 entity is marked")


def test_of_a_file_nobody_is_told_to_draw_the_parts_anew(tagged: Make) -> None:
    few = said([tagged("Sony rocks")], "file")["few"]
    assert "marked in the file" in few
    assert "test part" not in few
