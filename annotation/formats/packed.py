"""A zip of two files, as the two-files format exports it, opens into its two files."""

import zipfile
from collections.abc import Sequence
from functools import partial
from typing import IO

from annotation.formats.base import Problem, Source, Unreadable
from kernel import zips
from kernel.names import cleaned

RATIO = 100
"""A file that unpacks to more than a hundred times its size is a bomb."""


def unpack(files: Sequence[Source]) -> Sequence[Source]:
    """The two members of a lone zip, by name; any other files as they are."""
    if len(files) != 1:
        return files
    source = files[0]
    with source.open() as stream:
        if stream.read(4) != zips.MAGIC:
            return files
        try:
            members = sorted(zips.files(stream), key=lambda member: member.filename)
            _check(source, members)
            zips.check(stream, members)
        except zips.BadZip as fault:
            raise _refused(source, str(fault)) from None
    return [Source(_shown(m.filename), partial(_member, source, m.filename)) for m in members]


def _check(source: Source, members: Sequence[zipfile.ZipInfo]) -> None:
    """Before anything is unpacked: two plain files, and no bomb."""
    if len(members) != 2:
        raise _refused(source, "A zip must hold two plain files, the sentences and their tags.")
    if any(m.file_size > RATIO * max(m.compress_size, 1000) for m in members):
        raise _refused(source, "The zip unpacks to far more than its size; send the files.")


def refuse_zip(files: Sequence[Source]) -> None:
    """For formats that are not packed: say what the file is, rather than what its bytes are not."""
    for source in files:
        with source.open() as stream:
            if stream.read(4) == zips.MAGIC:
                raise _refused(source, "The file is a zip; unpack it and send what is in it.")


def _shown(name: str) -> str:
    """A member's name without its folders; nothing is ever written under it."""
    return cleaned(name.replace("\\", "/").rpartition("/")[2]) or "member"


def _member(source: Source, name: str) -> IO[bytes]:
    archive = zipfile.ZipFile(source.open())
    return archive.open(name)


def _refused(source: Source, message: str) -> Unreadable:
    return Unreadable(Problem(source.name, 0, 0, "zip", message))
