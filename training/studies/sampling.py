"""What a search tries next: Optuna's tree of Parzen estimators, asked anew from the rows each time.

Optuna keeps nothing: its study lives in memory for one question and is told what the runs reached.
So a killed worker loses nothing, and the same rows with the same seed give the same answer.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from training.studies.spaces import Choices, Range

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial


class Told(NamedTuple):
    """A trial that was begun; `heights` is F1 on the dev part per epoch."""

    params: Mapping[str, Any]
    state: Literal["running", "done", "pruned", "failed"]
    heights: Sequence[float]


def propose(space: Sequence[Range | Choices], told: Sequence[Told], *, seed: int) -> dict[str, Any]:
    """The values to try next, by path."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    distributions = {one.path: _distribution(one) for one in space}
    sampler = optuna.samplers.TPESampler(
        seed=seed + len(told), constant_liar=True, n_startup_trials=min(10, 2 * len(space))
    )
    study = optuna.create_study(direction="maximize", sampler=sampler)
    for one in told:
        study.add_trial(_trial(one, distributions))
    found = study.ask(distributions).params
    return {one.path: _plain(one, found[one.path]) for one in space}


def _distribution(one: Range | Choices) -> "BaseDistribution":
    from optuna.distributions import (
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    if isinstance(one, Choices):
        return CategoricalDistribution(one.values)
    if one.whole:
        return IntDistribution(int(one.low), int(one.high), log=one.log)
    return FloatDistribution(one.low, one.high, log=one.log)


def _trial(told: Told, distributions: "dict[str, BaseDistribution]") -> "FrozenTrial":
    from optuna.trial import TrialState, create_trial

    states = {"running": TrialState.RUNNING, "done": TrialState.COMPLETE,
              "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}  # fmt: skip
    done = told.state == "done" and bool(told.heights)
    state = states[told.state] if done or told.state != "done" else TrialState.FAIL
    return create_trial(
        state=state,
        value=max(told.heights) if done else None,
        params=dict(told.params),
        distributions=distributions,
        intermediate_values=dict(enumerate(told.heights, 1)),
    )


def _plain(one: Range | Choices, value: Any) -> Any:
    """Four digits are enough to read, and to repeat by hand."""
    if isinstance(one, Choices) or one.whole:
        return value
    return max(one.low, min(one.high, float(f"{value:.4g}")))
