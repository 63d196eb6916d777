"""How much the tokens of each label count in training."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from kernel.entry import Entry
from training.tagger.losses.given import LabelNumber, label_of, numbers

Counts = NDArray[np.int64]
Weights = NDArray[np.float32]
LIGHTEST = 1e-3
"""A weight of 0 would make a label invisible, and its logarithm infinite."""


class EqualWeights(Entry):
    """Every token counts alike."""

    title: ClassVar[str] = "None"
    kind: Literal["equal"] = "equal"

    def of(self, tags: Sequence[str], counts: Counts) -> Weights | None:
        """(K,) one weight per tag; None = all alike."""
        return None


class BalancedWeights(Entry):
    """Rare labels count more, frequent ones less."""

    title: ClassVar[str] = "Balanced"
    kind: Literal["balanced"] = "balanced"
    strength: float = Field(0.5, gt=0, le=1, title="Strength")
    """1 = each label counts as much as any other in total, which finds more of the rare ones and
    errs more often; smaller values stay closer to the text as it is."""

    def of(self, tags: Sequence[str], counts: Counts) -> Weights | None:
        """(K,) (tokens per label on average / tokens of this label) ** strength; mean of all 1."""
        labels = [label_of(tag) for tag in tags]
        total = {one: sum(counts[at] for at, own in enumerate(labels) if own == one)
                 for one in labels}  # fmt: skip
        mean = sum(total.values()) / len(total)
        weights = np.array([(mean / max(1, total[one])) ** self.strength for one in labels])
        scale = counts.sum() / max(1e-9, float(weights @ counts))
        scaled: Weights = np.maximum(weights * scale, LIGHTEST).astype(np.float32)
        return scaled


class GivenWeights(Entry):
    """You say how much each label counts."""

    title: ClassVar[str] = "Per label"
    kind: Literal["given"] = "given"
    weights: list[LabelNumber] = Field([], max_length=500, title="Weights")
    """A label and its weight, such as PER=2. Labels that are not named count 1; O can be named
    too."""

    def of(self, tags: Sequence[str], counts: Counts) -> Weights | None:
        """(K,) as given. Raises ValueError for a label that the feature set does not have."""
        return np.maximum(numbers(tags, self.weights), LIGHTEST) if self.weights else None


ClassWeights = Annotated[EqualWeights | BalancedWeights | GivenWeights, Field(discriminator="kind")]
