"""Python's search for cycles, asked to look seldom."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 20, 100)


@contextmanager
def seldom() -> Iterator[None]:
    """While millions of small tuples come and go the search finds nothing, and would cost a quarter
    of an import's time. Everything that is in no cycle is freed at once all the same."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
