"""The examples in the room's own descriptions are true."""

import doctest
from types import ModuleType

import pytest

from deployments import cards, rows


@pytest.mark.parametrize("module", [cards, rows], ids=lambda module: module.__name__)
def test_examples_are_true(module: ModuleType) -> None:
    failed, tried = doctest.testmod(module)
    assert (failed, tried > 0) == (0, True)
