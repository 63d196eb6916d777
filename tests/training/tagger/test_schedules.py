"""Schedules: pure functions of where the run stands, so that a resumed run says the same rate."""

import pytest

from training.tagger.corpus import read
from training.tagger.learners.base import Setting
from training.tagger.learners.progress import Epoch
from training.tagger.schedules import Constant, Cosine, InverseDecay, Moment, Plateau, WarmupLinear


def at(done, epoch=1, heights=()):
    return Moment(epoch, done, heights)


def test_t5_a_warm_up_rises_to_the_full_rate_and_then_falls_to_zero():
    entry = WarmupLinear(warmup=0.2)
    assert [round(entry.factor(at(done)), 3) for done in (0.1, 0.2, 0.6, 1.0)] == [0.5, 1, 0.5, 0]


def test_t5_a_cosine_ends_at_its_last_rate():
    entry = Cosine(warmup=0.1, last=0.2)
    assert entry.factor(at(0.05)) == pytest.approx(0.5)
    assert entry.factor(at(0.1)) == pytest.approx(1.0)
    assert entry.factor(at(0.55)) == pytest.approx(0.6)
    assert entry.factor(at(1.0)) == pytest.approx(0.2)


def test_t5_a_plateau_lowers_the_rate_each_time_nothing_got_better():
    entry = Plateau(share=0.1, patience=2)
    heights = (0.5, 0.5, 0.4, 0.6, 0.6, 0.6, 0.6, 0.6)
    factors = [entry.factor(at(0.1, heights=heights[:n])) for n in range(len(heights) + 1)]
    assert factors == pytest.approx([1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.001])


def test_t5_the_others_say_what_their_names_say():
    assert Constant().factor(at(0.9, 9)) == 1
    assert InverseDecay(decay=0.05).factor(at(0.9, 11)) == pytest.approx(1 / 1.5)


@pytest.mark.parametrize("kind", ["inverse_decay", "constant", "warmup_linear", "cosine",
                                  "plateau"])  # fmt: skip
def test_t5_each_schedule_trains_and_its_rates_are_told(tmp_path, reviews, kind):
    chosen = reviews.recipe(schedule={"kind": kind}, epochs=4, early_stopping=0)
    learner = chosen.algorithm.learner(read(reviews.snapshot(tmp_path)), Setting())
    told = [one for one in learner.fit() if isinstance(one, Epoch)]
    assert told[-1].loss < told[0].loss
    assert all(0 <= one.learning_rate <= 0.02 for one in told)
    assert (told[-1].learning_rate < told[0].learning_rate) == (kind not in ("constant", "plateau"))
