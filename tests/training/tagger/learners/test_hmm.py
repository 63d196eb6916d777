"""The hidden Markov model: counts that can be checked by hand, and words it never saw."""

import numpy as np
import pytest

from kernel.text import Span
from training.tagger import train
from training.tagger.algorithms.smoothing import AbsoluteDiscount, AddK, WittenBell
from training.tagger.bundles.bundle import BadBundle, Bundle
from training.tagger.corpus import read
from training.tagger.learners.base import Setting
from training.tagger.runtime import open_bundle
from training.tagger.words import word_rows
from training.tagger.words.word_rows import BadWordRows


def counted(reviews, folder, **fields):
    recipe = reviews.recipe("hmm", **fields)
    one = recipe.algorithm.learner(read(folder), Setting())
    list(one.fit())
    exported = one.export()
    files = exported.files | {"golden.json": b"[]"}
    return one, Bundle("", train._manifest(recipe, one.corpus, exported), files)


@pytest.fixture
def towns(tmp_path, reviews):
    """Names in -burg are places, in -mann people; all else is outside."""
    folder = reviews.snapshot(tmp_path)
    rows = []
    for at, (name, label) in enumerate(
        [("Hamburg", "LOC"), ("Marburg", "LOC"), ("Coburg", "LOC"), ("Lehmann", "PER"),
         ("Hofmann", "PER"), ("Naumann", "PER")]
    ):  # fmt: skip
        rows.append(reviews.sentence(at, ["Here", "is", name], [Span(2, 3, label)]))
    reviews.write(folder, "train", rows)
    reviews.write(folder, "dev", [])
    reviews.write(folder, "test", rows[:2])
    return folder


def test_a10_transitions_are_smoothed_counts(towns, reviews):
    one, _ = counted(reviews, towns, smoothing={"kind": "add_k", "k": 1.0})
    outside, place = (one.corpus.tags.index(tag) for tag in ("O", "B-LOC"))
    found = np.exp(one.tables["transitions"])
    # After the 12 tags outside: 6 outside, 3 LOC, 3 PER; one more of each, and of the end.
    assert found[outside, outside] == pytest.approx(7 / 16)
    assert found[outside, place] == pytest.approx(4 / 16)
    assert np.exp(one.tables["end"][place]) == pytest.approx(4 / 7)
    assert np.exp(one.tables["start"][outside]) == pytest.approx(7 / 10)


def test_a10_an_hmm_reads_words_it_never_saw_by_their_endings(towns, reviews):
    _, bundle = counted(reviews, towns)
    tagger = open_bundle(bundle)
    unseen = [["Here", "is", "Freiburg"], ["Here", "is", "Bergmann"]]
    assert [one.tags[2] for one in tagger.tag(unseen)] == ["B-LOC", "B-PER"]


def test_a10_without_endings_only_the_capital_counts(towns, reviews):
    one, _ = counted(reviews, towns, endings=0)
    rows = one.tables["rows"]
    assert (rows[one.rows.row("Freiburg")] == rows[one.rows.row("Bergmann")]).all()
    assert one.rows.row("Freiburg") != one.rows.row("freiburg")


def test_a10_emissions_turn_the_counts_of_a_word_round_by_bayes(towns, reviews):
    one, _ = counted(reviews, towns, trust=1e-9)
    outside = one.corpus.tags.index("O")
    row = one.tables["rows"][one.rows.row("is")]
    assert row[outside] == pytest.approx(-np.log(12 / 18), abs=1e-5)


def test_a10_a_tag_without_any_count_is_never_answered(towns, reviews):
    one, bundle = counted(reviews, towns)
    assert "I-LOC" in one.corpus.tags
    tagger = open_bundle(bundle)
    words = ["Hamburg", "Marburg", "is", "unknown", "Naumann"]
    assert not any(tag.startswith("I-") for tag in tagger.tag([words])[0].tags)


SMOOTHINGS = [WittenBell(), AddK(k=0.3), AbsoluteDiscount(discount=0.4)]


@pytest.mark.parametrize("smoothing", SMOOTHINGS, ids=lambda one: one.kind)
def test_a10_every_smoothing_gives_probabilities_that_sum_to_one_and_are_never_zero(smoothing):
    counts = np.array([[5, 0, 1], [0, 0, 0], [1, 1, 1], [0, 9, 0]])
    found = smoothing.shares(counts)
    np.testing.assert_allclose(found.sum(1), 1)
    assert (found > 0).all()
    assert found[0].argmax() == 0


@pytest.mark.parametrize("smoothing", ["witten_bell", "add_k", "absolute_discount"])
def test_a10_an_hmm_learns_the_reviews_in_one_pass(tmp_path, reviews, smoothing):
    one, bundle = counted(reviews, reviews.snapshot(tmp_path), smoothing={"kind": smoothing})
    assert len(one.at.history) == 1
    assert one.at.history[0].f1 > 0.8
    sample = list(one.corpus.words_of("test"))
    for answer, (tags, emissions) in zip(
        open_bundle(bundle).tag(sample), one.answer(sample), strict=True
    ):
        assert answer.tags == tags
        assert len(emissions) == len(tags)


def test_endings_of_a_word_are_found_from_the_longest_on():
    rows = word_rows.WordRows(("Sony",), ("+", "-", "+y", "+ny"))
    assert [rows.row(word) for word in ("Sony", "Tiny", "Why", "X", "any")] == [0, 4, 3, 1, 2]


@pytest.mark.parametrize(
    "raw",
    [b"[]", b"{", b'{"words": [], "endings": []}', b'{"words": ["a", "a"], "endings": ["+", "-"]}',
     b'{"words": [1], "endings": ["+", "-"]}'],
)  # fmt: skip
def test_a_file_of_word_rows_that_cannot_be_read_is_refused(raw):
    with pytest.raises(BadWordRows):
        word_rows.loads(raw)


def test_a_bundle_with_a_damaged_table_is_refused(towns, reviews):
    from training.tagger.bundles import tensors

    one, bundle = counted(reviews, towns)
    tables = tensors.dumps(one.tables | {"rows": one.tables["rows"][1:]})
    with pytest.raises(BadBundle, match="rows"):
        open_bundle(Bundle("", bundle.manifest, {**bundle.files, "tables.safetensors": tables}))
