"""Numbers given per label, written as a form can hold them: “PER=2”."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

LabelNumber = Annotated[str, Field(pattern=r"^\s*[^=]+=\s*\d{1,6}(\.\d{1,6})?\s*$", max_length=90)]
"""A label, “=”, and a number that is not negative."""


def label_of(tag: str) -> str:
    """“PER” of “B-PER”; a tag without a mark is its own label.

    >>> label_of("B-PER"), label_of("O"), label_of("NNP")
    ('PER', 'O', 'NNP')
    """
    mark, _, label = tag.partition("-")
    return label if label and mark in ("B", "I", "E", "S") else tag


def numbers(tags: Sequence[str], given: Sequence[str]) -> NDArray[np.float32]:
    """(K,) the number of each tag's label, 1 where none is given.

    >>> numbers(["O", "B-PER", "I-PER", "B-LOC"], ["PER=2.5"]).tolist()
    [1.0, 2.5, 2.5, 1.0]

    Raises ValueError for a label that the feature set does not have.
    """
    said = {name.strip(): float(number) for name, number in (one.rsplit("=", 1) for one in given)}
    labels = [label_of(tag) for tag in tags]
    for name in said:
        if name not in labels:
            known = ", ".join(sorted(set(labels) - {"O"}))
            raise ValueError(
                f"“{name}” has a number, but the feature set has no such label; it has {known}."
            )
    return np.array([said.get(label, 1.0) for label in labels], np.float32)
