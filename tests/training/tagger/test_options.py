"""The training options of the source documents: batch, rate, epochs, units."""

import pytest
from pydantic import ValidationError

from training.tagger import events
from training.tagger.corpus import read
from training.tagger.estimate import Counts
from training.tagger.learners.base import Setting
from training.tagger.learners.progress import Step
from training.tagger.presets import preset
from training.tagger.recipe import Recipe


def learner(reviews, folder, **fields):
    chosen = reviews.recipe(epochs=1, early_stopping=0, **fields)
    corpus = read(reviews.snapshot(folder, train=33))
    return chosen.algorithm.learner(corpus, Setting()), corpus


def test_t1_auto_picks_a_batch_size_and_the_run_records_it(tmp_path, reviews):
    one, corpus = learner(reviews, tmp_path, batch_size="auto", learning_rate="auto")
    said = events.start(one, corpus, "cpu", None)
    assert said["batch_tokens"] > 0
    assert said["batch_sentences"] is None
    assert 0 < said["learning_rate"] < 1


def test_t1_batches_of_32_take_all_of_33_sentences(tmp_path, reviews):
    one, corpus = learner(reviews, tmp_path, batch_size=32)
    assert events.start(one, corpus, "cpu", None)["batch_sentences"] == 32
    assert sorted(news.sentences for news in one.fit() if isinstance(news, Step)) == [1, 32]


def test_t1_a_larger_training_part_gets_larger_batches_and_with_them_a_larger_rate():
    plans = [
        Recipe().estimate(Counts(sentences=size, tokens=20 * size, labels=3), gpu=False)
        for size in (500, 5_000, 50_000)
    ]
    batches = [plan["batch_tokens"] for plan in plans]
    assert batches == sorted(set(batches))
    rates = [plan["learning_rate"] for plan in plans]
    assert rates == sorted(set(rates))


def test_t2_the_camera_reviews_train_with_adam_at_a_thousandth():
    algorithm = preset("camera_reviews").recipe.algorithm
    assert (algorithm.learning_rate, algorithm.optimizer.kind) == (0.001, "adam")
    assert algorithm.schedule.kind == "constant"


@pytest.mark.parametrize(
    ("name", "epochs"), [("camera_reviews", 25), ("keras_bilstm", 10), ("elmo_residual", 1)]
)
def test_t3_each_document_has_its_epochs(name, epochs):
    assert preset(name).recipe.algorithm.epochs == epochs
    assert Recipe().algorithm.epochs == 25


@pytest.mark.parametrize("name", ["camera_reviews", "keras_bilstm", "bilstm_crf"])
def test_t4_the_lstm_has_100_units_unless_told_otherwise(name):
    assert preset(name).recipe.algorithm.encoder.units == 100


def test_t4_units_out_of_bounds_are_refused(reviews):
    with pytest.raises(ValidationError, match="less than or equal to 4096"):
        reviews.recipe(encoder={"kind": "bilstm", "units": 5_000})
