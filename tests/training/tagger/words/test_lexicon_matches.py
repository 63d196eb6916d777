"""Word lists are found in sentences, in whole and in part, as Chiu & Nichols (2016) say."""

import hashlib
import json

import numpy as np
import pytest

from training.tagger.words import lexicon_matches
from training.tagger.words.lexicon_matches import LexiconMatches, WordList
from training.tagger.words.lexicons import BadLexicon


def matches(entries, text, **said):
    return WordList([entry.split(" ") for entry in entries], **said).matches(text.split(" "))


def test_e6_half_of_an_entry_matches_as_its_beginning_or_its_end_and_less_does_not():
    entry = ["National Bank of Ghana"]
    assert matches(entry, "the National Bank opened") == [(1, 3)]
    assert matches(entry, "the National opened") == []
    assert matches(entry, "in of Ghana now") == [(1, 3)]
    assert matches(entry, "in Ghana now") == []
    assert matches(entry, "the Bank of nothing") == []


def test_e6_half_of_an_odd_entry_is_rounded_up():
    assert matches(["New York City"], "New York here") == [(0, 2)]
    assert matches(["New York City"], "New here") == []


def test_e6_parts_can_be_asked_to_have_two_words_and_entries_of_one_word_still_count():
    entries = ["New York", "Ghana"]
    assert matches(entries, "New in Ghana") == [(0, 1), (2, 3)]
    assert matches(entries, "New in Ghana", shortest=2) == [(2, 3)]


def test_e6_case_does_not_matter():
    assert matches(["new york"], "NEW York") == [(0, 2)]


def test_e6_a_whole_entry_goes_before_a_longer_part():
    entries = ["Lake Victoria", "Victoria Falls Hotel Zambia East"]
    assert matches(entries, "Lake Victoria Falls Hotel") == [(0, 2)]


def test_e6_of_equal_rank_the_longer_run_and_then_the_earlier_one_is_taken():
    assert matches(["a b", "b c d"], "a b c d", shortest=2) == [(1, 4)]
    assert matches(["a b", "b c"], "a b c", shortest=2) == [(0, 2)]


def test_e6_each_list_tells_begin_inside_end_and_single_in_numbers_of_its_own():
    lists = LexiconMatches({"places": [["Bay", "of", "Bengal"]], "names": [["Bengal"]]})
    (table,) = lists.of([["the", "Bay", "of", "Bengal"]])
    assert lists.size == 8
    assert table.tolist() == [
        [0, 0, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0, 1],
    ]


def test_matches_equal_a_search_of_every_run_of_words():
    chance = np.random.default_rng(3)
    entries = [[*map(str, chance.integers(0, 4, size))] for size in chance.integers(1, 7, 12)]
    found = WordList(entries)
    for _ in range(200):
        words = [*map(str, chance.integers(0, 4, 9))]
        assert found.matches(words) == searched(entries, words)


def searched(entries, words):
    ranked = []
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            run, size = words[start:end], end - start
            whole = run in entries
            part = any(
                2 * size >= len(entry) and run in (entry[:size], entry[-size:]) for entry in entries
            )
            if part:
                ranked.append((not whole, -size, start))
    chosen = []
    for _, size, start in sorted(ranked):
        if all(start - size <= one or start >= end for one, end in chosen):
            chosen.append((start, start - size))
    return sorted(chosen)


def test_what_a_bundle_carries_tells_the_same():
    lists = LexiconMatches({"places": [["New", "York"], ["Ghana"]]}, shortest=2)
    again = lexicon_matches.opened(lists.files())
    words = ["New", "York", "or", "New", "Ghana"]
    np.testing.assert_array_equal(again.of([words])[0], lists.of([words])[0])


@pytest.mark.parametrize(
    "said",
    ["[", "{}", '{"shortest": 1, "lists": {"a": ["b"]}}', '{"shortest": true, "lists": {}}',
     '{"shortest": 1, "lists": {"a": [[]]}}'],
)  # fmt: skip
def test_word_lists_that_are_none_are_refused(said):
    with pytest.raises(ValueError, match="word lists"):
        lexicon_matches.opened({lexicon_matches.FILE: said.encode()})


def test_e6_a_network_with_word_lists_finds_names_that_it_never_saw(tmp_path, reviews):
    """The file is read in training, and its entries go with the bundle."""
    folder = reviews.snapshot(tmp_path / "snapshot")
    names = "\n".join([*reviews.NAMES, "Hasselblad X2D"]).encode()
    digest = hashlib.sha256(names).hexdigest()
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / digest).write_bytes(names)
    chosen = reviews.recipe(
        epochs=8, characters={"kind": "none"}, lexicon={"kind": "lists", "file": digest}
    )
    events = list(reviews.run(chosen, folder, tmp_path / "out", files=tmp_path / "files"))
    assert reviews.of(events, "done")
    carried = json.loads((tmp_path / "out" / "bundle" / "lexicons.json").read_text())
    assert ["Hasselblad", "X2D"] in carried["lists"]["entries"]
    from training.tagger.runtime import load

    tagger = load(tmp_path / "out" / "bundle")
    (tagged,) = tagger.tag([["The", "Hasselblad", "X2D", "lacks", "flash", "."]])
    assert tagged.tags[1:3] == ["B-PNAME", "I-PNAME"]


def test_a_file_of_word_lists_that_is_gone_is_named(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "snapshot")
    chosen = reviews.recipe(lexicon={"kind": "lists", "file": "0" * 64})
    with pytest.raises(BadLexicon, match="upload it again"):
        list(reviews.run(chosen, folder, tmp_path / "out", files=tmp_path))
