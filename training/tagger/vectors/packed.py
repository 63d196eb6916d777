"""Vectors as people have them: zipped, gzipped, or as SENNA's pair (Collobert et al. 2011).

SENNA gives the words in one file and their numbers in another, line by line; joined they are the
text form. A zip holds one file of vectors, or such a pair; a gzip holds one file.
"""

import gzip
import zlib
from collections.abc import Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

from kernel import zips
from training.tagger.vectors.forms import BadVectors
from training.tagger.vectors.text import LONGEST_LINE, lines

GZIP = b"\x1f\x8b"
PIECE = 1 << 20


def unpacked(paths: Sequence[Path], folder: Path, limit_bytes: int) -> Path:
    """One plain file of vectors out of what came: a file, a zip or gzip, or two files; raises
    BadVectors.

    What is made lies in `folder`; what is packed may unpack to `limit_bytes`.
    """
    if len(paths) == 1 and zips.is_zip(paths[0]):
        try:
            paths = _extracted(paths[0], folder, limit_bytes)
        except zips.BadZip as fault:
            raise BadVectors(str(fault)) from fault
    if len(paths) == 1:
        with paths[0].open("rb") as stream:
            packed = stream.read(len(GZIP)) == GZIP
        return _inflated(paths[0], folder / "inflated", limit_bytes) if packed else paths[0]
    if len(paths) == 2:
        return joined(paths[0], paths[1], folder / "joined")
    names = ", ".join(path.name for path in paths[:4])
    raise BadVectors(
        f"There are {len(paths)} files ({names} …); one file of vectors is needed, or a file of "
        "words with a file of their numbers."
    )


def joined(first: Path, second: Path, out: Path) -> Path:
    """SENNA's pair as one text file; which one holds the words is seen from the first lines."""
    numeric = [_only_numbers(path) for path in (first, second)]
    if numeric[0] == numeric[1]:
        raise BadVectors(
            "Two files make vectors when one has a word per line and the other the numbers of "
            "each; the files here are both of one sort."
        )
    names, rows = (second, first) if numeric[0] else (first, second)
    with names.open("rb") as words, rows.open("rb") as values, out.open("wb") as joined_:
        for number, (word, row) in enumerate(zip_longest(lines(words), lines(values)), 1):
            if not (word or b"").strip() and not (row or b"").strip():
                continue
            if word is None or row is None:
                short = "words" if word is None else "numbers"
                raise BadVectors(f"The file of {short} ends before line {number} of the other one.")
            joined_.write(word.strip() + b" " + b" ".join(row.split()) + b"\n")
    return out


def _inflated(path: Path, out: Path, limit_bytes: int) -> Path:
    try:
        with gzip.open(path) as stream, out.open("wb") as plain:
            while piece := stream.read(PIECE):
                plain.write(piece)
                if plain.tell() > limit_bytes:
                    raise BadVectors(f"The file unpacks to more than {limit_bytes >> 20:,} MB.")
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise BadVectors(f"The gzip file cannot be unpacked: {fault}.") from fault
    return out


def _only_numbers(path: Path) -> bool:
    with path.open("rb") as stream:
        fields = stream.readline(LONGEST_LINE).split()
    with suppress(ValueError):
        return len([float(one) for one in fields]) > 1
    return False


def _extracted(path: Path, folder: Path, limit_bytes: int) -> list[Path]:
    inside = zips.files(path)
    if not inside:
        raise BadVectors("The zip holds no file.")
    if len(inside) > 2:
        names = ", ".join(one.filename for one in inside[:4])
        raise BadVectors(
            f"The zip holds {len(inside)} files ({names} …); upload the one that you want to use."
        )
    if zips.size(inside) > limit_bytes:
        raise BadVectors(f"The zip unpacks to more than {limit_bytes >> 20:,} MB.")
    return zips.extract(path, inside, folder)
