"""Half a cosine from the full rate down (Loshchilov & Hutter 2017)."""

from math import cos, pi
from typing import ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.schedules.moment import Moment
from training.tagger.schedules.warmup_linear import rise


class Cosine(Entry):
    """Stays high at first, falls quickly in the middle, and ends gently."""

    title: ClassVar[str] = "Cosine"
    kind: Literal["cosine"] = "cosine"
    warmup: float = Field(0.0, ge=0, le=0.9, title="Warm-up")
    """Share of all steps in which the rate rises from zero."""
    last: float = Field(0.01, ge=0, le=1, title="Last rate")
    """What is left of the rate at the end of the last epoch."""

    def factor(self, at: Moment) -> float:
        """What the rate is multiplied by.

        >>> round(Cosine(last=0.0).factor(Moment(1, 0.5, ())), 6)
        0.5
        """
        if at.done < self.warmup:
            return rise(at, self.warmup)
        way = (at.done - self.warmup) / (1 - self.warmup)
        return self.last + (1 - self.last) * (1 + cos(pi * way)) / 2
