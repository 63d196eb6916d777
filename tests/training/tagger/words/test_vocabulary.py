"""Ids are the same for trainer and endpoint, whatever the order of the sentences."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.tagger.words import vocabulary
from training.tagger.words.vocabulary import PADDING, UNKNOWN, BadVocabulary, Vocabulary

TAGS = ("O", "B-A")
SENTENCES = [["The", "Sony", "rocks"], ["The", "lens", "5D", "the"], ["Sony", "7RM3"]]
# What a document can hold: anything but halves of surrogate pairs and U+0000.
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
words = st.lists(st.lists(st.text(letters, min_size=1, max_size=6), max_size=6), max_size=6)


def gathered(**options: Any) -> Vocabulary:
    return vocabulary.gather(SENTENCES, tags=TAGS, **options)


def test_known_words_have_ids_of_their_own_and_others_share_one() -> None:
    known = gathered()
    ids = known.word_ids(["Sony", "The", "Nikon", "Sony"]).tolist()
    assert ids == [2, 3, UNKNOWN, 2]
    assert known.word_count == 2 + 7


def test_a_rare_word_is_left_unknown_but_its_letters_are_kept() -> None:
    known = gathered(min_count=2)
    assert known.words == ("Sony", "The")
    assert UNKNOWN not in known.character_ids("lens")


def test_case_and_digits_may_be_made_alike_while_letters_stay_as_written() -> None:
    known = gathered(case="lower", digits="zero")
    assert known.word_id("THE") == known.word_id("the") == 2
    assert known.word_id("9RM1") == known.word_id("7rm3") != UNKNOWN
    assert known.character_ids("T") != known.character_ids("t")


def test_pretrained_words_come_behind_and_may_be_found_in_lower_case() -> None:
    known = gathered(further_words=["nikon", "Sony"], lower_when_missing=True)
    assert known.words[-1] == "nikon"
    assert known.words.count("Sony") == 1
    assert known.word_id("Nikon") == known.word_count - 1
    assert known.word_id("The") != known.word_id("the")


def test_words_are_spelled_to_their_longest_and_no_further() -> None:
    known = gathered(longest_word=4)
    table = known.spelled(["Sony", "5D", "Sonylens", "é"])
    assert table.shape == (4, 4)
    assert (table[0] == table[2]).all()
    assert table[1, 2:].tolist() == [PADDING, PADDING]
    assert table[3].tolist() == [UNKNOWN, 0, 0, 0]
    assert known.spelled([]).shape == (0, 1)
    assert known.spelled([""]).tolist() == [[0]]


def test_a_model_that_does_not_spell_has_no_characters() -> None:
    assert gathered(spell=False).character_count == 0


@given(words)
def test_the_order_of_sentences_changes_no_id(sentences: list[list[str]]) -> None:
    one = vocabulary.gather(sentences, tags=TAGS)
    assert one == vocabulary.gather(sentences[::-1], tags=TAGS)
    assert vocabulary.loads(vocabulary.dumps(one)) == one


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"tags": []}, "tags"),
        ({"tags": ["O", "O"]}, "tags"),
        ({"tags": ["O", ""]}, "tags"),
        ({"words": "abc"}, "words"),
        ({"words": ["a", 1]}, "words"),
        ({"words": ["a", "a"]}, "words"),
        ({"characters": ["", "a"]}, "characters"),
        ({"case": "upper"}, "case"),
        ({"digits": None}, "digits"),
        ({"longest_word": 0}, "longest_word"),
        ({"longest_word": True}, "longest_word"),
        ({"lower_when_missing": 1}, "lower_when_missing"),
        ({"more": 1}, "exactly"),
    ],
)
def test_a_file_that_cannot_be_trusted_names_its_field(change: dict[str, Any], named: str) -> None:
    with pytest.raises(BadVocabulary, match=named):
        vocabulary.from_json({**gathered().to_json(), **change})


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"tags":["O"],"tags":["O"]}'])
def test_what_is_no_vocabulary_is_refused(raw: bytes) -> None:
    with pytest.raises(BadVocabulary):
        vocabulary.loads(raw)


def test_the_file_is_plain_json() -> None:
    assert json.loads(vocabulary.dumps(gathered()))["tags"] == list(TAGS)
