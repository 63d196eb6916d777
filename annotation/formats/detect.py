"""Which format a file is in, and with which options: a proposal that the user may change."""

import codecs
import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, get_args

from annotation.formats import FORMATS, saved
from annotation.formats.base import (
    Column,
    Encoding,
    Format,
    Head,
    Parsed,
    Problem,
    Proposal,
    Source,
)
from annotation.formats.lines import BLOCK_BYTES, lines
from annotation.formats.packed import refuse_zip, unpack
from kernel.entry import kind_of
from kernel.text import propose_tokenizer

LINES = 2000
"""So many lines at the beginning are looked at."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Detected(NamedTuple):
    """The format with its options, how its columns are understood, and what to look at."""

    format: Format
    columns: Sequence[Column]
    warnings: Sequence[Problem]


def detect(
    files: Sequence[Source], kind: str = "", options: Mapping[str, Any] | None = None
) -> Detected:
    """Guess what was not given. Options that were given win over the guess.

    Raises Unreadable when the beginning cannot be decoded, pydantic's ValidationError when the
    given options are impossible.
    """
    given = dict(options or {})
    warnings: list[Problem] = []
    if kind in ("", "two_files"):
        files = unpack(files)
    else:
        refuse_zip(files)
    heads = [_head(source, given.get("encoding"), warnings) for source in files]
    chosen = [f for f in FORMATS if not kind or kind_of(f) == kind]
    if not chosen:
        names = ", ".join(kind_of(f) for f in FORMATS)
        raise ValueError(f"“{kind}” is no format; choose one of {names}.")
    proposals = [(f.propose(heads), f) for f in chosen]
    best, format = max(proposals, key=lambda pair: pair[0].score)
    found = {"encoding": heads[0].encoding if heads else "utf-8", **best.options, **given}
    said = json.dumps({**found, "kind": kind_of(format)}, ensure_ascii=False)
    built = saved.validate_json(said, strict=True)
    return Detected(built, best.columns, [*warnings, *best.warnings])


def tokenizer_of(format: Format, files: Sequence[Source], language: str = "") -> tuple[str, float]:
    """The tokenizer that finds most of a file's own tokens again, from its first documents."""
    documents = (d for d in islice(format.read(files, language), LINES) if isinstance(d, Parsed))
    return propose_tokenizer(((d.text, d.tokens) for d in documents), language)


def _head(source: Source, encoding: str | None, warnings: list[Problem]) -> Head:
    if encoding is None:
        encoding = encoding_of(source, warnings)
    if encoding not in get_args(Encoding):  # pydantic refuses it when the options are checked
        return Head(source.name, encoding, [])
    found = [line for _, line in islice(lines(source, encoding), LINES)]
    return Head(source.name, encoding, found)


def encoding_of(source: Source, warnings: list[Problem]) -> str:
    """BOM, else UTF-8 if every byte allows it, else cp1252 with a warning that says so."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with source.open() as stream:
        block = stream.read(BLOCK_BYTES)
        for bom, name in _BOMS:
            if block.startswith(bom):
                return name
        try:
            while block:
                decoder.decode(block)
                block = stream.read(BLOCK_BYTES)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            message = (
                "The file is not UTF-8; it is read as cp1252 (Windows, Western Europe). "
                "Look at accented letters in the preview; choose another if they are wrong."
            )
            warnings.append(Problem(source.name, 0, 0, "encoding_guessed", message, "warning"))
            return "cp1252"
    return "utf-8"


__all__ = ["Detected", "Proposal", "detect", "encoding_of", "tokenizer_of"]
