"""Whole documents, or whole source files, go to one part."""

from typing import ClassVar, Literal

from featuresets.splits.rows import Rows
from featuresets.splits.shares import Rooms, Shares, chance


class ByDocument(Shares):
    """No document is torn apart: the test then shows how the model does on texts it never saw."""

    title: ClassVar[str] = "By document"
    kind: Literal["by_document"] = "by_document"
    whole: Literal["document", "source"] = "document"
    """What stays in one part: a document, or all documents of one source file."""

    def assign(self, rows: Rows) -> bytearray:
        groups = rows.groups(self.whole)
        rooms = Rooms(self.sizes(len(rows)), groups.sizes)
        rooms.fill(range(len(groups.sizes)), chance(self.seed))
        noun = "document" if self.whole == "document" else "source file"
        return groups.spread(rooms.done(noun))
