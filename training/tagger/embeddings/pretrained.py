"""Word vectors that were learned elsewhere on much more text, read from an uploaded file."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.estimate import Cost, Counts

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus
    from training.tagger.layers.sources import WordSource


class PretrainedWords(Entry):
    """Start from a file of vectors: uploaded (GloVe, word2vec, fastText, SENNA), or learned from
    this project's text under Embeddings."""

    title: ClassVar[str] = "Pre-trained vectors"
    kind: Literal["pretrained"] = "pretrained"
    file: str = Field(
        "", pattern=r"^([0-9a-f]{64})?$", title="File of vectors",
        json_schema_extra={"x-file": "vectors"},
    )  # fmt: skip
    """Uploaded here, or learned under Embeddings."""
    freeze: bool = Field(False, title="Keep the vectors as they are")
    """Off: training moves the vectors of the words it meets. On: they stay as in the file, which
    suits little labelled text."""
    lower_case: bool = Field(True, title="Also look words up in lower case")
    """“Camera” takes the vector of “camera” when the file has no “Camera” of its own."""
    extra_words: int = Field(
        50_000, ge=0, le=2_000_000, title="Words kept beyond the training part",
        json_schema_extra={"x-group": "more"},
    )  # fmt: skip
    """The model also carries this many words from the head of the file (the most frequent ones), so
    that an endpoint knows words the training part never showed."""

    unseen: bool = Field(
        True, title="Vectors for unseen words", json_schema_extra={"x-group": "more"}
    )
    """Where the file has groups of letters (fastText .bin), words never seen get a vector made of
    them, at the endpoint, too."""
    dropout: float = Field(
        0.0, ge=0, le=0.95, title="Word dropout", json_schema_extra={"x-group": "more"}
    )
    """Share of a word's numbers hidden in each training step, beside the encoder's own dropout."""
    size: ClassVar[int] = 100
    """Assumed until the file is read."""

    def cost(self, counts: Counts) -> Cost:
        """As for words of the assumed size."""
        note = "The size of the vectors' file is known only when it is read."
        return Cost((counts.forms + 2) * self.size, notes=(note,))

    def sources(self, corpus: "Corpus", files: Path | None) -> "list[WordSource]":
        """What the table is made of; raises BadVectors."""
        from training.tagger.layers.sources import FromFile

        return [
            FromFile(
                (files or Path()) / self.file, corpus, lower=self.lower_case,
                further=self.extra_words, frozen=self.freeze, dropout=self.dropout,
                guess=self.unseen,
            )
        ]  # fmt: skip
