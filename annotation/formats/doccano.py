"""doccano's JSON lines: {"text", "label": [[start, end, "LABEL"]]}."""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Literal

from annotation.formats.base import NOT_MINE, Head, Parsed, Proposal
from annotation.formats.jsonl import Jsonl, columns_of, first_record, offsets_of, write_json


class Doccano(Jsonl):
    """What doccano exports and imports; tokens, sentences and layers do not fit into it."""

    title: ClassVar[str] = "doccano JSON lines"
    kind: Literal["doccano"] = "doccano"  # type: ignore[assignment]

    @classmethod
    def propose(cls, heads: Sequence[Head]) -> Proposal:
        record = first_record(heads)
        if record is None or not ({"label", "labels", "entities", "annotations"} & record.keys()):
            return NOT_MINE
        return Proposal(0.95, {"encoding": heads[0].encoding}, columns_of(record))

    def lines_of(self, documents: Iterable[Parsed]) -> Iterator[str]:
        for number, document in enumerate(documents, 1):
            row = {"id": number, "text": document.text, "label": offsets_of(document)}
            yield write_json(row) + "\n"
