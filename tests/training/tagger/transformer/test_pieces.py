"""Words become pieces as the library `tokenizers` cuts them; no word of a sentence is dropped."""

import numpy as np
import pytest

from training.tagger.transformer import folder, pieces, sources
from training.tagger.transformer.bytepairs import BytePairs, parts
from training.tagger.transformer.pieces import Pieces
from training.tagger.transformer.shape import BadTransformer
from training.tagger.transformer.wordpiece import WordPiece

PUBLISHED = {
    "Sony": [8412],
    "CE-7RM3": [8292, 1011, 1021, 10867, 2509],
    "AutoFocus": [8285, 14876, 7874],
    "don't": [2123, 1005, 1056],
    "a\u200bb": [11113],
    "\xdcn\xef-\xe7\xf6d\xe9": [4895, 2072, 1011, 3642],
    "5\xa0storm": [1019, 4040],
    "x" * 100: [22038] + [20348] * 49,
    "x" * 101: [100],
    "\u0391\u03a3": [1155, 29733],
    "\u0130stanbul": [9960],
    "\ufb01": [1984],
    "\U0001f600": [100],
    "e\u0301": [1041],
    "a\x85b": [11113],
}
"""What tokenizers 0.23.3 answers with the vocabulary of bert-base-uncased."""


@pytest.mark.skipif(not sources.installed(), reason="the small transformer is not installed")
@pytest.mark.parametrize("word", PUBLISHED)
def test_e3_words_are_cut_as_the_library_cuts_them(word):
    found = folder.opened(sources.InstalledTransformer().place()).pieces
    assert list(found.of(word)) == PUBLISHED[word]


KNOWN = {one: at for at, one in enumerate(
    ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "un", "##aff", "##able", "-", "é", "e", "世", "界"]
)}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("unaffable", [4, 5, 6]),
        ("un-unaff", [4, 7, 4, 5]),
        ("UNAFFABLE", [4, 5, 6]),
        ("É", [9]),
        ("世界", [10, 11]),
        ("un\u200baff", [4, 5]),
        ("unx", [0]),
        ("\u200b", [0]),
        ("u" * 101, [0]),
    ],
)
def test_the_longest_known_piece_comes_first_and_what_is_unknown_is_said_once(word, ids):
    assert WordPiece(KNOWN, unknown=0).pieces(word) == ids


def test_a_vocabulary_with_capitals_and_accents_keeps_them():
    cut = WordPiece({"[UNK]": 0, "É": 1, "é": 2}, unknown=0, lower=False, bare=False)
    assert cut.pieces("É") == [1]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (" it's", [" it", "'s"]),
        (" Émile99!?x", [" Émile", "99", "!?", "x"]),
        ("  two", [" ", " two"]),
        (" a  ", [" a", "  "]),
    ],
)
def test_text_is_divided_before_bytes_are_joined(text, cut):
    assert list(parts(text)) == cut


def test_bytes_are_joined_in_the_order_that_was_learned():
    known = {one: at for at, one in enumerate(["<unk>", "Ġ", "l", "o", "w", "lo", "ow", "Ġlow"])}
    ranks = {("o", "w"): 0, ("l", "o"): 1, ("l", "ow"): 2}
    assert BytePairs(known, ranks, unknown=0).pieces("low") == [1, 0]  # “low” itself is no piece
    assert BytePairs(known, {("l", "o"): 0}, unknown=0).pieces("low") == [1, 5, 4]


def test_marks_join_their_letters_where_the_tokenizer_says_so():
    known = {one: at for at, one in enumerate(["Ġ", "Ã", "©", "e", "Ì", "\x81"])}
    assert BytePairs(known, {}, unknown=9, composed=True).pieces("e\u0301") == [0, 1, 2]
    assert BytePairs(known, {}, unknown=9).pieces("e\u0301")[:3] == [0, 3, 4]


def small(limit=8):
    return Pieces(WordPiece(KNOWN, unknown=0), begin=1, end=2, padding=3, limit=limit)


def test_d7_a_long_sentence_goes_on_in_the_next_window_and_no_word_is_cut_by_a_border():
    words = ["unaffable", "un", "unaffable", "e"] * 3
    windows = small().windows([words, ["e"]])
    assert windows.ids.shape[1] <= 8
    assert (windows.ids[:, 0] == 1).all()
    spelled = [
        windows.ids[row, column : column + size].tolist()
        for row, column, size in zip(windows.rows, windows.columns, windows.sizes, strict=True)
    ]
    assert spelled == [list(small().of(word)) for word in [*words, "e"]]
    assert windows.rows[-1] == windows.rows[-2] + 1  # a sentence begins a window of its own


def test_a_word_longer_than_a_window_keeps_its_first_pieces():
    windows = small(limit=5).windows([["un-un-un-un-un"]])
    assert windows.ids.tolist() == [[1, 4, 7, 4, 2]]


def test_pooling_takes_the_first_piece_or_the_mean_of_all():
    windows = small().windows([["e", "unaffable"], ["un-e"]])
    states = np.random.default_rng(0).random((*windows.ids.shape, 3), np.float32)
    first, mean = (pieces.pooled(states, windows, how) for how in ("first", "mean"))
    assert np.array_equal(first[1], states[0, 2])
    assert np.allclose(mean[0], states[0, 1])
    assert np.allclose(mean[1], states[0, 2:5].mean(0))
    assert np.allclose(mean[2], states[1, 1:4].mean(0))


def test_a_bundle_carries_the_way_words_are_cut():
    again = pieces.loads(pieces.dumps(small()))
    assert again == small()
    pairs = Pieces(BytePairs({"a": 0, "b": 2}, {("a", "b"): 0}, 0), 0, 0, 2, 9)
    assert pieces.loads(pieces.dumps(pairs)) == pairs


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"kind": "wordpiece"}', b'{"pieces": 3}'])
def test_a_damaged_file_of_pieces_is_refused(raw):
    with pytest.raises(BadTransformer, match=r"pieces\.json is not readable"):
        pieces.loads(raw)
