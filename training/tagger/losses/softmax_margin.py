"""The likelihood with the cost of each error built in (softmax-margin, Gimpel & Smith 2010)."""

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from kernel.entry import Entry
from training.tagger.losses.given import LabelNumber, label_of, numbers


class SoftmaxMargin(Entry):
    """Pushes a wrong sequence the further away the dearer its errors are."""

    title: ClassVar[str] = "Cost-augmented likelihood"
    kind: Literal["softmax_margin"] = "softmax_margin"
    false_cost: float = Field(1.0, ge=0, le=100, title="Cost of a false entity")
    """For each token that is marked though it belongs to none. More of it raises precision."""
    missed_cost: float = Field(1.0, ge=0, le=100, title="Cost of a missed entity")
    """For each token of an entity that stays unmarked. More of it raises recall."""
    wrong_cost: float = Field(1.0, ge=0, le=100, title="Cost of a wrong label or border")
    """For each token that is marked otherwise than it should be."""
    labels: list[LabelNumber] = Field(
        [], max_length=500, title="Dearer labels", json_schema_extra={"x-group": "more"}
    )
    """A label and a factor, such as PER=3: errors about it cost that much more."""

    def costs(self, tags: Sequence[str]) -> NDArray[np.float32] | None:
        """(K, K) what it costs to answer column where row is right; nothing on the diagonal.

        Raises ValueError for a label that the feature set does not have.
        """
        outside = np.array([label_of(tag) == "O" for tag in tags])
        factor = np.where(outside, 0, numbers(tags, self.labels))
        table = np.full((len(tags), len(tags)), self.wrong_cost, np.float32)
        table[outside] = self.false_cost
        table[:, outside] = self.missed_cost
        np.fill_diagonal(table, 0)
        return (table * np.maximum(factor[:, None], factor)).astype(np.float32)
