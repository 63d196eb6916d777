"""How long the sentences are, and what a cut would lose."""

from collections import Counter
from typing import Any

from featuresets.balance.light import Light

CUTS = (50, 104, 512)
"""The usual maximum lengths; the last is where training cuts unless told otherwise."""
BARS = 24
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Lengths:
    """Sentence lengths in tokens."""

    def __init__(self) -> None:
        self._count = Counter[int]()
        self._entities_lost = dict.fromkeys(CUTS, 0)

    def add(self, sentence: Light) -> None:
        length = len(sentence.words)
        self._count[length] += 1
        for at in CUTS:
            if length > at:
                self._entities_lost[at] += sum(span.end > at for span in sentence.spans)

    def shown(self) -> dict[str, Any]:
        count = self._count
        return {
            "histogram": self._histogram(),
            "max": max(count, default=0),
            "mean": sum(n * times for n, times in count.items()) / (count.total() or 1),
            "p95": self._percentile(95),
            "cuts": [self._cut(at) for at in CUTS if at < 512 or max(count, default=0) > at],
        }

    def _cut(self, at: int) -> dict[str, int]:
        """What is lost when each sentence ends after `at` tokens; an entity cut in two is lost."""
        longer = [(length, times) for length, times in self._count.items() if length > at]
        return {
            "at": at,
            "sentences": sum(times for _, times in longer),
            "tokens": sum((length - at) * times for length, times in longer),
            "entities": self._entities_lost[at],
        }

    def _percentile(self, percent: int) -> int:
        """The length that this many percent of the sentences do not exceed."""
        seen = 0
        for length in sorted(self._count):
            seen += self._count[length]
            if seen * 100 >= percent * self._count.total():
                return length
        return 0

    def _histogram(self) -> list[list[int]]:
        """Bars of equal width as [from, to, count], both ends within."""
        longest = max(self._count, default=0)
        step = next((step for step in STEPS if step * BARS >= longest), STEPS[-1])
        bars = Counter[int]()
        for length, times in self._count.items():
            bars[max(length - 1, 0) // step] += times
        return [
            [bar * step + 1, (bar + 1) * step, bars[bar]]
            for bar in range(max(bars, default=-1) + 1)
        ]
