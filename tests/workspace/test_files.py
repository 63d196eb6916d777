"""Bytes by content hash."""

import hashlib
import io
from typing import Any

import pytest

from workspace import files
from workspace.errors import NotFound

pytestmark = pytest.mark.django_db


def test_the_same_bytes_are_kept_once_and_found_by_their_hash(project: Any) -> None:
    first = files.put(project, io.BytesIO(b"vectors"), name="a.txt", kind="vectors")
    again = files.put(project, io.BytesIO(b"vectors"), name="b.txt", kind="vectors")
    assert first.sha256 == again.sha256 == hashlib.sha256(b"vectors").hexdigest()
    with files.open_file(first.sha256) as stream:
        assert stream.read() == b"vectors"


def test_nothing_is_left_aside(project: Any, settings: Any) -> None:
    files.put(project, io.BytesIO(b"x" * (3 << 20)), name="a", kind="vectors")
    assert list((settings.FILES_DIR / "aside").iterdir()) == []


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "a/" * 32])
def test_a_hash_that_is_none_is_not_found(name: str) -> None:
    with pytest.raises(NotFound), files.open_file(name):
        pytest.fail("something was opened")
