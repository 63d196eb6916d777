"""Checkpoints in the file store, so that a run can go on at another host.

Only where hosts share nothing but that store (an S3 bucket is set); in one household the run's own
folder keeps them.
"""

import logging
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from training.models import Run
from workspace import files
from workspace.errors import NotFound
from workspace.jobs import Lease

logger = logging.getLogger(__name__)


def written_at(folder: Path) -> int:
    """When the checkpoint in `folder` was last written, in nanoseconds; 0 where there is none.

    The trainer writes meanwhile: a draft may be renamed and an old file removed between two looks.
    """
    newest = 0
    for place in folder.glob("*"):
        with suppress(FileNotFoundError):
            newest = max(newest, place.stat().st_mtime_ns)
    return newest


def keep(run: Run, lease: Lease, folder: Path) -> None:
    """Store the checkpoint that lies in `folder` and name it in the run's row."""
    if not settings.S3_BUCKET or not folder.exists():
        return
    try:
        stored = {
            place.relative_to(folder).as_posix(): files.keep(place)[0]
            for place in sorted(folder.rglob("*"))
            if place.is_file() and place.suffix != ".part"
        }
    except FileNotFoundError:
        return  # the trainer is already at the next one, which will be kept
    before = set(run.checkpoint.values())
    with lease.hold():
        Run.objects.filter(pk=run.pk).update(checkpoint=stored)
    run.checkpoint = stored
    sweep(before - set(stored.values()))


def fetch(run: Run, folder: Path) -> None:
    """Bring the stored checkpoint into `folder`, which another host wrote; an own one stays.

    One that is not whole any more is no checkpoint: the run begins anew.
    """
    if not run.checkpoint or folder.exists():
        return
    aside = Path(tempfile.mkdtemp(prefix="checkpoint.", dir=folder.parent))
    try:
        for name, sha256 in run.checkpoint.items():
            place = aside / name
            place.parent.mkdir(parents=True, exist_ok=True)
            with files.path(sha256) as kept:
                shutil.copyfile(kept, place)
        aside.rename(folder)
    except NotFound:
        logger.warning("The checkpoint of run %s is gone from the store", run.pk)
        shutil.rmtree(aside)


def sweep(hashes: set[str]) -> None:
    """Remove bytes of checkpoints, but for those that an equal run names as well."""
    if hashes:
        stored = Run.objects.exclude(checkpoint={}).values_list("checkpoint", flat=True)
        files.sweep(hashes - {sha256 for one in stored for sha256 in one.values()})
