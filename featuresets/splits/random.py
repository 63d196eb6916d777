"""Sentences drawn at random, in exact sizes."""

from typing import ClassVar, Literal

from pydantic import Field

from featuresets.splits.rows import Group, Rows
from featuresets.splits.shares import Rooms, Shares, chance

NOUNS = {"duplicates": "different sentence", "document": "document", None: "sentence"}


class Random(Shares):
    """Every sentence has the same chance to land in each part."""

    title: ClassVar[str] = "Random"
    kind: Literal["random"] = "random"
    group: Group = Field("duplicates", title="Keep together")
    """Duplicates: equal sentences stay in one part, so that the test holds nothing learnt by heart.
    Document: the sentences of one document stay in one part."""

    def assign(self, rows: Rows) -> bytearray:
        groups = rows.groups(self.group)
        rooms = Rooms(self.sizes(len(rows)), groups.sizes)
        rooms.fill(range(len(groups.sizes)), chance(self.seed))
        return groups.spread(rooms.done(NOUNS[self.group]))
