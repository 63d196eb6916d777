"""Batches: every sentence once, in an order that seed and epoch fix, within the budget."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.tagger.batch import Forms, collate, order
from training.tagger.corpus import read
from training.tagger.words import vocabulary
from training.tagger.words.vocabulary import UNKNOWN


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=80), st.integers(1, 200))
def test_every_sentence_comes_once_and_no_batch_is_over_its_budget(lengths, tokens):
    lengths = np.array(lengths)
    batches = order(lengths, 1, 2, tokens=tokens)
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or lengths[batch].max() * len(batch) <= tokens


def test_the_order_follows_from_seed_and_epoch_alone():
    lengths = np.arange(1, 50)

    def flat(seed, epoch):
        return [batch.tolist() for batch in order(lengths, seed, epoch, sentences=4)]

    assert flat(1, 1) == flat(1, 1)
    assert flat(1, 1) != flat(1, 2)
    assert flat(1, 1) != flat(2, 1)


@pytest.fixture
def ready(tmp_path, reviews):
    corpus = read(reviews.snapshot(tmp_path))
    known = vocabulary.gather(corpus.words_of("train"), tags=corpus.tags)
    return corpus, Forms.of(corpus, known, known.word_count), known


def test_a_batch_holds_the_words_and_tags_of_its_sentences(ready):
    corpus, forms, known = ready
    part = corpus.parts["train"]
    batch = collate(part, forms, [3, 9, 4])
    assert batch.active[0] == 3
    for column, sentence in enumerate(batch.sentences):
        first, last = part.starts[sentence], part.starts[sentence + 1]
        ids = batch.words[batch.places[: last - first, column]].tolist()
        expected = [corpus.forms[form] for form in part.forms[first:last]]
        assert ids == [known.word_id(word) for word in expected]
        assert batch.tags[: last - first, column].tolist() == part.tags[first:last].tolist()
    assert batch.tokens == sum(part.lengths[[3, 9, 4]])


def test_words_are_spelled_once_each_and_in_order_of_length(ready):
    corpus, forms, _ = ready
    batch = collate(corpus.parts["train"], forms, range(10))
    sizes = (batch.characters != 0).sum(1).tolist()
    assert sizes == sorted(sizes)
    assert batch.cuts[-1][1] == len(batch.words)


def test_only_rare_words_are_hidden_and_keep_their_letters(ready, tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "two")
    rows = [reviews.sentence(0, ["once", "often"], []), reviews.sentence(1, ["often"], [])]
    reviews.write(folder, "train", rows)
    corpus = read(folder)
    known = vocabulary.gather(corpus.words_of("train"), tags=corpus.tags)
    forms = Forms.of(corpus, known, known.word_count)
    chance = np.random.default_rng(0)
    batch = collate(corpus.parts["train"], forms, [0], hide=0.95, chance=chance)
    plain = collate(corpus.parts["train"], forms, [0])
    assert sorted(batch.words.tolist()) == sorted([UNKNOWN, known.word_id("often")])
    assert batch.characters.tolist() == plain.characters.tolist()
