"""Accounts, tokens, projects and members over HTTP."""

from typing import Any

import pytest
from django.test import Client

from workspace import tokens
from workspace.models import Replay

pytestmark = pytest.mark.django_db


def post(client: Any, path: str, body: Any, **headers: str) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def test_the_right_password_signs_in_and_the_wrong_one_does_not(owner: Any) -> None:
    client = Client()
    wrong = post(client, "/session", {"username": "olga", "password": "nope"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_credentials")
    right = post(client, "/session", {"username": "olga", "password": "correct horse"})
    assert right.json()["user"]["username"] == "olga"
    assert client.get("/api/v1/me").json()["username"] == "olga"
    assert client.delete("/api/v1/session").status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_ten_wrong_passwords_lock_the_door(owner: Any) -> None:
    client = Client()
    for _ in range(10):
        post(client, "/session", {"username": "olga", "password": "nope"})
    locked = post(client, "/session", {"username": "olga", "password": "correct horse"})
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "2")


def test_a_session_without_the_form_token_changes_nothing(owner: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = client.post("/api/v1/projects", {"name": "x"}, content_type="application/json")
    assert answer.status_code == 403


def test_a_link_signs_in_once(owner: Any) -> None:
    secret = tokens.make_link(owner)
    first, second = Client(), Client()
    assert first.get(f"/sign-in/{secret}").headers["Location"] == "/"
    assert first.get("/api/v1/me").status_code == 200
    assert second.get(f"/sign-in/{secret}").headers["Location"] == "/sign-in?link=used"
    assert second.get("/api/v1/me").status_code == 401


def test_a_password_change_asks_for_the_current_one(client: Any, owner: Any) -> None:
    refused = post(client, "/session/password", {"current": "wrong", "new": "long enough pass"})
    assert refused.json()["errors"][0]["at"] == ["current"]
    weak = post(client, "/session/password", {"current": "correct horse", "new": "short"})
    assert weak.json()["errors"][0]["at"] == ["new"]
    assert (
        post(
            client, "/session/password", {"current": "correct horse", "new": "a longer horse"}
        ).status_code
        == 204
    )
    assert client.get("/api/v1/me").status_code == 200


def test_a_token_is_shown_once_and_opens_the_api_until_it_is_revoked(client: Any) -> None:
    made = post(client, "/tokens", {"name": "nightly"}).json()
    program = {"Authorization": f"Bearer {made['token']}"}
    assert Client().get("/api/v1/projects", headers=program).status_code == 200
    assert "token" not in client.get("/api/v1/tokens").json()["results"][0]
    assert client.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    refused = Client().get("/api/v1/projects", headers=program)
    assert (refused.status_code, refused.headers["WWW-Authenticate"][:6]) == (401, "Bearer")


def test_someone_elses_token_is_not_there(client: Any, client_of: Any, stranger: Any) -> None:
    made = post(client, "/tokens", {"name": "mine"}).json()
    assert client_of(stranger).delete(f"/api/v1/tokens/{made['id']}").status_code == 404


def test_every_error_of_a_form_is_told_at_its_place(client: Any) -> None:
    answer = post(client, "/projects", {"name": "", "task": "poetry", "colour": 1}).json()
    assert sorted(e["at"][0] for e in answer["errors"]) == ["colour", "name", "task"]
    assert answer["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"x"',
        b"{",
        b'{"name": "a", "name": "b"}',
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000"}',
        b'{"name": NaN}',
        b"[" * 100_000,
        b'{"name": 1e999}',
        b"\xff",
        b'{"name": 7}',
        b'{"name": true}',
    ],
)
def test_a_broken_body_is_refused_in_a_sentence(client: Any, body: bytes) -> None:
    answer = client.post("/api/v1/projects", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["message"].endswith((".", ")"))


def test_a_body_of_three_megabytes_is_too_large(client: Any) -> None:
    answer = client.post(
        "/api/v1/projects", b'"' + b"x" * (3 << 20) + b'"', content_type="application/json"
    )
    assert answer.status_code == 413


def test_one_idempotency_key_makes_one_project(client: Any) -> None:
    first = post(client, "/projects", {"name": "A"}, **{"Idempotency-Key": "k1"})
    again = post(client, "/projects", {"name": "A"}, **{"Idempotency-Key": "k1"})
    other = post(client, "/projects", {"name": "B"}, **{"Idempotency-Key": "k1"})
    assert (first.json(), again.status_code, other.status_code) == (again.json(), 201, 409)
    assert Replay.objects.count() == 1
    assert len(client.get("/api/v1/projects").json()["results"]) == 1


def test_a_replayed_token_is_not_shown_again(client: Any) -> None:
    first = post(client, "/tokens", {"name": "a"}, **{"Idempotency-Key": "k2"}).json()
    again = post(client, "/tokens", {"name": "a"}, **{"Idempotency-Key": "k2"}).json()
    assert first["token"].startswith("twp_")
    assert again["token"] is None
    assert again["id"] == first["id"]


def test_a_stranger_finds_no_project(client_of: Any, stranger: Any, project: Any) -> None:
    client = client_of(stranger)
    assert client.get(f"/api/v1/projects/{project.pk}").status_code == 404
    assert client.get("/api/v1/projects").json()["results"] == []


def test_an_annotator_may_look_but_not_rule(client_of: Any, annotator: Any, project: Any) -> None:
    client = client_of(annotator)
    assert client.get(f"/api/v1/projects/{project.pk}").json()["role"] == "annotator"
    refused = client.patch(
        f"/api/v1/projects/{project.pk}", {"name": "x"}, content_type="application/json"
    )
    assert (refused.status_code, "owner" in refused.json()["message"]) == (403, True)
    assert post(client, f"/projects/{project.pk}/members", {"username": "eve"}).status_code == 403


def test_a_new_member_gets_a_link_once(client: Any, project: Any) -> None:
    made = post(
        client, f"/projects/{project.pk}/members", {"username": "nils", "role": "reviewer"}
    ).json()
    guest = Client()
    guest.get("/sign-in/" + made["sign_in_link"].rsplit("/", 1)[1])
    assert guest.get(f"/api/v1/projects/{project.pk}").json()["role"] == "reviewer"
    twice = post(client, f"/projects/{project.pk}/members", {"username": "nils"})
    assert twice.status_code == 409


def test_a_removed_member_is_out_at_once(
    client: Any, client_of: Any, annotator: Any, project: Any
) -> None:
    other = client_of(annotator)
    members = client.get(f"/api/v1/projects/{project.pk}/members").json()["results"]
    (pk,) = [m["id"] for m in members if m["username"] == "anna"]
    assert client.delete(f"/api/v1/projects/{project.pk}/members/{pk}").status_code == 204
    assert other.get(f"/api/v1/projects/{project.pk}").status_code == 404


def test_the_last_owner_stays(client: Any, project: Any) -> None:
    (member,) = client.get(f"/api/v1/projects/{project.pk}/members").json()["results"]
    path = f"/api/v1/projects/{project.pk}/members/{member['id']}"
    assert client.delete(path).status_code == 409
    assert (
        client.patch(path, {"role": "annotator"}, content_type="application/json").status_code
        == 409
    )


def test_the_project_tells_what_happened(client: Any, project: Any) -> None:
    post(client, f"/projects/{project.pk}/members", {"username": "nils"})
    told = client.get(f"/api/v1/projects/{project.pk}/events").json()
    assert [e["kind"] for e in told["results"]] == ["project.made", "member.added"]
    since = told["results"][0]["id"]
    rest = client.get(f"/api/v1/projects/{project.pk}/events?since={since}").json()["results"]
    assert [e["kind"] for e in rest] == ["member.added"]
    assert client.get(f"/api/v1/projects/{project.pk}/events?since=abc").status_code == 400


def test_an_address_that_is_not_there_answers_in_the_same_shape(client: Any) -> None:
    assert client.get("/api/v1/nothing").json()["code"] == "not_found"
