"""Bundles small enough to write in a test, with the graphs of a real model."""

from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def published(helper: Callable[[str], ModuleType]) -> ModuleType:
    """Models in ELMo's published format, and what they say by plain loops."""
    return helper("training/tagger/published.py")


@pytest.fixture(scope="session")
def encoders(helper: Callable[[str], ModuleType]) -> ModuleType:
    """Transformers with random weights."""
    return helper("training/tagger/encoders.py")
