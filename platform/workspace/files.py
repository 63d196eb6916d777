"""Bytes by content hash: a folder, or an S3 store with a local cache. Never rewritten in place."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files import File as DjangoFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet

from kernel.names import cleaned
from workspace.errors import NotFound
from workspace.models import File, Project

CHUNK = 1 << 20


def put(
    project: Project,
    source: BinaryIO | Path,
    *,
    name: str,
    kind: str,
    info: dict[str, Any] | None = None,
) -> File:
    """Keep these bytes and give the row that names them."""
    sha256, size = keep(source)
    row = File.objects.create(
        project=project,
        sha256=sha256,
        size=size,
        name=cleaned(name)[:255],
        kind=kind,
        info=info or {},
    )
    if not exists(sha256):  # `drop` took equal bytes away before it could see this row
        if not isinstance(source, Path):
            source.seek(0)
        keep(source)
    return row


def drop(rows: QuerySet[File]) -> None:
    """Remove these rows, and the bytes that no other row names, in one transaction."""
    with transaction.atomic():
        hashes = set(rows.values_list("sha256", flat=True))
        rows.delete()
        named = File.objects.filter(sha256__in=hashes).values_list("sha256", flat=True)
        sweep(hashes - set(named))


def keep(source: BinaryIO | Path) -> tuple[str, int]:
    """Store the bytes under their SHA-256 and give (hash, size). Written aside, synced, renamed."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return keep(stream)
    return keep_chunks(iter(lambda: source.read(CHUNK), b""))


def keep_chunks(chunks: Iterable[bytes]) -> tuple[str, int]:
    """As `keep`, from pieces."""
    digest, size = hashlib.sha256(), 0
    folder = _folder()
    with tempfile.NamedTemporaryFile(dir=_temporary(folder), delete=False) as aside:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            aside.write(chunk)
        aside.flush()
        os.fsync(aside.fileno())
    sha256 = digest.hexdigest()
    if settings.S3_BUCKET:
        _upload(Path(aside.name), sha256)
    place = _place(folder, sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(aside.name, place)
    return sha256, size


@contextmanager
def path(sha256: str) -> Iterator[Path]:
    """The bytes as a file on this machine; read it, never write it."""
    place = _place(_folder(), sha256)
    if not place.exists():
        _fetch(sha256, place)
    yield place


@contextmanager
def open_file(sha256: str) -> Iterator[BinaryIO]:
    """The bytes as a stream."""
    with path(sha256) as place, place.open("rb") as stream:
        yield stream


def exists(sha256: str) -> bool:
    if _place(_folder(), sha256).exists():
        return True
    return bool(settings.S3_BUCKET) and storages["files"].exists(_key(sha256))


def sweep(hashes: Iterable[str]) -> None:
    """Remove the bytes of these hashes; the caller knows that no row names them any more."""
    for sha256 in hashes:
        _place(_folder(), sha256).unlink(missing_ok=True)
        if settings.S3_BUCKET:
            storages["files"].delete(_key(sha256))


def _folder() -> Path:
    return Path(settings.FILES_DIR)


def _temporary(folder: Path) -> Path:
    aside = folder / "aside"
    aside.mkdir(parents=True, exist_ok=True)
    return aside


def _place(folder: Path, sha256: str) -> Path:
    if len(sha256) != 64 or not sha256.isalnum():
        raise NotFound("This file")
    return folder / sha256[:2] / sha256


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _upload(aside: Path, sha256: str) -> None:
    store = storages["files"]
    if not store.exists(_key(sha256)):
        with aside.open("rb") as stream:
            store.save(_key(sha256), DjangoFile(stream))


def _fetch(sha256: str, place: Path) -> None:
    """Bring the bytes from the S3 store into the folder, which then is a cache."""
    if not settings.S3_BUCKET or not storages["files"].exists(_key(sha256)):
        raise NotFound("This file")
    place.parent.mkdir(parents=True, exist_ok=True)
    with (
        storages["files"].open(_key(sha256), "rb") as remote,
        tempfile.NamedTemporaryFile(dir=_temporary(_folder()), delete=False) as aside,
    ):
        digest = hashlib.sha256()
        while chunk := remote.read(CHUNK):
            digest.update(chunk)
            aside.write(chunk)
        aside.flush()
        os.fsync(aside.fileno())
    if digest.hexdigest() != sha256:
        Path(aside.name).unlink()
        raise NotFound("This file (its bytes were damaged in the store)")
    os.replace(aside.name, place)
