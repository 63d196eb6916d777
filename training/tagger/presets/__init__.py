"""Named recipes: values worth starting from, each with where it comes from."""

from training.tagger.presets.base import Preset
from training.tagger.presets.classical import CLASSICAL
from training.tagger.presets.contextual import CONTEXTUAL
from training.tagger.presets.papers import PAPERS
from training.tagger.presets.starts import STARTS

PRESETS = (*STARTS, *CLASSICAL, *PAPERS, *CONTEXTUAL)
"""In the order in which the form shows them: the first three at once."""


def preset(name: str) -> Preset:
    """The preset of that name.

    >>> preset("camera_reviews").recipe.algorithm.learning_rate
    0.001
    """
    for one in PRESETS:
        if one.name == name:
            return one
    known = ", ".join(p.name for p in PRESETS)
    raise ValueError(f"There is no preset “{name}”. There are: {known}.")


__all__ = ["PRESETS", "Preset", "preset"]
