"""The light columns that a split looks at."""

import pytest

from featuresets.splits.rows import Rows


def rows_of(*sentences: tuple[int, str, str]) -> Rows:
    rows = Rows()
    for document, source, words in sentences:
        rows.add(document, source, words.encode(), {"A": 1})
    return rows


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (None, [0, 1, 2, 3]),
        ("duplicates", [0, 1, 0, 2]),
        ("document", [0, 0, 1, 2]),
        ("source", [0, 0, 0, 1]),
    ],
)
def test_sentences_are_grouped_by_what_they_share(by: str | None, groups: list[int]) -> None:
    rows = rows_of((7, "a", "hello"), (7, "a", "bye"), (9, "a", "hello"), (4, "b", "so"))
    found = rows.groups(by)  # type: ignore[arg-type]
    assert list(found.of) == groups
    assert list(found.sizes) == [groups.count(group) for group in range(max(groups) + 1)]


def test_the_labels_of_a_group_are_added_up() -> None:
    rows = Rows()
    rows.add(1, "", b"same", {"A": 2})
    rows.add(2, "", b"same", {"A": 1, "B": 3})
    rows.add(3, "", b"other", {})
    assert rows.groups("duplicates").labels(rows) == [(("A", 3), ("B", 3)), ()]


def test_the_part_of_a_group_is_the_part_of_its_sentences() -> None:
    rows = rows_of((1, "", "x"), (2, "", "y"), (3, "", "x"))
    assert list(rows.groups("duplicates").spread(bytearray([2, 0]))) == [2, 0, 2]
