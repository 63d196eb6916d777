"""Each part gets its share of every label."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import Field

from featuresets.splits.random import NOUNS
from featuresets.splits.rows import Group, LabelCounts, Rows
from featuresets.splits.shares import Rooms, Shares, chance, shuffled


class Stratified(Shares):
    """Sentences are dealt so that each label keeps its share in every part; for rare labels."""

    title: ClassVar[str] = "Stratified by label"
    kind: Literal["stratified"] = "stratified"
    group: Group = Field("duplicates", title="Keep together")
    """Duplicates: equal sentences stay in one part, so that the test holds nothing learnt by heart.
    Document: the sentences of one document stay in one part."""

    def assign(self, rows: Rows) -> bytearray:
        groups = rows.groups(self.group)
        drawing = chance(self.seed)
        sizes = self.sizes(len(rows))
        rooms = Rooms(sizes, groups.sizes)
        deal = Deal(groups.labels(rows), [size / len(rows) for size in sizes], rooms)
        drawn = shuffled(range(len(groups.sizes)), drawing)
        # Large groups first: single sentences even out what the large ones leave uneven.
        for some in (
            [group for group in drawn if groups.sizes[group] > 1],
            [group for group in drawn if groups.sizes[group] == 1],
        ):
            deal.out(some)
            rooms.fill((group for group in some if not rooms.placed(group)), drawing)
        return groups.spread(rooms.done(NOUNS[self.group]))


class Deal:
    """Iterative stratification (Sechidis, Tsoumakas & Vlahavas 2011) over groups of sentences.

    The label with the fewest entities left is dealt first, each group to the part that lacks most
    of it: rare labels are placed while every part still has room.
    """

    def __init__(self, labels: list[LabelCounts], shares: list[float], rooms: Rooms) -> None:
        self.labels = labels
        self.rooms = rooms
        total = Counter[str]()
        for counts in labels:
            total.update(dict(counts))
        self.lack = [{label: share * total[label] for label in total} for share in shares]

    def out(self, groups: Sequence[int]) -> None:
        """Place those of these groups that hold a label; of one label, the richest come first."""
        holding: dict[str, list[tuple[int, int]]] = defaultdict(list)
        left = Counter[str]()
        for group in groups:
            for label, count in self.labels[group]:
                holding[label].append((count, group))
                left[label] += count
        while left:
            label = min(sorted(left), key=left.__getitem__)
            # The sort is stable: equals stay as they were drawn.
            for _, group in sorted(holding[label], key=lambda pair: -pair[0]):
                if not self.rooms.placed(group):
                    self._place(group, label)
                    left.subtract(dict(self.labels[group]))
            del left[label]

    def _place(self, group: int, label: str) -> None:
        lack, left = self.lack, self.rooms.left
        part = max(self.rooms.open_for(group), key=lambda part: (lack[part][label], left[part]))
        self.rooms.place(group, part)
        for name, count in self.labels[group]:
            lack[part][name] -= count
