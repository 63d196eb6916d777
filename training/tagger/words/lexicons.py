"""Word lists (gazetteers): one entry per line in UTF-8; a .txt file, or a zip of several lists.

A list in a zip is named by its file: `people.txt` is the list “people”. A single file is the list
“entries”. Entries are cut into tokens as text is, so that they can be found in sentences.
"""

import re
from pathlib import Path, PurePosixPath

from kernel import zips
from kernel.text import tokenize

ALONE = "entries"
LONGEST_ENTRY = 1000
"""Characters."""
LIMIT_BYTES = 1 << 28
"""What a zip may unpack to."""
MOST_LINES = 3_000_000
"""Of all lists together; cut into tokens they take some hundred times their bytes."""
_LINES = re.compile(r"\r\n|\n|\r")

Lists = dict[str, list[list[str]]]


class BadLexicon(ValueError):
    """Word lists that cannot be read; the message names the list, the line and the reason."""


def read(path: Path, *, tokenizer: str = "words", language: str = "") -> Lists:
    """List name → its entries as tokens, in the order of the file, each once; raises BadLexicon.

    >>> import tempfile
    >>> place = Path(tempfile.mkdtemp()) / "people.txt"
    >>> _ = place.write_text("Ada Lovelace\\n\\nGrace Hopper\\n", "utf-8")
    >>> read(place)
    {'entries': [['Ada', 'Lovelace'], ['Grace', 'Hopper']]}
    """
    files = _files(path)
    if sum(max(raw.count(b"\n"), raw.count(b"\r")) for _, raw in files) > MOST_LINES:
        raise BadLexicon(f"The lists have more than {MOST_LINES:,} lines.")
    lists = {
        name: [
            [line[start:end] for start, end in tokenize(line, tokenizer, language)]
            for line in entries(name, raw)
        ]
        for name, raw in files
    }
    return {name: _once(found) for name, found in lists.items()}


def entries(name: str, raw: bytes) -> list[str]:
    """The lines of a list that hold something; raises BadLexicon."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        place = raw.count(b"\n", 0, fault.start) + 1
        raise BadLexicon(
            f"Line {place} of the list “{name}” is not UTF-8 (byte {fault.start:,}); save the list "
            "as UTF-8 text."
        ) from fault
    found = []
    for number, line in enumerate(_LINES.split(text), 1):
        if len(line) > LONGEST_ENTRY or "\0" in line:
            raise BadLexicon(
                f"Line {number} of the list “{name}” is no entry: it has {len(line):,} characters "
                f"(at most {LONGEST_ENTRY:,}) or holds U+0000. One entry stands on each line."
            )
        if line.strip():
            found.append(line.strip())
    if not found:
        raise BadLexicon(f"The list “{name}” has no entries.")
    return found


def _once(found: list[list[str]]) -> list[list[str]]:
    return [list(one) for one in dict.fromkeys(map(tuple, found)) if one]


def _files(path: Path) -> list[tuple[str, bytes]]:
    if not zips.is_zip(path):
        return [(ALONE, path.read_bytes())]
    try:
        return _zipped(path)
    except zips.BadZip as fault:
        raise BadLexicon(str(fault)) from fault


def _zipped(path: Path) -> list[tuple[str, bytes]]:
    inside = [one for one in zips.files(path) if one.filename.lower().endswith(".txt")]
    if zips.size(inside) > LIMIT_BYTES:
        raise BadLexicon(f"The zip unpacks to more than {LIMIT_BYTES >> 20} MB.")
    named: dict[str, bytes] = {}
    for one in inside:
        name = PurePosixPath(one.filename).stem
        if name in named:
            raise BadLexicon(f"The zip holds two lists of the name “{name}”; rename one.")
        named[name] = zips.read(path, one)
    if not named:
        raise BadLexicon("The zip holds no .txt file.")
    return sorted(named.items())
