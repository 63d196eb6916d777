"""Case and character types: pure functions of the word, alike in training and at the endpoint."""

import numpy as np

from training.tagger.words import inputs, spelling
from training.tagger.words.attributes import Attributes
from training.tagger.words.features import Features, Template
from training.tagger.words.inputs import INPUTS, Known
from training.tagger.words.spelling import CASES, KINDS
from training.tagger.words.vocabulary import gather


def test_a4_every_word_has_one_of_five_cases():
    words = [
        "NATO",
        "Sony",
        "zoom",
        "iPhone",
        "McCoy",
        "5",
        "…",
        "Ǆungla",
        "中文",
        "",
        "x2",
        "CE-7",
    ]
    said = [CASES[case] for case in spelling.cases(words)]
    assert said == [
        "allCaps", "upperInitial", "lowercase", "mixedCaps", "mixedCaps", "noinfo", "noinfo",
        "upperInitial", "noinfo", "noinfo", "lowercase", "allCaps",
    ]  # fmt: skip


def test_a4_every_character_is_upper_lower_punctuation_or_other():
    (row,) = spelling.kinds(["Aé7-$中\u0301"], 64)
    assert [KINDS[kind] for kind in row] == [
        "upper", "lower", "other", "punctuation", "punctuation", "other", "other",
    ]  # fmt: skip


def test_kinds_have_the_shape_of_the_letters_beside_them():
    words = ["", "a", "b" * 90, "Sony"]
    known = Known(gather([words], tags=["O"]))
    asked = inputs.ask(known, ("characters", "kinds"), words)
    assert asked["characters"].shape == asked["kinds"].shape == (4, 64)
    np.testing.assert_array_equal(asked["characters"] == 0, asked["kinds"] == 0)


def test_every_input_has_one_row_per_word():
    words = ["Sony", "zoom", "Sony"]
    features = Features((Template.read("lower[0]"),), ("lower[0]=sony",))
    known = Known(gather([words], tags=["O"]), Attributes(features))
    for name in ("words", "characters", "kinds", "cases", "attributes"):
        assert len(INPUTS[name](known, words)) == 3, name
    assert INPUTS["attributes"](known, words).tolist() == [[1], [0], [1]]
