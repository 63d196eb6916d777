"""What the source documents show of data and training, in the report of one small run."""

import json
import math

import numpy as np
import pytest

from kernel.scores import Score
from training.tagger import train
from training.tagger.corpus import read
from training.tagger.evaluate import verdicts
from training.tagger.evaluate.judged import Judged
from training.tagger.evaluate.loss import loss
from training.tagger.events import Pace
from training.tagger.learners.progress import Epoch, Step
from training.tagger.runtime import load


@pytest.fixture(scope="module")
def finished(tmp_path_factory, reviews):
    out = tmp_path_factory.mktemp("run")
    folder = reviews.snapshot(out / "s")
    top = {"maximum_length": 8, "metrics": ["recall", "token_accuracy"]}
    events = list(reviews.run(reviews.recipe(epochs=3, top=top), folder, out))
    return out, reviews.of(events, "epoch")


@pytest.fixture(scope="module")
def report(finished):
    return json.loads((finished[0] / "report.json").read_text())


def test_d7_what_a_maximum_length_cuts_is_counted_in_the_report(finished, report):
    out, _ = finished
    rows = [json.loads(line) for line in (out / "s" / "train.jsonl").read_text().splitlines()]
    long = [row for row in rows if len(row["tokens"]) > 8]
    lost = sum(span[1] > 8 for row in long for span in row["spans"])
    assert report["truncated"]["limit"] == 8
    assert report["truncated"]["sentences"] == len(long) > 0
    assert report["truncated"]["entities"] == lost > 0


def test_d8_the_rate_of_unseen_words_is_shown_and_such_a_word_is_still_spelled(finished, report):
    assert report["unseen_words"] == 0.0  # the reviews are made of few words
    tagger = load(finished[0] / "bundle")
    unseen = tagger.emissions([["Qrxkl"], ["zzz"]])
    assert np.abs(unseen[0] - unseen[1]).max() > 1e-3


def test_t6_the_report_says_which_metrics_were_asked_for(report):
    assert report["metrics"] == ["recall", "token_accuracy"]


def test_t7_each_epoch_tells_losses_scores_time_and_speed(finished):
    _, epochs = finished
    assert [one["epoch"] for one in epochs] == [1, 2, 3]
    for one in epochs:
        assert one["loss"] > 0
        assert one["dev_loss"] > 0
        assert 0 <= one["f1"] <= 1
        assert one["seconds"] > 0
        assert one["sentences_per_second"] > 0
    assert epochs[-1]["loss"] < epochs[0]["loss"]


def test_t7_an_epochs_accuracy_is_the_share_of_dev_tokens_with_the_right_tag(tmp_path, reviews):
    corpus = read(reviews.snapshot(tmp_path))
    job = train.Job(reviews.recipe(epochs=1), tmp_path, tmp_path / "out")
    learner = train.learner_of(job, corpus, "cpu")
    (epoch,) = (news for news in learner.fit() if isinstance(news, Epoch))
    said = [tag for tags, _ in learner.answer(list(corpus.words_of("dev"))) for tag in tags]
    right = [corpus.tags[tag] for tag in corpus.parts["dev"].tags]
    same = sum(one == other for one, other in zip(said, right, strict=True))
    assert epoch.dev_accuracy == same / len(right)
    assert 0 < same < len(right)


def test_t7_an_epoch_counts_its_steps_so_that_the_time_of_one_is_known(finished):
    out, epochs = finished
    sentences = len((out / "s" / "train.jsonl").read_text().splitlines())
    assert [one["steps"] for one in epochs] == [math.ceil(sentences / 8)] * 3


def test_t7_a_step_tells_how_long_one_takes_and_how_long_all_will():
    pace = Pace(0.0)
    for done in (1, 2):
        pace.count(step := Step(done, 10, 0.5, 300, 20, 0.0), done * 0.25)
    told = pace.event(step)
    assert told["seconds_per_step"] == pytest.approx(0.25)
    assert told["seconds_left"] == 2.0
    assert (told["tokens_per_second"], told["sentences_per_second"]) == (1200.0, 80.0)


def test_t8_source_bs_losses_are_called_overfitting():
    last = Epoch(9, 0.0067, 0.0306, 0.9, 0.9, 0.9, 231.0, 1.0, 145.0, 0.001)
    scores = (Score(f1, f1, f1, 9000, 9000, 9000) for f1 in (0.93, 0.82))
    found = verdicts.fit(*scores, [last], "test")
    assert found["verdict"] == "overfit"
    assert "the dev loss of 0.0306 is 4.6 times the training loss of 0.0067" in found["message"]


def test_t8_losses_far_apart_mean_nothing_where_the_scores_are_alike():
    last = Epoch(9, 0.0067, 0.0306, 0.9, 0.9, 0.9, 231.0, 1.0, 145.0, 0.001)
    scores = (Score(f1, f1, f1, 900, 900, 900) for f1 in (0.93, 0.92))
    assert verdicts.fit(*scores, [last], "test")["verdict"] == "good"


def test_v2_the_loss_of_the_report_is_minus_the_log_of_the_marked_tags(tmp_path, reviews, tiny):
    tiny.neural(tmp_path, decoder="softmax")
    tagger = load(tmp_path)
    tags = ["O", "B-PNAME", "I-PNAME"]
    row = reviews.sentence(0, ["The", "Sony", "CE-7"], [])
    one = Judged(row, [], [], [], tags, tags)
    scores = tagger.emissions([["The", "Sony", "CE-7"]])[0].astype(float)
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    names = tagger.manifest.tags
    expected = -np.mean([np.log(shares[at, names.index(tag)]) for at, tag in enumerate(tags)])
    assert loss(tagger, [one, one])["per_token"] == pytest.approx(expected, abs=1e-5)
    assert loss(tagger, [one._replace(gold_tags=["X", "O", "O"])]) is None


def test_v2_the_report_holds_loss_and_accuracy(report):
    assert report["loss"]["per_token"] > 0
    assert report["loss"]["sentences"] == 12
    assert 0 < report["tokens"]["accuracy"] <= 1


def test_v3_micro_macro_and_weighted_stand_side_by_side(report):
    for table in (report["entity"], report["tokens"]):
        assert {"micro", "macro", "weighted"} <= set(table)


def test_v4_the_confusion_of_tags_counts_every_token(report):
    confusion = report["tokens"]["confusion"]
    matrix = np.array(confusion["matrix"])
    assert confusion["names"][-1] == "O"
    assert matrix.sum() == report["size"]["tokens"]
    for at, name in enumerate(confusion["names"]):
        assert matrix[at].sum() == report["tokens"]["tags"][name]["support"]
        assert matrix[:, at].sum() == report["tokens"]["tags"][name]["predicted"]
    assert matrix.trace() / matrix.sum() == pytest.approx(report["tokens"]["accuracy"])


def test_v5_a_batch_is_answered_with_tags_by_name(finished):
    tagger = load(finished[0] / "bundle")
    answers = tagger.tag([["The", "Sony", "CE-7"], [], ["zoom"]])
    assert [len(one.tags) for one in answers] == [3, 0, 1]
    assert set(answers[0].tags) <= set(tagger.manifest.tags)
