"""Word vectors that were learned elsewhere on much more text, read from an uploaded file."""

from typing import ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry


class PretrainedWords(Entry):
    """Start from an uploaded file of vectors (GloVe, word2vec or fastText; text or binary)."""

    title: ClassVar[str] = "Pre-trained vectors"
    kind: Literal["pretrained"] = "pretrained"
    file: str = Field(
        pattern=r"^[0-9a-f]{64}$", title="File of vectors", json_schema_extra={"x-file": "vectors"}
    )
    """The uploaded file. Its dimension is taken from its first row."""
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
