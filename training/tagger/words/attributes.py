"""Attributes as numbers: a network looks up rows of a table by them.

Row 0 stands for what the training part never showed; row n + 1 is attribute n of the features.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.tagger.words import features
from training.tagger.words.features import Features

Ids = NDArray[np.int64]


class Attributes:
    """The numbers of a set of features."""

    def __init__(self, found: Features) -> None:
        self.features = found
        self.count = len(found.attributes) + 1
        self._at = {name: at for at, name in enumerate(found.attributes, 1)}

    def number(self, name: str) -> int:
        """The row of an attribute."""
        return self._at.get(name, 0)

    def of(self, words: Sequence[str]) -> Ids:
        """(T, S) one number per token and template.

        >>> from training.tagger.words.features import Template
        >>> known = Features((Template.read("lower[0]"),), ("lower[0]=sony",))
        >>> Attributes(known).of(["SONY", "rocks"]).tolist()
        [[1], [0]]
        """
        get = self._at.get
        columns = [
            [get(name, 0) for name in features.column(template, words)]
            for template in self.features.templates
        ]
        return np.array(columns, np.int64).reshape(len(columns), len(words)).T
