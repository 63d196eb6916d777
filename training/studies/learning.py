"""The answer of a learning curve: what more labels would bring, overall and label by label."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from training import queries
from training.models import Run

if TYPE_CHECKING:
    from training.studies.curves import Counts, Estimate, Forecast

LEAST_POINTS = 3
LEAST_SUPPORT = 30
"""Entities of a label in the test part from which on a forecast for it says something."""
WORTH = 0.005
STEP, NEAR = 0.05, 0.02
"""The next goal is a multiple of the step, and not so near that it is reached already."""


class Size(NamedTuple):
    """One size of the training part, with the runs that learned from it."""

    sentences: int
    entities: int
    runs: list[Run]


def answer(done: Sequence[Run]) -> dict[str, Any]:
    """Points with intervals, the forecast at twice the labels, and a sentence."""
    sizes = _sizes(done)
    rows = [[_sentences(run) for run in size.runs] for size in sizes]
    overall, labels = _counts(rows), sorted({name for row in rows[-1][0] for name in row})
    points: list[dict[str, Any]] = [
        {"sentences": one.sentences, "entities": one.entities, "runs": len(one.runs)}
        for one in sizes
    ]
    said = {"points": points}
    if len(sizes) < LEAST_POINTS:
        message = f"The forecast needs {LEAST_POINTS} sizes to be trained; so far {len(sizes)}."
        return said | {"message": message}
    found = _forecast(sizes, overall)
    for point, estimate in zip(points, found.points, strict=True):
        point |= _shown(estimate)
    return said | {
        "forecast": {"sentences": 2 * sizes[-1].sentences, **_shown(found.doubled)},
        "curve": {name: float(one[0]) for name, one in found.curve._asdict().items()},
        "labels": [_label(name, sizes, rows) for name in labels],
        "message": _sentence(sizes[-1], found),
    }


def _label(name: str, sizes: Sequence[Size], rows: "Sequence[Sequence[Rows]]") -> dict[str, Any]:
    counts = _counts(rows, name)
    support = int(counts[-1][0][:, 2].sum())
    about: dict[str, Any] = {"label": name, "support": support}
    if support < LEAST_SUPPORT:
        return about | {"now": None, "doubled": None}
    found = _forecast(sizes, counts)
    return about | {"now": _shown(found.points[-1]), "doubled": _shown(found.doubled)}


def _forecast(sizes: Sequence[Size], counts: "Sequence[Sequence[Counts]]") -> "Forecast":
    from training.studies.curves import forecast

    return forecast([one.sentences for one in sizes], counts)


def _shown(estimate: "Estimate") -> dict[str, float]:
    return {"f1": estimate.value, "low": estimate.low, "high": estimate.high}


def _sizes(done: Sequence[Run]) -> list[Size]:
    by_share: dict[float, list[Run]] = defaultdict(list)
    for run in done:
        by_share[run.part["share"]].append(run)
    found = []
    for _, runs in sorted(by_share.items()):
        train = json.loads(queries.report(runs[0]))["parts"]["train"]
        found.append(Size(train["sentences"], train["entities"], runs))
    return found


Rows = list[dict[str, list[int]]]
"""Of each test sentence {label: [right, predicted, support]}."""


def _sentences(run: Run) -> Rows:
    return [_judged(row) for row in queries.predictions(run)]


def _judged(row: dict[str, Any]) -> dict[str, list[int]]:
    gold = Counter(tuple(span[:3]) for span in row["gold"])
    said = Counter(tuple(span[:3]) for span in row["predicted"])
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for at, spans in enumerate((gold & said, said, gold)):
        for (_, _, label), count in spans.items():
            found[label][at] += count
    return dict(found)


def _counts(rows: Sequence[Sequence[Rows]], label: str | None = None) -> "list[list[Counts]]":
    """Per size and run (S, 3), of one label or of all together."""
    import numpy as np

    def of(row: dict[str, list[int]]) -> Iterable[int]:
        if label is not None:
            return row.get(label, (0, 0, 0))
        return (sum(one[at] for one in row.values()) for at in range(3))

    return [[np.array([list(of(row)) for row in one], np.int64) for one in runs] for runs in rows]


def _sentence(largest: Size, found: "Forecast") -> str:
    """“How many more labels?”, answered."""
    now, doubled, size = found.points[-1].value, found.doubled, largest.sentences
    said = (
        f"With all {size:,} training sentences F1 is {now:.2f}. With twice as many it would be "
        f"about {doubled.value:.2f} ({doubled.low:.2f} to {doubled.high:.2f})."
    )
    if doubled.value - now < WORTH:
        return f"{said} More text of the same kind would hardly help; look at the errors first."
    goal = (int((now + NEAR) / STEP) + 1) * STEP
    wanted = float(found.curve.size_for(goal)[0])
    if wanted > 20 * size:
        where = "out of reach" if goal > doubled.high else "not in sight"
        return f"{said} An F1 of {goal:.2f} is {where} by more labels alone."
    more = max(1, round(wanted) - size)
    return f"{said} For an F1 of {goal:.2f}, label about {_round(more):,} more sentences."


def _round(number: int) -> int:
    """Two digits are all that a forecast is good for."""
    digits = max(0, len(str(number)) - 2)
    return round(number, -digits)
