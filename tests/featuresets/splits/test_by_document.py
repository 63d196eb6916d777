"""Whole documents, whole source files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from featuresets.splits.by_document import ByDocument
from featuresets.splits.rows import Rows, SplitError


@settings(max_examples=60)
@given(st.lists(st.integers(1, 12), min_size=30, max_size=60), st.integers(0, 9))
def test_no_document_is_torn_and_sizes_come_close(lengths: list[int], seed: int) -> None:
    rows = Rows()
    for document, length in enumerate(lengths):
        for i in range(length):
            rows.add(document, "", f"{document} {i}".encode(), {})
    split = ByDocument(seed=seed)
    parts = split.assign(rows)
    torn: dict[int, set[int]] = {}
    for document, part in zip(rows.documents, parts, strict=True):
        torn.setdefault(document, set()).add(part)
    assert all(len(parts) == 1 for parts in torn.values())
    for part, size in enumerate(split.sizes(len(rows))):
        assert abs(parts.count(part) - size) <= max(lengths)


def test_whole_source_files_stay_together() -> None:
    rows = Rows()
    for document in range(60):
        rows.add(document, f"{document // 10}.txt", str(document).encode(), {})
    parts = ByDocument(whole="source").assign(rows)
    assert all(len(set(parts[at : at + 10])) == 1 for at in range(0, 60, 10))
    assert set(parts) == {0, 1, 2}


def test_one_source_file_cannot_be_divided_by_source() -> None:
    rows = Rows()
    for document in range(60):
        rows.add(document, "all.txt", str(document).encode(), {})
    with pytest.raises(SplitError, match="there is only 1 source file"):
        ByDocument(whole="source").assign(rows)
