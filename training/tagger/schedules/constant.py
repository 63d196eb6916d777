"""The same rate throughout."""

from typing import ClassVar, Literal

from kernel.entry import Entry
from training.tagger.schedules.moment import Moment


class Constant(Entry):
    """The same rate throughout."""

    title: ClassVar[str] = "Constant"
    kind: Literal["constant"] = "constant"

    def factor(self, at: Moment) -> float:
        """What the rate is multiplied by."""
        return 1.0
