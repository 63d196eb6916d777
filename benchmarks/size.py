"""How much is measured: all of it, or just enough to see that everything runs."""

from typing import NamedTuple


class Size(NamedTuple):
    """Rounds per contestant, the share of the full amount in each, seconds of a load cell."""

    rounds: int
    share: float
    seconds: float

    def of(self, full: int, least: int = 1) -> int:
        """This size's part of a full amount.

        >>> QUICK.of(50_000), FULL.of(50_000)
        (2500, 50000)
        """
        return max(least, round(full * self.share))

    @property
    def full(self) -> bool:
        return self.share == 1


FULL = Size(rounds=3, share=1, seconds=4)
QUICK = Size(rounds=1, share=0.05, seconds=1)
