"""Labelled documents leave as a file of any format, streamed."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from annotation import queries
from annotation.formats import Format, Parsed, Unwritable
from kernel.entry import kind_of
from workspace.errors import Refused
from workspace.models import Project

BLOCK = 65_536


def stream(project: Project, format: Format, **filters: Any) -> Iterator[bytes]:
    """The file in blocks; takes the filters of `queries.documents`.

    Words are written as they are, also those that a spreadsheet would take for a formula: the file
    has to give the same words again.
    """
    documents = (
        Parsed(row.text, row.tokens, row.sentences, row.spans, row.layers, row.group, row.state)
        for row in queries.labelled(project, **filters)
    )
    blocks = format.write(documents)
    return blocks if format.encoding.startswith("utf-") else _checked(blocks)


def _checked(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same file, written aside first: an encoding may lack a letter on the last page, and a
    file that was half sent can no longer be refused."""
    aside = tempfile.TemporaryFile()  # noqa: SIM115  # closed when it has been sent
    try:
        for block in blocks:
            aside.write(block)
    except Unwritable as error:
        aside.close()
        raise Refused(str(error), at=("encoding",)) from None
    aside.seek(0)
    return _sent(aside)


def _sent(aside: IO[bytes]) -> Iterator[bytes]:
    with aside:
        while block := aside.read(BLOCK):
            yield block


def described(format: type[Format]) -> dict[str, Any]:
    """A format and its options, as a form needs them."""
    schema = format.model_json_schema()["properties"]
    return {
        "name": kind_of(format),
        "title": format.title,
        "help": (format.__doc__ or "").strip(),
        "suffix": format.suffix,
        "reads": True,
        "writes": True,
        "options": [
            {
                "name": name,
                "title": schema[name].get("title", name),
                "help": schema[name].get("description", ""),
                "type": schema[name].get("type", "string"),
                "choices": [str(c) for c in schema[name].get("enum", ())] or None,
                "default": field.default,
            }
            for name, field in format.model_fields.items()
            if name != "kind"
        ],
    }
