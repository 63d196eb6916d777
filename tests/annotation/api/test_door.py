"""Who may do what: a stranger finds nothing, an annotator labels, a reviewer brings texts in."""

import json
from typing import Any

import pytest

from annotation import api as room
from annotation.models import Document, Import, Label

pytestmark = pytest.mark.django_db

ROLES = {
    "formats": {"get": "user"},
    "projects/<int:project_id>/labels": {"get": "annotator", "post": "annotator"},
    "labels/<int:pk>": {"patch": "reviewer", "delete": "reviewer"},
    "projects/<int:project_id>/imports": {"get": "annotator", "post": "reviewer"},
    "projects/<int:project_id>/imports/preview": {"post": "reviewer"},
    "imports/<int:pk>": {"get": "annotator", "delete": "owner"},
    "imports/<int:pk>/cancel": {"post": "reviewer"},
    "projects/<int:project_id>/documents": {"get": "annotator", "post": "reviewer"},
    "projects/<int:project_id>/documents/next": {"get": "annotator"},
    "documents/<int:pk>": {"get": "annotator", "delete": "reviewer"},
    "documents/<int:pk>/annotation": {"put": "annotator"},
    "projects/<int:project_id>/export": {"get": "annotator"},
}
RANK = ["annotator", "reviewer", "owner"]


def test_every_address_stands_in_the_table() -> None:
    found = {}
    for route in room.urlpatterns:
        view = route.callback.cls  # type: ignore[union-attr]
        methods = ("get", "post", "put", "patch", "delete")
        found[str(route.pattern)] = {
            m: getattr(view, m).act.role for m in methods if hasattr(view, m)
        }
    assert found == ROLES


def ask(client: Any, method: str, path: str) -> int:
    if method == "get":
        return int(client.get(path).status_code)
    body = json.dumps({"spans": []} if method == "put" else {})
    send = getattr(client, method)
    answer = send(path, body, content_type="application/json", headers={"If-Match": "1"})
    return int(answer.status_code)


@pytest.fixture
def addresses(api: Any, project: Any) -> list[tuple[str, str, str]]:
    """Each operation on rows that are really there, with the role it asks for."""
    label = api.label("W")
    (document,) = api.paste("one two")
    source = Import.objects.get().pk
    rows = {"labels": label, "documents": document, "imports": source}
    found = []
    for path, roles in ROLES.items():
        if path == "formats":
            continue
        real = path.replace("<int:project_id>", str(project.pk))
        real = real.replace("<int:pk>", str(rows.get(path.split("/")[0], 0)))
        found += [(method, f"/api/v1/{real}", role) for method, role in roles.items()]
    return found


def test_a_stranger_finds_nothing_anywhere(
    addresses: list[tuple[str, str, str]], stranger: Any, client_of: Any
) -> None:
    client = client_of(stranger)
    assert {(m, p): ask(client, m, p) for m, p, _ in addresses} == {
        (m, p): 404 for m, p, _ in addresses
    }
    assert (Document.objects.count(), Label.objects.count()) == (1, 1)


def test_without_a_session_nothing_is_answered(
    addresses: list[tuple[str, str, str]], client: Any
) -> None:
    client.logout()
    assert {ask(client, m, p) for m, p, _ in addresses} == {401}


@pytest.mark.parametrize("who", ["annotator", "reviewer"])
def test_a_member_may_do_just_what_the_role_allows(
    who: str, addresses: list[tuple[str, str, str]], request: Any, client_of: Any
) -> None:
    client = client_of(request.getfixturevalue(who))
    too_high = [(m, p) for m, p, role in addresses if RANK.index(role) > RANK.index(who)]
    assert {(m, p): ask(client, m, p) for m, p in too_high} == dict.fromkeys(too_high, 403)


def test_an_annotator_saves_but_does_not_import(api: Any, api_of: Any, annotator: Any) -> None:
    api.label("W")
    (pk,) = api.paste("one two")
    theirs = api_of(annotator)
    assert theirs.save(pk, [(0, 3, "W")], 1, state="done").status_code == 200
    assert theirs.upload("imports", ("a.txt", b"one\n")).status_code == 403
    assert theirs.post("documents", {"texts": ["x"]}).status_code == 403
    (row,) = api.get("documents").json()["results"]
    assert row["annotated_by"] == "anna"


def test_labels_are_made_while_labelling(api_of: Any, annotator: Any) -> None:
    assert api_of(annotator).post("labels", {"name": "NEW"}).status_code == 201
