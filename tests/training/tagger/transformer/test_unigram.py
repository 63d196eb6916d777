"""Words become pieces as SentencePiece's models cut them, and no tokenizer can make them run on."""

import json
import struct

import pytest

from training.tagger.transformer import charsmap, folder, normal, pieces
from training.tagger.transformer.shape import BadTransformer
from training.tagger.transformer.unigram import Unigram

PUBLISHED = {
    "Sony": [8],
    "sonys": [8, 66],
    "CE-7RM3": [13, 42, 48, 65, 62, 45],
    "ﬁx": [4, 56, 59, 70],
    "\uff21t": [25],
    "the\u200bzoom": [5, 26],
    "e\u0301e": [4, 3, 55],
    "e\u0301\u0302": [4, 3],
    "a\u0301\u0302\u0303": [4, 51, 3],
    "\u2122\u0301": [4, 67, 62],
    "\u304b\u3099": [4, 3],
    "½": [34, 3],
    "7\u4e16\u754c": [19, 3],
    "\u4e16\u754c7": [4, 3, 48],
    "\U0001f600!\U0001f600a": [4, 3, 51],
    "at▁the": [25, 5],
    "▁": [4],
    "\u0130s": [4, 59, 3, 66],
    "has\xa0it": [20, 37],
}
"""What tokenizers 0.23.3 answers to the tokenizer of `encoders.unigram`, charsmap included."""


@pytest.fixture
def read(tmp_path, encoders):
    """The pieces of a folder with this tokenizer."""

    def read(said=None, **change):
        place = tmp_path / "t"
        if not place.exists():
            encoders.folder(place, "xlm-roberta")
        said = (said or encoders.unigram()) | change
        (place / "tokenizer.json").write_text(json.dumps(said))
        return folder.opened(place).pieces

    return read


@pytest.mark.parametrize("word", PUBLISHED)
def test_words_are_cut_as_the_library_cuts_them(read, word):
    assert list(read().of(word)) == PUBLISHED[word]


@pytest.mark.parametrize("word", ["\u200b", "\x01"])
def test_a_word_that_nothing_is_left_of_is_unknown(read, word):
    assert read().of(word) == (3,)


@pytest.mark.parametrize("word", ["<s>", "</s>", "<pad>"])
def test_text_never_becomes_a_sign(read, word):
    assert not {0, 1, 2} & set(read().of(word))


def test_the_most_probable_row_is_found_among_all():
    known = {"▁": 0, "a": 1, "b": 2, "ab": 3, "ba": 4, "▁a": 5, "bab": 6}
    cut = Unigram(known, [-1.0, -2.0, -2.5, -3.0, -4.0, -2.0, -5.0, -9.0], unknown=7)

    def rows(text):
        if not text:
            yield 0.0, []
        for piece, at in known.items():
            if text.startswith(piece):
                yield from ((cut.scores[at] + s, [at, *r]) for s, r in rows(text[len(piece) :]))

    for word in ("a", "ab", "aba", "abab", "babab", "aabbaab"):
        assert cut.pieces(word) == max(rows("▁" + word))[1]


def test_a_bundle_carries_the_charsmap_and_the_steps(read):
    found = read()
    again = pieces.loads(pieces.dumps(found))
    assert again == found
    assert [again.of(word) for word in PUBLISHED] == [found.of(word) for word in PUBLISHED]


@pytest.mark.parametrize(
    ("steps", "word", "ready"),
    [
        ([{"type": "NFKD"}, {"type": "StripAccents"}], "Ü½", "U1\u20442"),
        ([{"type": "Replace", "pattern": {"String": "``"}, "content": '"'}], "``a", '"a'),
        ([{"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}], "a   b", "a▁b"),
        ([{"type": "Strip", "strip_left": False, "strip_right": True}], " a ", " a"),
        ([], " A", " A"),
    ],
)
def test_steps_are_done_in_their_order(steps, word, ready):
    said = {"type": "Sequence", "normalizers": steps}
    assert normal.made_ready(word, normal.checked(list(normal.of(said)))) == ready


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"normalizer": {"type": "Prepend", "prepend": "x"}}, "step Prepend cannot"),
        ({"normalizer": {"type": "Replace", "pattern": {"Regex": "(a+)+$"}, "content": ""}},
         "pattern .* is not read"),
        ({"normalizer": {"type": "Replace", "pattern": {"String": ""}, "content": "x"}}, "nothing"),
        ({"normalizer": {"type": "Replace", "pattern": {"String": "x"}, "content": 3}},
         "Replace is not readable"),
        ({"normalizer": {"type": "Precompiled", "precompiled_charsmap": "!"}}, "not one of"),
        ({"pre_tokenizer": {"type": "Metaspace", "replacement": "_"}}, "not one of"),
        ({"pre_tokenizer": None}, "not one of"),
        ({"model": {"type": "Unigram", "vocab": [["<s>", 0], ["</s>", 0], ["<pad>", 0], ["a", 0]],
                    "unk_id": 9}}, "what is unknown"),
    ],
)  # fmt: skip
def test_a_tokenizer_that_we_cannot_follow_is_refused(read, change, message):
    with pytest.raises(BadTransformer, match=message):
        read(**change)


def test_each_piece_has_a_score(read, encoders):
    said = encoders.unigram()
    said["model"]["vocab"][7] = ["x", None]
    with pytest.raises(BadTransformer, match="not one of"):
        read(said)
    held = json.loads(pieces.dumps(pieces.Pieces(Unigram({"▁": 0}, [0.0, -1.0], 1), 0, 0, 0, 9)))
    for wrong in (
        {"scores": []}, {"scores": ["x", 1]}, {"steps": [["Blanks", "(a+)+$", ""]]},
        {"steps": [["Blanks"]]}, {"steps": [["Precompiled", {"a": 1}]]}, {"steps": [3]},
    ):  # fmt: skip
        broken = held | {"cut": held["cut"] | wrong}
        with pytest.raises(BadTransformer):
            pieces.loads(json.dumps(broken).encode())


@pytest.mark.parametrize("kind", ["bert", "xlm-roberta"])
def test_of_two_pieces_with_one_id_trainer_and_bundle_keep_the_same(tmp_path, encoders, kind):
    place = encoders.folder(tmp_path / "t", kind)
    said = encoders.tokenizer(kind) | {"added_tokens": [{"id": 7, "content": "zoom"}]}
    (place / "tokenizer.json").write_text(json.dumps(said))
    found = folder.opened(place).pieces
    assert pieces.loads(pieces.dumps(found)).of("Sony") == found.of("Sony")


def test_a_piece_is_text(read, encoders):
    said = encoders.unigram()
    said["model"]["vocab"][7] = [12, -1.0]
    with pytest.raises(BadTransformer, match="not one of"):
        read(said)
    held = json.loads(pieces.dumps(read(encoders.unigram())))
    with pytest.raises(BadTransformer, match="no text"):
        pieces.loads(json.dumps(held | {"pieces": [1, *held["pieces"][1:]]}).encode())


def test_a_charsmap_is_read_as_the_pairs_it_was_made_of(encoders):
    assert charsmap.pairs(encoders.charsmap(encoders.CHARACTERS)) == encoders.CHARACTERS


def test_a_charsmap_never_makes_us_run_on(encoders):
    ring = [at << 10 | at for at in range(256)]  # every letter leads to the beginning
    everywhere = struct.pack("<257I", 4 * 256, *ring) + b"x\0"
    with pytest.raises(BadTransformer, match="more than"):
        charsmap.pairs(everywhere)
    for raw in (b"", b"\1", struct.pack("<I", 1 << 30), struct.pack("<II", 3, 0)):
        with pytest.raises(BadTransformer, match="not readable"):
            charsmap.pairs(raw)
    assert charsmap.pairs(struct.pack("<II", 4, 0xFFFFFC00)) == {}  # points far outside
    one = encoders.charsmap({"a": "b"})
    with pytest.raises(BadTransformer, match="without an end"):
        charsmap.pairs(one.replace(b"b\0", b"b" * 1000))


def test_steps_that_make_text_longer_and_longer_stay_within_bounds():
    steps = [("Replace", "a", "a" * 16)] * 30
    assert len(normal.made_ready("a", normal.checked(steps))) == normal.MOST


def test_a_word_without_end_is_cut_by_its_beginning(read):
    found, word = read(), "zoom" * 100_000
    assert found.of(word) == found.of(word[: pieces.LONGEST])
