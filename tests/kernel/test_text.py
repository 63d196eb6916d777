"""Tokens cover a text, sentences cover the tokens, and offsets convert both ways."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.text import (
    TOKENIZERS,
    Token,
    from_utf8,
    from_utf16,
    join,
    propose_tokenizer,
    sentences,
    to_utf8,
    to_utf16,
    tokenize,
)

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
any_word = st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"]), min_size=1, max_size=8)
hidden = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]*")


def cut(text: str, tokenizer: str = "words", language: str = "") -> list[str]:
    return [text[t.start : t.end] for t in tokenize(text, tokenizer, language)]


def said(text: str, language: str = "") -> list[str]:
    tokens = tokenize(text, "words", language)
    ranges = sentences(text, tokens, language)
    return [text[tokens[a].start : tokens[b - 1].end] for a, b in ranges]


@given(any_text, st.sampled_from(TOKENIZERS), st.sampled_from(["", "fr", "zh"]))
def test_tokens_rise_and_leave_out_nothing_that_is_visible(
    text: str, tokenizer: str, language: str
) -> None:
    at = 0
    for start, end in tokenize(text, tokenizer, language):
        assert at <= start < end
        assert hidden.fullmatch(text, at, start)
        at = end
    assert hidden.fullmatch(text, at)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sony CE-7RM3 rocks.", ["Sony", "CE-7RM3", "rocks", "."]),
        ("Sony's don't I'll", ["Sony", "'s", "do", "n't", "I", "'ll"]),
        ("O'Brien rock'n'roll", ["O'Brien", "rock'n'roll"]),
        ("the U.S. and Mr. Wu", ["the", "U.S.", "and", "Mr.", "Wu"]),
        ("1,000.50 10:30 24/7", ["1,000.50", "10:30", "24/7"]),
        ("me@x.org, http://a.b/c?d=1.", ["me@x.org", ",", "http://a.b/c?d=1", "."]),
        ("@you #tag AT&T", ["@you", "#tag", "AT&T"]),
        ("well... -- ok?!", ["well", "...", "--", "ok", "?", "!"]),
        ("“yes” (no)", ["“", "yes", "”", "(", "no", ")"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("e\u0301te\u0301 5\u00a0km", ["e\u0301te\u0301", "5", "km"]),
        ("中国abc人。", ["中", "国", "abc", "人", "。"]),
        ("👩‍👩‍👧🇩🇪🇫🇷1️⃣👍🏽", ["👩‍👩‍👧", "🇩🇪", "🇫🇷", "1️⃣", "👍🏽"]),
        ("zero\u200bwidth", ["zero", "width"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
    ],
)
def test_words_are_what_a_reader_would_mark(text: str, words: list[str]) -> None:
    assert cut(text) == words


def test_french_articles_are_words_of_their_own() -> None:
    assert cut("l'homme d'affaires", language="fr") == ["l'", "homme", "d'", "affaires"]


def test_whitespace_cuts_at_spaces_that_may_break_a_line() -> None:
    text = "5\u00a0storm a\u2003b\tc\x85d e\u202ff"
    assert cut(text, "whitespace") == ["5\u00a0storm", "a", "b", "c", "d", "e\u202ff"]


def test_characters_are_clusters_without_spaces() -> None:
    assert cut("科 e\u0301👩‍👩‍👧 각", "characters") == ["科", "e\u0301", "👩‍👩‍👧", "각"]


def test_an_unknown_tokenizer_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="words, whitespace, characters"):
        tokenize("a", "spacy")


@given(any_text, st.sampled_from(TOKENIZERS))
def test_sentences_cover_all_tokens_in_order(text: str, tokenizer: str) -> None:
    tokens = tokenize(text, tokenizer)
    at = 0
    for first, last in sentences(text, tokens):
        assert at == first < last
        at = last
    assert at == len(tokens)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It rocks. Buy it! Really? Yes", ["It rocks.", "Buy it!", "Really?", "Yes"]),
        ("Mr. Bush met J. Smith. He left.", ["Mr. Bush met J. Smith.", "He left."]),
        ("He left the U.S. The U.S. Army too.", ["He left the U.S.", "The U.S. Army too."]),
        ("Version 3.5 is out. It is good.", ["Version 3.5 is out.", "It is good."]),
        ('He said: "No!" Then he left.', ['He said: "No!"', "Then he left."]),
        ("One line\nanother line\r\n\r\nlast", ["One line", "another line", "last"]),
        ("今天好。我们去！好吗？是", ["今天好。", "我们去！", "好吗？", "是"]),
        ("Rocks . It is .", ["Rocks .", "It is ."]),
        ("Yahoo! is old, e.g. slow", ["Yahoo! is old, e.g. slow"]),
    ],
)
def test_sentences_end_where_a_reader_would_stop(text: str, parts: list[str]) -> None:
    assert said(text) == parts


def test_german_ordinals_end_no_sentence() -> None:
    assert said("Am 3. Oktober kam er.", "de") == ["Am 3. Oktober kam er."]


def test_a_line_break_inside_a_token_cuts_no_token() -> None:
    assert sentences("a. B c", [Token(0, 4), Token(5, 6)]) == [(0, 2)]


@given(any_text, st.data())
def test_offsets_survive_the_way_to_utf16_and_utf8(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    assert from_utf16(text, to_utf16(text, offset)) == offset
    assert from_utf8(text, to_utf8(text, offset)) == offset
    assert to_utf16(text, offset) == len(text[:offset].encode("utf-16-le")) // 2


def test_the_middle_of_a_character_is_no_offset() -> None:
    with pytest.raises(ValueError, match="middle of a character"):
        from_utf16("👍 ok", 1)
    with pytest.raises(ValueError, match="middle of a character"):
        from_utf8("é", 1)


@pytest.mark.parametrize("convert", [to_utf16, from_utf16, to_utf8, from_utf8])
@pytest.mark.parametrize(("text", "offset"), [("ab", 3), ("é", 5), ("ab", -1), ("é", -1)])
def test_an_offset_outside_the_text_is_refused(convert, text, offset) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="outside the text"):
        convert(text, offset)


@given(st.lists(any_word, max_size=12), st.booleans())
def test_joined_words_are_found_again_at_their_offsets(words: list[str], natural: bool) -> None:
    text, tokens = join(words, natural=natural)
    assert [text[t.start : t.end] for t in tokens] == words


def test_natural_joining_puts_punctuation_where_a_writer_would() -> None:
    words = ["He", "said", "(", "do", "n't", ")", ":", "Bush", "'s", "$", "5", "."]
    assert join(words, natural=True)[0] == "He said (don't): Bush's $5."


def test_scripts_without_spaces_are_joined_without_them() -> None:
    assert join(["科", "技", "ok", "人"])[0] == "科技 ok 人"


def test_the_tokenizer_that_finds_most_tokens_is_proposed() -> None:
    punctuated = join(["It", "rocks", ",", "Bush", "said", "."])
    spaced = join(["It", "rocks,", "Bush", "said."])
    letters = join(list("abc"))
    assert propose_tokenizer([punctuated]) == ("words", 1.0)
    assert propose_tokenizer([spaced]) == ("whitespace", 1.0)
    assert propose_tokenizer([("abc", [Token(0, 1), Token(1, 2), Token(2, 3)])])[0] == "characters"
    assert propose_tokenizer([letters])[1] == 1.0
    assert propose_tokenizer([]) == ("words", 1.0)


@pytest.mark.parametrize(
    "piece",
    ["a.", "a-", "'", "n't", ".", '"', "? ", "a'", "1.", "@", "www.", "(", '! " ', "a@b.", "!?"],
)
def test_no_text_takes_quadratic_time(piece: str) -> None:
    """A pattern that backtracks over the whole rest at each step would never come back."""
    text = piece * 60_000
    tokens = tokenize(text)
    assert tokens[0].start == 0
    assert sentences(text, tokens)[-1][1] == len(tokens)
