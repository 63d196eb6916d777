"""Many rows at once: keys that no one else gets, and JSON that reads back the same."""

import json
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from annotation.bulk import as_json, as_numbers, insert, reserve
from annotation.models import Label


def test_whole_numbers_are_written_as_compact_json() -> None:
    value = [[0, 5], [], [12, -3]]
    assert as_numbers(value) == as_json(value) == "[[0,5],[],[12,-3]]"
    assert json.loads(as_json({"pos": ["Zoë\u2028", '"', "\\"]})) == {
        "pos": ["Zoë\u2028", '"', "\\"]
    }


@pytest.mark.django_db
def test_reserved_keys_are_used_by_no_later_row(project: Any) -> None:
    first = Label.objects.create(project=project, name="A").pk
    with transaction.atomic():
        kept = list(reserve(Label, 3))
        insert(
            Label,
            ("id", "project_id", "name", "color", "key", "position", "description", "listed"),
            [(pk, project.pk, f"L{pk}", 1, "", 0, "", True) for pk in kept],
        )
    last = Label.objects.create(project=project, name="B").pk
    assert [first, *kept, last] == list(range(first, first + 5))
    assert list(reserve(Label, 0)) == []


@pytest.mark.django_db(transaction=True)
def test_two_writers_never_get_the_same_key(project: Any) -> None:
    found: list[int] = []

    def take() -> None:
        for _ in range(20):
            with transaction.atomic():
                found.extend(reserve(Label, 5))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == len(found) == 400
