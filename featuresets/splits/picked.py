"""Documents chosen by hand or by what they are."""

from functools import cached_property
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from featuresets.splits.rows import NOWHERE, PARTS, TRAIN, Facts, Rows, SplitError
from featuresets.splits.shares import Draw


class Pick(BaseModel):
    """The documents on the list, and those that meet every condition given."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    documents: tuple[int, ...] = ()
    """Numbers of documents."""
    label: str | None = Field(None, min_length=1, max_length=64)
    """Documents in which this label stands."""
    state: Literal["new", "done"] | None = None
    """Documents in this state."""
    q: str | None = Field(None, min_length=1, max_length=200, title="Words")
    """Documents whose text holds these characters, large or small."""
    source: str | None = Field(None, min_length=1, max_length=255)
    """Documents of this group or source file."""

    @property
    def conditional(self) -> bool:
        return any((self.label, self.state, self.q, self.source))

    def meets(self, facts: Facts) -> bool:
        """Whether the document meets every condition; False when there is none.

        >>> facts = Facts(1, "done", ("a.txt",), "Sony CE rocks", frozenset({"PNAME"}))
        >>> Pick(q="sony", label="PNAME").meets(facts), Pick(q="sony", source="b.txt").meets(facts)
        (True, False)
        """
        return (
            self.conditional
            and (self.label is None or self.label in facts.labels)
            and (self.state is None or self.state == facts.state)
            and (self.source is None or self.source in facts.sources)
            and (self.q is None or self.q.casefold() in facts.text.casefold())
        )


class Picked(Draw):
    """You say which documents make up each part."""

    title: ClassVar[str] = "Picked"
    kind: Literal["picked"] = "picked"
    train: Pick | None = None
    """To learn from. Empty: what no other part picks, if “rest” says so."""
    dev: Pick | None = None
    """To watch while training."""
    test: Pick | None = None
    """Kept aside for the report."""
    rest: Literal["train", "dev", "test"] | None = Field(
        "train", validate_default=True, title="All other documents"
    )
    """The part of documents that no part picks. None: they are left out."""

    @field_validator("dev", "test")
    @classmethod
    def _apart(cls, pick: Pick | None, info: ValidationInfo) -> Pick | None:
        for part in PARTS:
            other = info.data.get(part)
            if pick and other and (twice := set(pick.documents) & set(other.documents)):
                raise ValueError(
                    f"Document {min(twice)} is listed for {part} as well; "
                    "a document belongs to one part."
                )
        return pick

    @field_validator("rest")
    @classmethod
    def _something(cls, rest: str | None, info: ValidationInfo) -> str | None:
        if "train" in info.data and info.data["train"] is None and rest != "train":
            raise ValueError(
                "Nothing is left to learn from: pick documents for train, or send the rest there."
            )
        return rest

    def picks(self) -> list[tuple[int, Pick]]:
        """The parts that pick, by number."""
        found = enumerate((self.train, self.dev, self.test))
        return [(part, pick) for part, pick in found if pick is not None]

    @cached_property
    def _listed(self) -> dict[int, int]:
        return {document: part for part, pick in self.picks() for document in pick.documents}

    def mark(self, facts: Facts) -> int:
        """A list beats a condition; where conditions overlap, the earlier part takes it."""
        if facts.document in self._listed:
            return self._listed[facts.document]
        for part, pick in self.picks():
            if pick.meets(facts):
                return part
        return NOWHERE if self.rest is None else PARTS.index(self.rest)

    def assign(self, rows: Rows) -> bytearray:
        here = set(rows.documents)
        for part, pick in self.picks():
            for place, document in enumerate(pick.documents):
                if document not in here:
                    raise SplitError(
                        f"Document {document} is not among the documents that may enter: "
                        "it does not exist here, is not done, or has no words.",
                        *(PARTS[part], "documents", place),
                    )
        for part in sorted({TRAIN, *(part for part, _ in self.picks())}):
            if part not in rows.marks:
                raise SplitError(
                    f"The {PARTS[part]} part would be empty: "
                    "no document that may enter is picked for it.",
                    PARTS[part],
                )
        return bytearray(rows.marks)
