"""Zips that people send: their files listed, read and unpacked, never beyond what they declare.

Only files that are stored or deflated are opened. bzip2 and LZMA unpack whole blocks at once, so
that a few kilobytes could fill the memory before anything is counted.
"""

import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, cast
from zipfile import ZipInfo

MAGIC = b"PK\x03\x04"
Source = Path | IO[bytes]
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = 1
_PIECE = 1 << 20
_DIRECTORY = 16 << 20
"""Bytes of the list of files: a hundred thousand names, which take ten times that in memory."""
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    OSError, ValueError,
)  # fmt: skip


class BadZip(ValueError):
    """A zip that cannot be unpacked; the message is a sentence."""


def is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def files(source: Source) -> list[ZipInfo]:
    """The files that someone put there, without folders and what a system leaves; raises BadZip."""
    opening = source.open("rb") if isinstance(source, Path) else nullcontext(source)
    with opening as stream, _opened(cast(IO[bytes], _Listed(stream))) as archive:
        found = [one for one in archive.infolist() if _is_content(one)]
    for one in found:
        if one.flag_bits & _LOCKED:
            raise BadZip("The zip is locked with a password; pack it without one.")
        if one.compress_type not in _READ:
            raise BadZip("The zip is packed in an unusual way; pack it as a plain zip (deflate).")
    return found


def size(inside: Sequence[ZipInfo]) -> int:
    """Bytes that these files unpack to at the most."""
    return sum(one.file_size for one in inside)


def read(source: Source, one: ZipInfo, most: int | None = None) -> bytes:
    """A file's bytes, or the first `most` of them; raises BadZip."""
    with _opened(source) as archive, archive.open(one) as stream:
        # With no number, zipfile would unpack all that is there, whatever was declared.
        return stream.read(one.file_size if most is None else min(most, one.file_size))


def extract(source: Source, inside: Sequence[ZipInfo], folder: Path) -> list[Path]:
    """These files in a folder, under their numbers: no name of a zip becomes one on the disk;
    raises BadZip."""
    places = [folder / f"unpacked{number}" for number in range(len(inside))]
    with _opened(source) as archive:
        for one, place in zip(inside, places, strict=True):
            with archive.open(one) as stream, place.open("wb") as out:
                shutil.copyfileobj(stream, out, _PIECE)
    return places


def check(source: Source, inside: Sequence[ZipInfo]) -> None:
    """Read these files once; raises BadZip where their sums do not fit."""
    with _opened(source) as archive:
        for one in inside:
            with archive.open(one) as stream:
                while stream.read(_PIECE):
                    pass


class _Listed:
    """A zip whose list of files, which zipfile reads in one piece, has a bound."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY:
            raise BadZip("The zip lists too many files; pack fewer of them into one.")
        return self._stream.read(size)


@contextmanager
def _opened(source: Source) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except BadZip:
        raise
    except _DAMAGE as fault:
        raise BadZip(f"The zip cannot be unpacked: {fault}.") from fault


def _is_content(one: ZipInfo) -> bool:
    parts = one.filename.split("/")
    return not one.is_dir() and "__MACOSX" not in parts and not parts[-1].startswith(".")
