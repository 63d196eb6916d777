"""A run that was interrupted goes on bit for bit as if it had not been."""

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
        return train._learner(train.Job(chosen, folder, tmp_path), corpus, "cpu")[0]

    return make


def outcome(learner):
    learner.keep_best()
    figures = [epoch._replace(seconds=0, tokens_per_second=0, sentences_per_second=0)
               for epoch in learner.at.history]  # fmt: skip
    return learner.weights(), figures, learner.at.best_epoch


def same(one, two):
    assert one[1:] == two[1:]
    assert all(torch.equal(value, two[0][name]) for name, value in one[0].items())


@pytest.mark.parametrize("at_step", [1, 4, 5, 8, 14])
@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
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
