"""Checkpoints in the file store, so that a run can go on at another host.

Only where hosts share nothing but that store (an S3 bucket is set); in one household the run's own
folder keeps them.
"""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from training.models import Run
from workspace import files
from workspace.jobs import Lease


def keep(run: Run, lease: Lease, folder: Path) -> None:
    """Store the checkpoint that lies in `folder` and name it in the run's row."""
    if not settings.S3_BUCKET or not folder.exists():
        return
    stored = {
        place.relative_to(folder).as_posix(): files.keep(place)[0]
        for place in sorted(folder.rglob("*"))
        if place.is_file()
    }
    before = set(run.checkpoint.values())
    with lease.hold():
        Run.objects.filter(pk=run.pk).update(checkpoint=stored)
    run.checkpoint = stored
    files.sweep(before - set(stored.values()))


def fetch(run: Run, folder: Path) -> None:
    """Bring the stored checkpoint into `folder`, which another host wrote; an own one stays."""
    if not run.checkpoint or folder.exists():
        return
    aside = Path(tempfile.mkdtemp(prefix="checkpoint.", dir=folder.parent))
    for name, sha256 in run.checkpoint.items():
        place = aside / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with files.path(sha256) as kept:
            shutil.copyfile(kept, place)
    aside.rename(folder)
