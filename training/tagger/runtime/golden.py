"""Golden answers: sentences with the tags and emissions that the trained model gave for them.

A bundle that answers otherwise here, on this machine, is not put to use.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernel import strict
from training.tagger.bundles.bundle import BadBundle

if TYPE_CHECKING:
    from training.tagger.runtime.tagger import Tagger

TOLERANCE = 1e-3
"""Allowed difference of an emission; kernels of other processors round otherwise, by about 1e-6."""

COMPANY = 4
"""As many sentences at least are asked together: a batch may take another way than one."""


class Golden(NamedTuple):
    """One sentence and what was trained to be said of it."""

    words: list[str]
    tags: list[str]
    emissions: list[list[float]]


def dumps(answers: Sequence[Golden]) -> bytes:
    """The file `golden.json`."""
    value = [answer._asdict() for answer in answers]
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def loads(raw: bytes) -> list[Golden]:
    """Read `golden.json`; raises BadBundle."""
    try:
        value = strict.loads(raw)
    except strict.NotStrict as fault:
        raise BadBundle("bad_golden", f"The golden answers are not readable: {fault}") from fault
    if not isinstance(value, list):
        raise BadBundle("bad_golden", "The golden answers are not a list.")
    return [_one(at, item) for at, item in enumerate(value)]


def check(tagger: "Tagger", raw: bytes) -> None:
    """Let the tagger answer each golden sentence, alone and with others; raises BadBundle at the
    first difference."""
    answers = loads(raw)
    company = ([one.words for one in answers] * COMPANY)[: max(COMPANY, len(answers))]
    together: Sequence[NDArray[Any]] = list(tagger.emissions(company)) if company else []
    for at, golden in enumerate(answers):
        alone = tagger.emissions([golden.words])[0]
        expected: NDArray[Any] = np.array(golden.emissions)
        if alone.shape != expected.shape:
            raise BadBundle(
                "golden_mismatch", f"Golden sentence {at} has emissions of another shape."
            )
        largest = np.maximum(1.0, np.abs(expected))
        for emissions in (alone, together[at][: len(expected)]):
            if (np.abs(emissions - expected) > TOLERANCE * largest).any():
                raise BadBundle(
                    "golden_mismatch", f"Golden sentence {at} gets other emissions here."
                )
        if tagger.tag([golden.words])[0].tags != golden.tags:
            raise BadBundle("golden_mismatch", f"Golden sentence {at} gets other tags here.")


def _one(at: int, item: Any) -> Golden:
    if not isinstance(item, dict) or set(item) != set(Golden._fields):
        raise BadBundle("bad_golden", f"Golden answer {at} needs words, tags and emissions.")
    words, tags, emissions = (item[name] for name in Golden._fields)
    texts = [words, tags]
    if not all(isinstance(row, list) and all(isinstance(w, str) for w in row) for row in texts):
        raise BadBundle("bad_golden", f"Golden answer {at} needs lists of texts.")
    if not words or len(words) != len(tags) or not _numbers(emissions):
        raise BadBundle("bad_golden", f"Golden answer {at} does not fit together.")
    return Golden(words, tags, emissions)


def _numbers(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, list) and len(row) == len(value[0]) for row in value)
        and all(type(number) in (int, float) for row in value for number in row)
    )
