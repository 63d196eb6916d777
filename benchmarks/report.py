"""Tables that print each row as soon as it is known and can be written into a document later."""

import re
from collections.abc import Sequence
from pathlib import Path

NARROWEST = 11


class Table:
    """Columns under a title; the first one names the row, the others are figures."""

    def __init__(self, title: str, columns: Sequence[str]) -> None:
        self.title, self.columns = title, list(columns)
        self.rows: list[list[str]] = []
        self.first = max(34, len(columns[0]))
        print(f"\n{title}\n{self._line(self.columns)}", flush=True)

    def row(self, *cells: str) -> None:
        """Print and keep one row; missing cells are empty."""
        full = [*cells, *[""] * (len(self.columns) - len(cells))]
        self.rows.append(full)
        print(self._line(full), flush=True)

    def markdown(self) -> str:
        """The table as Markdown."""
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        lines = [self.columns, rule, *self.rows]
        return f"**{self.title}**\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _line(self, cells: Sequence[str]) -> str:
        widths = [max(NARROWEST, len(name)) for name in self.columns[1:]]
        figures = [cell.rjust(width) for cell, width in zip(cells[1:], widths, strict=True)]
        if self.columns[-1] == "found":
            figures[-1] = cells[-1]
        return "  ".join([cells[0].ljust(self.first), *figures]).rstrip()


class Section:
    """What one section found: tables and remarks in the order in which they came."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: list[Table | str] = []
        self.complete = True
        print(f"\n== {name} ==", flush=True)

    @property
    def measured(self) -> bool:
        """Whether there are figures; a section that was skipped has none."""
        return any(isinstance(part, Table) for part in self.parts)

    def table(self, title: str, *columns: str) -> Table:
        """A new table; its rows print as they are added."""
        made = Table(title, columns)
        self.parts.append(made)
        return made

    def remark(self, text: str) -> None:
        """A sentence about the figures, such as which peer is absent."""
        self.parts.append(text)
        print(f"  {text}", flush=True)

    def markdown(self) -> str:
        """All of it as Markdown."""
        return "\n\n".join(
            part.markdown() if isinstance(part, Table) else part for part in self.parts
        )


def write(page: Path, sections: Sequence[Section], measured: str) -> None:
    """Put each section between its markers in the page; what stands around them stays."""
    text = page.read_text("utf-8")
    for section in sections:
        start, end = f"<!-- {section.name} -->", f"<!-- /{section.name} -->"
        if start not in text or end not in text:
            raise SystemExit(f"{page} has no place for “{section.name}”: add {start} and {end}.")
        block = f"{start}\n{section.markdown()}\n\n*{measured}*\n{end}"
        found = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
        text = found.sub(lambda _, block=block: block, text)  # type: ignore[misc]
    page.write_text(text, "utf-8")


def ratio(ours: float, other: float) -> str:
    """How many times as much `ours` is.

    >>> ratio(37_200, 2_640)
    '14.1×'
    """
    if not other:
        return "–"
    times = ours / other
    return f"{times:.1f}×" if times >= 2 else f"{times:.2f}×"


def aim(
    figure: float, wanted: float, unit: str = "", *, least: bool = False, digits: int = 1
) -> str:
    """An aim and whether it is met; `least` where more is better.

    >>> aim(5.2, 4, "s"), aim(0.84, 0.83, least=True, digits=2)
    ('≤ 4.0 s missed', '≥ 0.83 met')
    """
    met = figure >= wanted if least else figure <= wanted
    said = f"{'≥' if least else '≤'} {wanted:,.{digits}f} {unit}".rstrip()
    return f"{said} {'met' if met else 'missed'}"
