"""A run that was interrupted goes on bit for bit as if it had not been."""

from functools import partial

import pytest
import torch

from training.tagger import train
from training.tagger.corpus import read
from training.tagger.learners import checkpoint
from training.tagger.learners.checkpoint import BadCheckpoint
from training.tagger.learners.progress import Epoch, Step


@pytest.fixture
def fresh(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "snapshot")
    corpus = read(folder)

    def make(**fields):
        chosen = reviews.recipe(epochs=3, early_stopping=0, **fields)
        return train.learner_of(train.Job(chosen, folder, tmp_path), corpus, "cpu")

    return make


def outcome(learner):
    learner.keep_best()
    figures = [epoch._replace(seconds=0, tokens_per_second=0, sentences_per_second=0)
               for epoch in learner.at.history]  # fmt: skip
    return learner.weights(), figures, learner.at.best_epoch


def same(one, two):
    assert one[1:] == two[1:]
    assert all(torch.equal(value, two[0][name]) for name, value in one[0].items())


@pytest.mark.parametrize("at_step", [1, 5, 14])
@pytest.mark.parametrize(
    "optimizer", ["adam", "adamw", "nadam", "sgd", "rmsprop", "adagrad", "adadelta"]
)
def test_an_interrupted_run_ends_with_the_same_bits(tmp_path, fresh, at_step, optimizer):
    whole = fresh(optimizer={"kind": optimizer})
    list(whole.fit())
    broken = fresh(optimizer={"kind": optimizer})
    for count, _ in enumerate((one for one in broken.fit() if isinstance(one, Step)), 1):
        if count == at_step:
            checkpoint.store(broken, tmp_path / "c", "same")
            break
    torch.manual_seed(99)
    again = fresh(optimizer={"kind": optimizer})
    assert checkpoint.restore(again, tmp_path / "c", "same")
    list(again.fit())
    same(outcome(whole), outcome(again))


def test_a_run_in_bfloat16_goes_on_with_the_same_bits_too(tmp_path, fresh):
    whole, broken, again, exact = fresh(), fresh(), fresh(), fresh()
    for one in (whole, broken, again):
        one.model.encoder.rounds = True
    list(whole.fit())
    for count, _ in enumerate((one for one in broken.fit() if isinstance(one, Step)), 1):
        if count == 5:
            checkpoint.store(broken, tmp_path / "c", "same")
            break
    assert checkpoint.restore(again, tmp_path / "c", "same")
    list(again.fit())
    same(outcome(whole), outcome(again))
    list(exact.fit())
    assert outcome(exact)[1] != outcome(whole)[1]


NETWORKS = [
    {"kind": "bilstm_cnn"},
    {"kind": "bilstm_crf_features"},
    {"kind": "bilstm_crf_features", "connection": False},
    {"kind": "elman", "encoder": {"kind": "elman", "units": 6}},
    {"kind": "lstm", "encoder": {"kind": "lstm", "units": 6, "recurrent_dropout": 0.2}},
    {"kind": "residual_bilstm", "encoder": {"kind": "residual_bilstm", "units": 6}},
    {"decoder": {"kind": "pytorch_crf"},
     "characters": {"kind": "cnn", "dropout": 0.5, "kinds": True}, "lower_case": True},
]  # fmt: skip


@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_goes_on_with_the_same_bits(tmp_path, fresh, network):
    whole = fresh(**network)
    list(whole.fit())
    broken = fresh(**network)
    for count, _ in enumerate((one for one in broken.fit() if isinstance(one, Step)), 1):
        if count == 7:
            checkpoint.store(broken, tmp_path / "c", "same")
            break
    torch.manual_seed(99)
    again = fresh(**network)
    assert checkpoint.restore(again, tmp_path / "c", "same")
    list(again.fit())
    same(outcome(whole), outcome(again))


@pytest.mark.parametrize(
    "schedule", [{"kind": "warmup_linear"}, {"kind": "plateau", "patience": 1}]
)
def test_a_schedule_and_a_loss_with_weights_go_on_as_they_were(tmp_path, fresh, schedule):
    decoder = {"kind": "crf", "class_weights": {"kind": "balanced"}}
    make = partial(fresh, schedule=schedule, decoder=decoder)
    whole, broken, again = make(), make(), make()
    list(whole.fit())
    for count, _ in enumerate((one for one in broken.fit() if isinstance(one, Step)), 1):
        if count == 12:
            checkpoint.store(broken, tmp_path / "c", "same")
            break
    assert checkpoint.restore(again, tmp_path / "c", "same")
    list(again.fit())
    same(outcome(whole), outcome(again))


def test_a_checkpoint_at_the_end_of_an_epoch_goes_on_with_the_next(tmp_path, fresh):
    whole, broken, again = fresh(), fresh(), fresh()
    list(whole.fit())
    for news in broken.fit():
        if isinstance(news, Epoch):
            checkpoint.store(broken, tmp_path / "c", "same")
            break
    assert checkpoint.restore(again, tmp_path / "c", "same")
    assert again.at.epoch == 2
    list(again.fit())
    same(outcome(whole), outcome(again))


def test_only_the_best_epochs_weights_are_kept_on_disk(tmp_path, fresh):
    learner = fresh()
    for news in learner.fit():
        if isinstance(news, Epoch):
            checkpoint.store(learner, tmp_path / "c", "same")
    names = sorted(path.name for path in (tmp_path / "c").iterdir())
    assert names == [f"best-{learner.at.best_epoch}.safetensors", "state.safetensors"]


def test_a_checkpoint_of_another_run_is_refused(tmp_path, fresh):
    learner = fresh()
    checkpoint.store(learner, tmp_path / "c", "one")
    with pytest.raises(BadCheckpoint, match="another recipe or feature set"):
        checkpoint.restore(learner, tmp_path / "c", "two")


def test_no_checkpoint_is_a_fresh_start(tmp_path, fresh):
    assert not checkpoint.restore(fresh(), tmp_path / "nothing", "one")
