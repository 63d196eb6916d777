"""Up from nothing, then down to nothing on a straight line (Devlin et al. 2019)."""

from typing import ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.schedules.moment import Moment


def rise(at: Moment, share: float) -> float:
    """1 once the warm-up is over, before that the part of it that is behind us."""
    return min(1.0, at.done / share) if share else 1.0


class WarmupLinear(Entry):
    """Begins gently, then falls evenly to zero at the last epoch; usual for transformers."""

    title: ClassVar[str] = "Warm-up and linear"
    kind: Literal["warmup_linear"] = "warmup_linear"
    warmup: float = Field(0.1, ge=0, le=0.9, title="Warm-up")
    """Share of all steps in which the rate rises from zero."""

    def factor(self, at: Moment) -> float:
        """What the rate is multiplied by.

        >>> [WarmupLinear(warmup=0.5).factor(Moment(1, done, ())) for done in (0.25, 0.5, 0.75)]
        [0.5, 1.0, 0.5]
        """
        return min(rise(at, self.warmup), (1 - at.done) / (1 - self.warmup))
