"""Bundles small enough to write in a test, with the graphs of a real model."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    """Bundles with random weights."""
    return _beside("tiny")


@pytest.fixture(scope="session")
def reviews() -> ModuleType:
    """Snapshots and recipes that train in a second."""
    return _beside("reviews")


@pytest.fixture(scope="session")
def published() -> ModuleType:
    """Models in ELMo's published format, and what they say by plain loops."""
    return _beside("published")


@pytest.fixture(scope="session")
def encoders() -> ModuleType:
    """Transformers with random weights."""
    return _beside("encoders")


def _beside(name: str) -> ModuleType:
    """The module beside this file; tests are no package, so it is loaded by its path."""
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"tagwright_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
