"""Labels: palette, keys, near-duplicates, deletion and merging."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection

from annotation import services
from annotation.models import Document
from annotation.services import labels
from annotation.services.labels import LIMIT, folded
from tests.annotation.conftest import label_counts
from workspace.errors import Stale

pytestmark = pytest.mark.django_db


def test_labels_get_the_next_colour_and_key(api: Any) -> None:
    made = [api.post("labels", {"name": f"L{n}"}).json() for n in range(12)]
    assert [label["color"] for label in made] == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4]
    assert "".join(label["key"] for label in made) == "1234567890de"


@pytest.mark.parametrize("name", ["pname", "P NAME", "PNAME\u200b"])
def test_a_name_that_only_looks_different_is_refused(api: Any, name: str) -> None:
    api.label("PNAME")
    refused = api.post("labels", {"name": name})
    assert refused.status_code == 409
    assert "PNAME" in refused.json()["message"]


def test_accents_make_another_label_but_not_another_spelling_of_them() -> None:
    assert folded("café") == folded("cafe\u0301")
    assert folded("café") != folded("cafe")


@pytest.mark.parametrize("key", ["/", "b", "?", "A", " ", "1"])
def test_a_key_that_the_editor_or_another_label_uses_is_refused(api: Any, key: str) -> None:
    api.label("PNAME")
    assert api.post("labels", {"name": "X", "key": key}).status_code in (400, 409)


def test_a_label_may_have_no_key(api: Any) -> None:
    assert api.post("labels", {"name": "X", "key": ""}).json()["key"] == ""
    assert api.post("labels", {"name": "Y", "key": ""}).json()["key"] == ""


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({}, ["name"]),
        ({"name": ""}, ["name"]),
        ({"name": "x" * 65}, ["name"]),
        ({"name": "a\tb"}, ["name"]),
        ({"name": "X", "color": 9}, ["color"]),
        ({"name": "X", "colour": 1}, ["colour"]),
    ],
)
def test_impossible_labels_are_refused_at_their_field(api: Any, body: Any, at: Any) -> None:
    refused = api.post("labels", body)
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (400, at)


def test_a_rename_reaches_every_document(api: Any) -> None:
    label = api.label("PNAME")
    (pk,) = api.paste("Sony CE rocks.")
    api.save(pk, [(0, 4, "PNAME")], 1)
    renamed = api.patch(f"/labels/{label}", {"name": "BRAND", "position": 3})
    assert (renamed.json()["name"], renamed.json()["spans"]) == ("BRAND", 1)
    assert api.get(f"/documents/{pk}").json()["spans"][0]["label"] == "BRAND"


def test_a_used_label_is_not_deleted(api: Any) -> None:
    label = api.label("PNAME")
    (pk,) = api.paste("Sony CE rocks.")
    api.save(pk, [(0, 4, "PNAME")], 1)
    refused = api.delete(f"/labels/{label}")
    assert (refused.status_code, refused.json()["code"]) == (409, "label_in_use")
    assert "“PNAME” is used by 1 span" in refused.json()["message"]


def test_a_label_is_merged_into_another_and_savers_see_a_new_version(api: Any) -> None:
    brand, pname = api.label("BRAND"), api.label("PNAME")
    ids = api.paste("Sony CE rocks.", "Canon works.")
    for pk, end in zip(ids, (4, 5), strict=True):
        api.save(pk, [(0, end, "BRAND")], 1)
    assert api.delete(f"/labels/{brand}?merge_into={pname}").status_code == 204
    (left,) = api.get("labels").json()["results"]
    assert (left["name"], left["spans"]) == ("PNAME", 2)
    document = api.get(f"/documents/{ids[0]}").json()
    assert (document["version"], document["spans"][0]["label"]) == (3, "PNAME")
    assert len(api.get("documents?label=PNAME").json()["results"]) == 2


def test_a_deleted_label_can_be_made_again_or_its_name_given_to_another(api: Any) -> None:
    assert api.delete(f"/labels/{api.label('A')}").status_code == 204
    again = api.label("A")
    assert api.delete(f"/labels/{again}").status_code == 204
    other = api.label("B")
    assert api.patch(f"/labels/{other}", {"name": "A"}).status_code == 200


def test_a_project_has_at_most_500_labels(api: Any, project: Any) -> None:
    from annotation.models import Label

    Label.objects.bulk_create(
        [Label(project=project, name=f"L{n}", position=n) for n in range(LIMIT)]
    )
    assert api.post("labels", {"name": "one more"}).status_code == 409


def test_a_label_of_another_project_is_not_there(api: Any, stranger: Any, client_of: Any) -> None:
    label = api.label("PNAME")
    theirs = client_of(stranger)
    assert theirs.delete(f"/api/v1/labels/{label}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_merging_beside_savers_loses_no_span_and_blocks_no_one(project: Any, owner: Any) -> None:
    brand = services.add_label(project, name="BRAND", by=owner)
    pname = services.add_label(project, name="PNAME", by=owner)
    ids = services.add_documents(project, ["Sony CE rocks."] * 40, by=owner)
    failures: list[BaseException] = []

    def label_all(order: Sequence[int]) -> None:
        try:
            for pk in order:
                while not save(Document.objects.get(pk=pk)):
                    pass
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    def save(document: Document) -> bool:
        if len(document.spans) == 2:
            return True
        spans = [services.Marked(0, 4, "BRAND"), services.Marked(5, 7, "PNAME")]
        try:
            services.save_spans(document, spans, by=owner, version=document.version)
        except Stale:
            return False
        return True

    savers = [threading.Thread(target=label_all, args=(o,)) for o in (ids, list(ids)[::-1])]
    for saver in savers:
        saver.start()
    for _ in range(5):
        labels._merge(brand, pname)
    for saver in savers:
        saver.join()
    services.delete_label(brand, by=owner, merge_into=pname)
    assert failures == []
    assert label_counts(project) == {"PNAME": 80}
