"""The file formats: one small file reads and writes one format."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from annotation.formats.base import (
    EMPTY,
    Format,
    Parsed,
    Problem,
    Source,
    Tally,
    Unreadable,
    Unwritable,
)
from annotation.formats.conll import Conll
from annotation.formats.doccano import Doccano
from annotation.formats.gmb_csv import GmbCsv
from annotation.formats.jsonl import Jsonl
from annotation.formats.text import Text
from annotation.formats.two_files import TwoFiles

FORMATS: tuple[type[Format], ...] = (TwoFiles, GmbCsv, Conll, Jsonl, Doccano, Text)
"""In the order in which they are offered."""

AnyFormat = Annotated[
    TwoFiles | GmbCsv | Conll | Jsonl | Doccano | Text, Field(discriminator="kind")
]

saved: TypeAdapter[Format] = TypeAdapter(AnyFormat)
"""Checks saved options: `saved.validate_python({"kind": "conll", "scheme": "IOBES"})`."""

__all__ = [
    "EMPTY", "FORMATS", "AnyFormat", "Conll", "Doccano", "Format", "GmbCsv", "Jsonl", "Parsed",
    "Problem", "Source", "Tally", "Text", "TwoFiles", "Unreadable", "Unwritable", "saved",
]  # fmt: skip
