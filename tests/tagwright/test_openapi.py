"""The API's document is sound, whole, and for members of the house."""

from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(client: Any) -> dict[str, Any]:
    return dict(client.get("/api/v1/schema").json())


def operations(said: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(m, path, op) for path, ops in said["paths"].items() for m, op in ops.items()]


def test_it_is_for_who_is_signed_in() -> None:
    assert Client().get("/api/v1/schema").status_code == 401


def test_it_is_sound(said: dict[str, Any]) -> None:
    """By the published schema; each name of an operation is used once, references lead on."""
    assert list(OpenAPIV31SpecValidator(said).iter_errors()) == []


def test_every_answer_but_an_empty_one_is_described(said: dict[str, Any]) -> None:
    for method, path, op in operations(said):
        for status, answer in op["responses"].items():
            assert ("content" in answer) == (status != "204"), f"{method} {path} {status}"


def test_what_must_be_sent_beside_the_body_is_in_it(said: dict[str, Any]) -> None:
    save = said["paths"]["/api/v1/documents/{pk}/annotation"]["put"]["parameters"]
    assert ("If-Match", True) in [(p["name"], p["required"]) for p in save if p["in"] == "header"]
    train = said["paths"]["/api/v1/feature-sets/{pk}/runs"]["post"]["parameters"]
    assert "Idempotency-Key" in [p["name"] for p in train]
    runs = said["paths"]["/api/v1/projects/{project_id}/runs"]["get"]["parameters"]
    assert {"cursor", "limit"} <= {p["name"] for p in runs}


def test_an_upload_is_a_file_of_a_multipart_body(said: dict[str, Any]) -> None:
    body = said["paths"]["/api/v1/projects/{project_id}/imports"]["post"]["requestBody"]
    name = body["content"]["multipart/form-data"]["schema"]["$ref"].rpartition("/")[2]
    assert said["components"]["schemas"][name]["properties"]["file"]["format"] == "binary"
