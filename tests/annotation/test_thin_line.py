"""From a file to labelled documents and back to a file, over HTTP."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def upload(text: str, name: str = "reviews.txt") -> BytesIO:
    stream = BytesIO(text.encode())
    stream.name = name
    return stream


def test_a_text_is_pasted_labelled_and_exported(client: Any, project: Any) -> None:
    base = f"/api/v1/projects/{project.pk}"
    made = client.post(f"{base}/labels", {"name": "PNAME"}, content_type="application/json")
    assert made.status_code == 201, made.content
    assert (made.json()["color"], made.json()["key"], made.json()["spans"]) == (1, "1", 0)
    pasted = client.post(
        f"{base}/documents", {"texts": ["Sony CE rocks."]}, content_type="application/json"
    )
    assert pasted.status_code == 201, pasted.content
    (pk,) = pasted.json()["ids"]
    document = client.get(f"/api/v1/documents/{pk}").json()
    assert document["tokens"] == [[0, 4], [5, 7], [8, 13], [13, 14]]
    assert (document["position"], document["total"], document["version"]) == (1, 1, 1)
    saved = client.put(
        f"/api/v1/documents/{pk}/annotation",
        {"spans": [{"start": 0, "end": 7, "label": "PNAME"}], "state": "done"},
        content_type="application/json",
        headers={"If-Match": '"1"'},
    )
    assert saved.status_code == 200, saved.content
    assert saved.json()["version"] == 2
    listed = client.get(f"{base}/documents?label=PNAME&state=done").json()
    assert [row["id"] for row in listed["results"]] == [pk]
    assert listed["results"][0]["spans"] == [{"start": 0, "end": 7, "label": "PNAME"}]
    exported = client.get(f"{base}/export?format=jsonl")
    line = json.loads(b"".join(exported.streaming_content))
    assert line["text"] == "Sony CE rocks."
    assert client.get(f"{base}/labels").json()["results"][0]["spans"] == 1


def test_a_file_is_looked_at_then_imported_by_a_job(
    client: Any, project: Any, run_jobs: Callable[[], list[Any]]
) -> None:
    base = f"/api/v1/projects/{project.pk}"
    text = "Sony B-ORG\nrocks O\n\nBerlin B-LOC\nis O\nbig O\n"
    seen = client.post(f"{base}/imports/preview", {"file": upload(text, "a.conll")})
    assert seen.status_code == 200, seen.content
    assert (seen.json()["format"], seen.json()["documents"], seen.json()["spans"]) == (
        "conll",
        2,
        2,
    )
    queued = client.post(f"{base}/imports", {"file": upload(text, "a.conll")})
    assert queued.status_code == 202, queued.content
    assert queued.json()["state"] == "queued"
    run_jobs()
    done = client.get(f"/api/v1/imports/{queued.json()['id']}").json()
    assert (done["state"], done["read"], done["written"], done["rejected"]) == ("done", 2, 2, 0)
    rows = client.get(f"{base}/documents").json()["results"]
    assert [row["text"] for row in rows] == ["Sony rocks", "Berlin is big"]
    exported = client.get(f"{base}/export?format=conll")
    assert b"Sony" in b"".join(exported.streaming_content)
