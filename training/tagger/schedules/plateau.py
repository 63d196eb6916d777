"""The rate falls when nothing gets better any more."""

from typing import ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.schedules.moment import Moment


class Plateau(Entry):
    """Keeps the rate while F1 on the dev part grows, and makes it smaller when that stops."""

    title: ClassVar[str] = "On a plateau"
    kind: Literal["plateau"] = "plateau"
    share: float = Field(0.5, gt=0, lt=1, title="Share kept")
    """What the rate is multiplied by each time."""
    patience: int = Field(2, ge=1, le=1000, title="Patience")
    """Epochs without a better score that are waited for."""

    def factor(self, at: Moment) -> float:
        """What the rate is multiplied by.

        >>> [Plateau(patience=2).factor(Moment(4, 0.1, h)) for h in ((1, 2, 3), (3, 2, 2))]
        [1.0, 0.5]
        """
        best, waited, factor = float("-inf"), 0, 1.0
        for height in at.heights:
            waited = 0 if height > best else waited + 1
            best = max(best, height)
            if waited == self.patience:
                waited, factor = 0, factor * self.share
        return factor
