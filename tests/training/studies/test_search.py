"""What a search changes, tries next and gives up."""

import pytest
from pydantic import ValidationError

from training.studies import spaces
from training.studies.pruning import hopeless
from training.studies.sampling import Told, propose
from training.studies.spaces import Choices, Range
from training.tagger.algorithms import FineTunedTransformer
from training.tagger.optimizers import SGD
from training.tagger.presets import PRESETS
from training.tagger.recipe import Recipe

RATE = Range(path="algorithm.learning_rate", low=0.0005, high=0.05, log=True)
UNITS = Range(path="algorithm.encoder.units", low=20, high=200, whole=True)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.name)
def test_both_ends_of_every_offered_range_are_recipes(preset) -> None:
    offered = spaces.offered(preset.recipe)
    assert any(one.usual for one in offered)
    for one in offered:
        for end in one.dimension.ends:
            spaces.changed(preset.recipe, {one.dimension.path: end})


def test_a_rate_is_searched_around_what_suits_its_optimizer_or_around_itself() -> None:
    for algorithm, middle in (
        ({"kind": "bilstm_crf", "optimizer": {"kind": "sgd"}}, SGD.base_rate),
        ({"kind": "transformer"}, FineTunedTransformer().learning_rate),
    ):
        recipe = Recipe.model_validate({"algorithm": algorithm})
        (rate,) = (one for one in spaces.usual(recipe) if one.path == RATE.path)
        assert rate.low < middle < rate.high
        assert rate.log


def test_a_change_reaches_its_place_and_nothing_else() -> None:
    before = Recipe()
    after = spaces.changed(before, {"algorithm.encoder.dropout": 0.25})
    assert after.algorithm.encoder.dropout == 0.25
    assert spaces.changed(after, {"algorithm.encoder.dropout": 0.5}) == before
    with pytest.raises(KeyError):
        spaces.changed(before, {"algorithm.encoder.nothing": 1})


def test_a_range_without_width_or_a_logarithm_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="below the high end"):
        Range(path="algorithm.c1", low=1, high=1)
    with pytest.raises(ValidationError, match="begins above 0"):
        Range(path="algorithm.c1", low=0, high=1, log=True)


def test_the_same_rows_are_answered_by_the_same_proposal() -> None:
    told = [Told(propose([RATE, UNITS], [], seed=at), "done", [0.1 * at]) for at in range(8)]
    told.append(Told(propose([RATE, UNITS], told, seed=9), "running", []))
    first, second = (propose([RATE, UNITS], told, seed=4) for _ in range(2))
    assert first == second
    assert 0.0005 <= first[RATE.path] <= 0.05
    assert isinstance(first[UNITS.path], int)


def test_a_search_learns_where_the_good_values_are() -> None:
    space = [Range(path="algorithm.c2", low=0.0, high=1.0),
             Choices(path="algorithm.scheme", values=["a", "b"])]  # fmt: skip
    told: list[Told] = []
    for _ in range(30):
        params = propose(space, told, seed=1)
        height = 1 - abs(params["algorithm.c2"] - 0.7) - 0.3 * (params["algorithm.scheme"] == "a")
        told.append(Told(params, "done", [height]))
    late = [one.params for one in told[-10:]]
    assert sum(abs(one["algorithm.c2"] - 0.7) < 0.2 for one in late) >= 7
    assert sum(one["algorithm.scheme"] == "b" for one in late) >= 8


def test_pruned_and_failed_trials_do_not_stop_the_search() -> None:
    params = {RATE.path: 0.01}
    told = [Told(params, state, [0.2]) for state in ("pruned", "failed", "running")]
    assert RATE.path in propose([RATE], [*told, Told(params, "done", [])], seed=1)


def test_a_trial_is_given_up_only_when_enough_others_were_better_by_then() -> None:
    good = [[0.5, 0.6, 0.7, 0.8]] * 4
    assert hopeless([0.1, 0.5, 0.5], good)
    assert not hopeless([0.1, 0.5, 0.7], good)
    assert not hopeless([0.1, 0.1, 0.1], good[:3])
    assert not hopeless([0.1, 0.1], good)
