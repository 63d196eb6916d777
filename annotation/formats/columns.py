"""Columns as files have them: how a line falls into cells, and what each column is taken for."""

import re
from collections.abc import Iterator

from annotation.formats.base import NOT_MINE, Column, Head, Problem, Proposal
from annotation.formats.checks import propose_scheme

DOCUMENT = re.compile(r"-DOCSTART-|# newdoc\b")
"""How a line begins that begins a document."""
POSITION = re.compile(r"(?<=.)[0-9]\Z")
"""A digit that numbers a character within its word."""
_NAMES = (".conll", ".conllu", ".bio", ".iob", ".iob2", ".bmes", ".tsv")
_GAPS = re.compile("[ \t]+")


def cut(line: str, delimiter: str) -> list[str]:
    """The cells of a line; a line of spaces and TABs alone has none."""
    if not line.strip(" \t"):
        return []
    return line.split("\t") if delimiter == "tab" else _GAPS.split(line.strip(" \t"))


def is_comment(line: str, delimiter: str, columns: int, least: int) -> bool:
    """Whether a line with a leading # speaks about the sentence, and is not the token #.

    Of a first line it is not known how many columns there are (0), but how many at the least.
    """
    if columns == 0:
        columns = max(2, line.count("\t") + 1) if delimiter == "tab" else least
    return line.startswith("#") and len(cut(line, delimiter)) != columns


def proposed(head: Head) -> Proposal:
    """Choose delimiter and columns by what most lines agree on."""
    filled = [line for line in head.lines if line.strip(" \t") and not DOCUMENT.match(line)]
    filled = [line for line in filled if not line.startswith("# ")] or filled
    best = NOT_MINE
    for delimiter in ("tab", "space"):
        widths = [len(cut(line, delimiter)) for line in filled]
        width = max(set(widths), key=widths.count, default=0)
        if width == 0 or (width == 1 and not _one_column(head, widths)):
            continue
        agree = widths.count(width) / len(widths)
        rows = [cut(line, delimiter) for line in filled if len(cut(line, delimiter)) == width]
        proposal = _columns(head, delimiter, rows, agree)
        if proposal.score > best.score:
            best = proposal
    return best


def _one_column(head: Head, widths: list[int]) -> bool:
    """Tokens without tags: one to a line, and a blank line after some."""
    blank = len(head.lines) - len(widths)
    if any(" " in line.strip(" \t") for line in head.lines[:100]):
        return False
    return max(widths) == 1 and 0.02 < blank / len(head.lines) < 0.34


def _columns(head: Head, delimiter: str, rows: list[list[str]], agree: float) -> Proposal:
    width = len(rows[0])
    tags = [row[-1] for row in rows]
    tagged = sum(tag == "O" or tag[1:2] == "-" for tag in tags) / len(tags)
    score = agree * _likeness(head.name, delimiter, tags, tagged if width > 1 else None)
    layers = {}
    for index in range(1, width - 1):
        cells = {row[index] for row in rows}
        if cells - {"_", "-X-"} and len(cells) <= 80:
            layers["pos" if "pos" not in layers else f"column_{index + 1}"] = index + 1
    options = {
        "encoding": head.encoding, "delimiter": delimiter, "layers": layers,
        "scheme": propose_scheme([tags]) if width > 1 else "IOB2",
    }  # fmt: skip
    roles = {0: "token", width - 1: "tag", **{c - 1: n for n, c in layers.items()}}
    roles[0] = "token"
    columns = [Column(str(i + 1), roles.get(i, "ignored"), c) for i, c in enumerate(rows[0])]
    return Proposal(score, options, columns, list(_position_warning(head, rows)))


def _likeness(name: str, delimiter: str, tags: list[str], tagged: float | None) -> float:
    """How like columns this looks: by its tags, by its name, or by few tags for many tokens.

    `tagged` is the share of tags of a span scheme; None where there is one column.
    """
    if tagged is None:
        return 0.3
    if tagged > 0.5:
        return 0.9
    if name.endswith(_NAMES):
        return 0.6
    repeated = len(set(tags)) * 5 < len(tags)
    return 0.5 if repeated else 0.2 if delimiter == "tab" else 0.05


def _position_warning(head: Head, rows: list[list[str]]) -> Iterator[Problem]:
    """Say so when nearly every token is one character and a digit, as in 科0 技1."""
    if sum(POSITION.search(row[0]) is not None for row in rows) > 0.95 * len(rows):
        message = (
            "Nearly every token ends in a digit, as where characters are numbered within words; "
            "“Strip position digits” removes it."
        )
        yield Problem(head.name, 0, 1, "position_digits", message, "warning")
