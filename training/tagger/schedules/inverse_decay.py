"""The rate falls a little with each epoch (Ma & Hovy 2016)."""

from typing import ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.schedules.moment import Moment


class InverseDecay(Entry):
    """The rate falls a little with each epoch."""

    title: ClassVar[str] = "Inverse decay"
    kind: Literal["inverse_decay"] = "inverse_decay"
    decay: float = Field(0.05, ge=0, le=1, title="Decay")
    """After epoch n the rate is divided by 1 + decay × n."""

    def factor(self, at: Moment) -> float:
        """What the rate is multiplied by.

        >>> InverseDecay(decay=0.5).factor(Moment(3, 0.1, ()))
        0.5
        """
        return 1 / (1 + self.decay * (at.epoch - 1))
