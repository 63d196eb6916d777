"""What no row can have and no parser should see is refused at the door, never with a 500."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from workspace.models import User

pytestmark = pytest.mark.django_db
HUGE = 2**63


@pytest.mark.parametrize(
    "path", ["projects/{}", "projects/{}/documents", "documents/{}", "runs/{}", "tokens/{}"]
)
def test_an_id_above_64_bits_is_not_found(client: Any, path: str) -> None:
    method = client.delete if path.startswith("tokens") else client.get
    for number in (HUGE, 10**40):
        assert method(f"/api/v1/{path.format(number)}").status_code == 404


def test_nul_in_the_query_is_refused(client: Any, project: Any) -> None:
    answer = client.get(f"/api/v1/projects/{project.pk}/documents?state=new&q=a&q=%00")
    assert (answer.status_code, answer.json()["errors"][0]["at"]) == (400, ["q"])


def test_multipart_is_no_json(client: Any) -> None:
    assert client.post("/api/v1/projects", {"name": "a"}).status_code == 415


def test_a_method_that_does_nothing_names_the_ones_that_do(client: Any) -> None:
    answer = client.put("/api/v1/projects")
    assert answer.status_code == 405
    assert answer.json()["message"] == "PUT does nothing here; use GET or POST."
    assert answer.headers["Allow"].startswith("GET, POST")


def test_a_session_without_the_form_token_is_told_what_to_send(owner: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = client.post("/api/v1/projects", {"name": "x"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert "X-CSRFToken" in answer.json()["message"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({f"f{i}": SimpleUploadedFile("a", b"a") for i in range(101)}, 400),
        ({f"f{i}": "a" for i in range(1001)}, 400),
        ({"options": "x" * (3 << 20)}, 413),
    ],
    ids=["files", "fields", "length"],
)
def test_a_multipart_body_has_bounds(
    client: Any, project: Any, fields: dict[str, Any], status: int
) -> None:
    answer = client.post(f"/api/v1/projects/{project.pk}/imports", fields)
    assert answer.status_code == status
    assert answer.json()["message"]


def test_a_broken_multipart_body_is_told_so(client: Any, project: Any) -> None:
    answer = client.post(
        f"/api/v1/projects/{project.pk}/imports", b"x", content_type="multipart/form-data"
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_user_name_that_differs_in_case_alone_is_refused(client: Any, project: Any) -> None:
    path = f"/api/v1/projects/{project.pk}/members"
    User.objects.create_user("Bob")
    refused = client.post(path, {"username": "bob"}, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (409, ["username"])
    assert (
        client.post(path, {"username": "Bob"}, content_type="application/json").status_code == 201
    )
