"""Documents by hand: pasted in, taken out, and where each stands."""

from typing import Any

import pytest

from annotation import queries
from annotation.models import Document, DocumentLabel
from tests.annotation.conftest import label_counts

pytestmark = pytest.mark.django_db


def test_pasted_lines_become_documents_without_the_blank_ones(api: Any) -> None:
    body = {"texts": ["one\r\n\r\ntwo\rthree\n"], "split": "line", "name": "Mails"}
    assert api.post("documents", body).json()["created"] == 3
    rows = api.get("documents").json()["results"]
    assert [row["text"] for row in rows] == ["one", "two", "three"]
    (source,) = api.get("imports").json()["results"]
    assert (source["file"], source["state"], source["written"]) == ("Mails", "done", 3)


def test_a_text_is_kept_as_it_came(api: Any) -> None:
    text = " \tZoe\u0308 ‮abc‬ a\u00a0b\r\nend 👩‍👩‍👧 "
    (pk,) = api.paste(text)
    assert api.get(f"/documents/{pk}").json()["text"] == text


def test_a_pasted_text_is_cut_into_sentences(api: Any) -> None:
    (pk,) = api.paste("It rocks. Buy it!")
    assert api.get(f"/documents/{pk}").json()["sentences"] == [[0, 3], [3, 6]]


@pytest.mark.parametrize(
    ("texts", "at"),
    [([], ["texts"]), (["ok", " \n"], ["texts", 1]), (["x" * 1_000_001], ["texts", 0])],
)
def test_texts_that_cannot_be_labelled_are_refused_by_place(
    api: Any, texts: list[str], at: list[Any]
) -> None:
    refused = api.post("documents", {"texts": texts})
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (400, at)
    assert not Document.objects.exists()


def test_deleting_a_document_closes_the_gap(api: Any, project: Any) -> None:
    api.label("W")
    first, middle, last = api.post("documents", {"texts": ["one", "two", "three"]}).json()["ids"]
    (late,) = api.paste("four")
    api.save(middle, [(0, 3, "W")], 1, state="done")
    assert api.delete(f"/documents/{middle}").status_code == 204
    found = [api.get(f"/documents/{pk}").json() for pk in (first, last, late)]
    assert [(d["position"], d["total"]) for d in found] == [(1, 3), (2, 3), (3, 3)]
    assert [(d["previous"], d["next"]) for d in found] == [
        (None, last), (first, late), (last, None)
    ]  # fmt: skip
    assert label_counts(project) == {"W": 0}
    assert queries.state_counts([project.pk])[project.pk] == {"new": 3, "done": 0}
    assert not DocumentLabel.objects.exists()


def test_the_next_to_label_comes_after_and_passes_over_what_is_done(api: Any) -> None:
    first, second, third = api.paste("one", "two", "three")
    api.save(second, [], 1, state="done")
    assert api.get("documents/next").json() == {"id": first}
    assert api.get(f"documents/next?after={first}").json() == {"id": third}
    assert api.get(f"documents/next?after={third}").json() == {"id": None}
    assert api.get("documents/next?state=done").json() == {"id": second}
    assert api.get("documents/next?state=odd").status_code == 400
