"""Tables too large for memory, on the disk beside a run, gone when nobody holds them any more."""

import os
import shutil
import tempfile
from pathlib import Path

import numpy as np

from training.tagger.batch import Numbers

MOST_BYTES = 8 * 2**30
LEFT_SHARE = 0.5
"""Of a disk's free space, what may be taken."""


def room(folder: Path | None) -> float:
    """Bytes that tables may take there; without a folder they stand in memory."""
    free = shutil.disk_usage(folder).free if folder else MOST_BYTES
    return min(MOST_BYTES, free * LEFT_SHARE)


def empty(shape: tuple[int, int], folder: Path | None) -> Numbers:
    """A table of float16 that leaves nothing on disk, however the run ends."""
    if folder is None or not shape[0]:
        return np.zeros(shape, np.float16)
    with tempfile.TemporaryFile(dir=folder) as stream:
        os.posix_fallocate(stream.fileno(), 0, 2 * shape[0] * shape[1])
        return np.memmap(stream, np.float16, "w+", shape=shape)
