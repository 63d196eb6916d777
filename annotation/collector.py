"""Python's search for cycles, asked to look seldom."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

USUAL = gc.get_threshold()
SELDOM = (100_000, 20, 100)

_lock = threading.Lock()
_busy = 0


@contextmanager
def seldom() -> Iterator[None]:
    """While millions of small tuples come and go the search finds nothing, and would cost a quarter
    of an import's time. Everything that is in no cycle is freed at once all the same. Several
    threads may be in here: the last one to leave puts things back."""
    _count(1)
    try:
        yield
    finally:
        _count(-1)


def _count(by: int) -> None:
    global _busy
    with _lock:
        _busy += by
        gc.set_threshold(*(SELDOM if _busy else USUAL))
