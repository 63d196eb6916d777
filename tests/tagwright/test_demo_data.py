"""The demo project's camera reviews: what a newcomer sees first has to be right."""

import json
from collections import Counter
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

import tagwright
from kernel.text import TOKENIZERS, tokenize

DEMO = Path(tagwright.__file__).parent / "demo"
LABELS = {"PNAME", "PFEATURE"}


class Mark(NamedTuple):
    """A labelled stretch, in code points of the sentence, half open."""

    start: int
    end: int
    label: str


class Review(NamedTuple):
    """One line of the file."""

    text: str
    spans: list[Mark]
    group: str
    state: str

    def words(self) -> list[tuple[str, str]]:
        return [(self.text[mark.start : mark.end], mark.label) for mark in self.spans]


def _read(line: str) -> Review:
    row = json.loads(line)
    assert set(row) == {"text", "spans", "group", "state"}
    marks = [Mark(**span) for span in row["spans"]]
    return Review(row["text"], marks, row["group"], row["state"])


@pytest.fixture(scope="module")
def reviews() -> list[Review]:
    lines = (DEMO / "camera_reviews.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    return [_read(line) for line in lines]


def test_there_are_about_four_hundred_distinct_sentences(reviews: list[Review]) -> None:
    assert 400 <= len(reviews) <= 420
    assert len({review.text.casefold() for review in reviews}) == len(reviews)


def test_a_tenth_waits_for_the_newcomer_and_carries_no_span(reviews: list[Review]) -> None:
    waiting = [number for number, review in enumerate(reviews) if review.state == "new"]
    assert len(waiting) == round(len(reviews) / 10)
    assert all(not reviews[number].spans for number in waiting)
    assert {review.state for review in reviews} == {"new", "done"}


def test_waiting_sentences_come_early_and_then_evenly(reviews: list[Review]) -> None:
    waiting = [number for number, review in enumerate(reviews) if review.state == "new"]
    assert waiting[4] < 15
    assert max(after - before for before, after in pairwise(waiting)) <= 15
    assert len(reviews) - waiting[-1] <= 15


def test_every_span_names_its_words_without_edge_space_or_punctuation(
    reviews: list[Review],
) -> None:
    for review in reviews:
        for start, end, label in review.spans:
            assert 0 <= start < end <= len(review.text), review.text
            words = review.text[start:end]
            assert words[0].isalnum(), words
            assert words[-1].isalnum(), words
            assert label in LABELS


def test_spans_stand_in_order_and_never_overlap(reviews: list[Review]) -> None:
    for review in reviews:
        assert all(left.end <= right.start for left, right in pairwise(review.spans)), review.text


@pytest.mark.parametrize("tokenizer", [name for name in TOKENIZERS if name != "whitespace"])
def test_spans_fall_on_token_borders(reviews: list[Review], tokenizer: str) -> None:
    for review in reviews:
        tokens = tokenize(review.text, tokenizer=tokenizer, language="en")
        starts, ends = {token.start for token in tokens}, {token.end for token in tokens}
        for mark in review.spans:
            assert mark.start in starts, (review.text, mark)
            assert mark.end in ends, (review.text, mark)


def test_sentences_are_clean_and_neither_tiny_nor_endless(reviews: list[Review]) -> None:
    for review in reviews:
        assert review.text == " ".join(review.text.split())
        assert "](" not in review.text
        assert 4 <= len(tokenize(review.text, language="en")) <= 40, review.text


def test_both_labels_recur_and_both_have_names_seen_only_once(reviews: list[Review]) -> None:
    for label in LABELS:
        seen = Counter(
            words.casefold()
            for review in reviews
            for words, given in review.words()
            if given == label
        )
        assert seen.total() >= 150
        assert len(seen) >= 40
        assert len([words for words, times in seen.items() if times >= 2]) >= 35
        assert 1 in seen.values()


def test_sentences_hold_none_one_or_several_spans(reviews: list[Review]) -> None:
    held = Counter(min(len(review.spans), 2) for review in reviews if review.state == "done")
    assert min(held[0], held[1], held[2]) >= 20


def test_a_review_is_a_few_sentences_in_a_row(reviews: list[Review]) -> None:
    runs = [(name, len(list(rows))) for name, rows in groupby(reviews, lambda row: row.group)]
    assert len({name for name, _ in runs}) == len(runs)
    assert max(length for _, length in runs) <= 4
    assert sum(length == 1 for _, length in runs) <= len(runs) // 10


def test_the_first_sentence_is_the_well_known_example(reviews: list[Review]) -> None:
    assert reviews[0].text == "Sony CE-7RM3 has Remarkable Eye AutoFocus"
    assert reviews[0].words() == [("Sony CE-7RM3", "PNAME"), ("Eye AutoFocus", "PFEATURE")]


def test_the_guideline_explains_both_labels() -> None:
    guideline = (DEMO / "guideline.md").read_text(encoding="utf-8")
    assert all(f"**{label}" in guideline for label in LABELS)
