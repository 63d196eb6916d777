"""Losses and class weights: the tables they lean on, and what they do to a training."""

from itertools import product

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from training.tagger.corpus import read
from training.tagger.decoders import CRF, Softmax
from training.tagger.layers.decoding import CRF as Chain
from training.tagger.layers.decoding import Softmax as Each
from training.tagger.layers.decoding import path_score
from training.tagger.learners.base import Setting
from training.tagger.learners.progress import Epoch
from training.tagger.losses import BalancedWeights, GivenWeights, SoftmaxMargin

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
COUNTS = np.array([800, 60, 40, 60, 40])


def test_t5_balanced_weights_at_full_strength_let_each_label_count_alike():
    weights = BalancedWeights(strength=1.0).of(TAGS, COUNTS)
    total = weights * COUNTS
    assert total[0] == pytest.approx(total[1] + total[2]) == pytest.approx(total[3] + total[4])
    assert total.sum() == pytest.approx(COUNTS.sum())
    assert weights[1] == weights[2]


def test_t5_weights_that_name_an_unknown_label_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"“ORG” has a number.*LOC, PER"):
        GivenWeights(weights=["ORG=2"]).of(TAGS, COUNTS)
    with pytest.raises(ValidationError):
        GivenWeights(weights=["PER"])


def test_v7_the_cost_of_an_error_depends_on_what_is_missed_and_what_is_made_up():
    entry = SoftmaxMargin(false_cost=2, missed_cost=3, wrong_cost=1, labels=["PER=10"])
    table = entry.costs(TAGS)
    assert table.diagonal().tolist() == [0] * 5
    assert table[0].tolist() == [0, 20, 20, 2, 2]  # rows are right, columns are said
    assert table[3].tolist() == [3, 10, 10, 0, 1]
    assert table[1].tolist() == [30, 0, 10, 10, 10]


def test_v7_the_cost_augmented_loss_equals_brute_force():
    torch.manual_seed(2)
    steps, kinds = 4, len(TAGS)
    crf = Chain(kinds)
    emissions, gold = torch.randn(steps, 1, kinds), torch.randint(kinds, (steps, 1))
    costs = torch.from_numpy(SoftmaxMargin(false_cost=2, missed_cost=3).costs(TAGS))
    crf.lean(costs)
    active = [1] * steps
    weights = crf.transitions, crf.start, crf.end
    heights = []
    for path in product(range(kinds), repeat=steps):
        said = torch.tensor(path)[:, None]
        cost = sum(costs[right, wrong] for right, wrong in zip(gold[:, 0], path, strict=True))
        heights.append(path_score(emissions, said, active, *weights)[0] + cost)
    own = path_score(emissions, gold, active, *weights)[0]
    expected = torch.logsumexp(torch.stack(heights), 0) - own
    assert crf(emissions, gold, active).item() == pytest.approx(expected.item(), abs=1e-4)
    plain = crf.eval()(emissions, gold, active).item()
    assert plain < expected.item()


def test_t5_the_focal_loss_counts_a_token_by_its_doubt():
    emissions, gold = torch.tensor([[[2.0, 0.0]], [[0.0, 0.0]]]), torch.tensor([[0], [1]])
    chance = [torch.softmax(emissions[at, 0], 0)[tag].item() for at, tag in enumerate((0, 1))]
    loss = Each(2, focus=2.0)(emissions, gold, [1, 1]).item()
    assert loss == pytest.approx(sum((1 - p) ** 2 * -np.log(p) for p in chance), abs=1e-6)


def test_t5_class_weights_of_a_softmax_weigh_each_token_by_its_right_tag():
    layer = Each(2)
    emissions, gold = torch.zeros(2, 1, 2), torch.tensor([[0], [1]])
    layer.lean(torch.tensor([3.0, 0.5]))
    assert layer(emissions, gold, [1, 1]).item() == pytest.approx(3.5 * np.log(2), abs=1e-6)
    assert layer.eval()(emissions, gold, [1, 1]).item() == pytest.approx(2 * np.log(2), abs=1e-6)


CRF_CHOICES = [
    {},
    {"loss": {"kind": "softmax_margin", "missed_cost": 2, "labels": ["PNAME=2"]}},
    {"class_weights": {"kind": "balanced"}},
    {"class_weights": {"kind": "given", "weights": ["PFEATURE=3"]}},
]
SOFTMAX_CHOICES = [
    {},
    {"loss": {"kind": "cross_entropy", "smoothing": 0.1}},
    {"loss": {"kind": "focal"}, "class_weights": {"kind": "balanced"}},
]
PAIRS = [("bilstm_crf", one) for one in CRF_CHOICES] + [
    ("bilstm_softmax", one) for one in SOFTMAX_CHOICES
]


OPTIMIZERS = ("adam", "adamw", "nadam", "sgd", "rmsprop", "adagrad", "adadelta")


@pytest.mark.parametrize(("kind", "decoder"), PAIRS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_t5_each_optimizer_trains_with_each_loss_under_its_decoder(
    tmp_path, reviews, kind, decoder, optimizer
):
    named = {"kind": kind.removeprefix("bilstm_"), **decoder}
    chosen = reviews.recipe(
        kind, decoder=named, optimizer={"kind": optimizer}, learning_rate="auto", epochs=4,
        early_stopping=0,
    )  # fmt: skip
    learner = chosen.algorithm.learner(read(reviews.snapshot(tmp_path)), Setting())
    told = [one for one in learner.fit() if isinstance(one, Epoch)]
    assert told[-1].dev_loss < told[0].dev_loss


@pytest.mark.parametrize(
    ("kind", "loss"), [("bilstm_crf", "focal"), ("bilstm_softmax", "softmax_margin")]
)
def test_t5_a_loss_that_does_not_fit_its_decoder_cannot_be_said(reviews, kind, loss):
    named = kind.removeprefix("bilstm_")
    with pytest.raises(ValidationError, match="does not match any of the expected tags"):
        reviews.recipe(kind, decoder={"kind": named, "loss": {"kind": loss}})


def test_t5_nesterov_without_momentum_is_refused_with_a_reason(reviews):
    with pytest.raises(ValidationError, match="set a momentum above 0"):
        reviews.recipe(optimizer={"kind": "sgd", "momentum": 0, "nesterov": True})


def test_recipes_from_before_the_choice_of_losses_and_schedules_are_still_read(reviews):
    earlier = {"kind": "softmax", "smoothing": 0.2}
    chosen = reviews.recipe("bilstm_softmax", decoder=earlier, rate_decay=0.3).algorithm
    assert chosen.decoder.loss.smoothing == 0.2
    assert chosen.schedule.decay == 0.3


def test_a_decoder_without_weights_and_costs_leans_on_nothing():
    assert CRF().leaning(TAGS, COUNTS) is None
    assert Softmax().leaning(TAGS, COUNTS) is None
