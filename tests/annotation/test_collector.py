"""The search for cycles is put back as it was, however its users overlap."""

import gc

from annotation.collector import SELDOM, USUAL, seldom


def test_the_last_one_to_leave_puts_things_back() -> None:
    first, second = seldom(), seldom()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == SELDOM
    second.__exit__(None, None, None)
    assert gc.get_threshold() == USUAL
