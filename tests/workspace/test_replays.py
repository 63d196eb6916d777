"""A POST under an Idempotency-Key is done once, and the key belongs to that very request."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db


def send(client: Any, project: Any, text: bytes, key: str) -> Any:
    file = SimpleUploadedFile("a.txt", text)
    return client.post(
        f"/api/v1/projects/{project.pk}/imports",
        {"file": file, "format": "text"},
        headers={"Idempotency-Key": key},
    )


def test_the_same_file_under_the_same_key_is_imported_once(client: Any, project: Any) -> None:
    first, second = (send(client, project, b"Sony", "k") for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())


def test_another_file_of_the_same_size_is_another_request(client: Any, project: Any) -> None:
    assert send(client, project, b"Sony", "k").status_code == 202
    other = send(client, project, b"Nova", "k")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


def test_long_keys_are_refused_rather_than_cut(client: Any) -> None:
    answer = client.post(
        "/api/v1/projects",
        {"name": "a"},
        content_type="application/json",
        headers={"Idempotency-Key": "k" * 201},
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["at"] == ["Idempotency-Key"]


def test_a_refused_request_leaves_its_key_free(client: Any, project: Any) -> None:
    assert send(client, project, b"a\x00b", "k").status_code == 400
    assert send(client, project, b"Sony", "k").status_code == 202
