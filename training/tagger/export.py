"""A trained model as the files of a bundle, and the proof that they answer as it does."""

from collections.abc import Sequence

import numpy as np

from training.tagger.learners.base import Exported, Learner
from training.tagger.runtime import Tagger, golden


def files(learner: Learner, samples: Sequence[list[str]]) -> Exported:
    """The bundle's files; `samples` become golden answers, given by the trained model itself."""
    answers = [
        golden.Golden(words, tags, scores.astype(float).tolist())
        for words, (tags, scores) in zip(samples, learner.answer(list(samples)), strict=True)
    ]
    exported = learner.export()
    return exported._replace(files=exported.files | {"golden.json": golden.dumps(answers)})


def differences(learner: Learner, tagger: Tagger, sample: list[list[str]]) -> tuple[float, int]:
    """Largest difference of an emission (in shares of its size, from 1 on), and how many tags."""
    largest, other = 0.0, 0
    tagged = tagger.tag(sample)
    for words, answer, (tags, emissions) in zip(
        sample, tagged, learner.answer(sample), strict=True
    ):
        served = tagger.emissions([words])[0]
        gaps = np.abs(served - emissions) / np.maximum(1.0, np.abs(emissions))
        largest = max(largest, float(gaps.max()))
        other += sum(one != two for one, two in zip(answer.tags, tags, strict=True))
    return largest, other
