"""Exports: every format gives the same documents again."""

from collections.abc import Callable
from typing import Any

import pytest

from annotation import queries

pytestmark = pytest.mark.django_db(transaction=True)

CONLL = "Zoë B-per\ncame O\n\n=1+1 O\nto O\nNew B-geo\nYork I-geo\n".encode()


def body(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def content(project: Any) -> list[Any]:
    return [(r.text, r.tokens, r.spans, r.sentences, r.state) for r in queries.labelled(project)]


@pytest.mark.parametrize("format", ["conll", "gmb_csv", "jsonl", "doccano"])
def test_what_is_exported_imports_as_the_same_documents(
    format: str, api: Any, project: Any, run_jobs: Callable[[], Any]
) -> None:
    api.upload("imports", ("a.conll", CONLL))
    run_jobs()
    before = content(project)
    assert len(before) == 2
    exported = body(api.get(f"export?format={format}"))
    source = api.get("imports").json()["results"][0]["id"]
    api.delete(f"/imports/{source}")
    options = '{"tokenizer": "whitespace"}' if format == "doccano" else ""  # it has no tokens
    answer = api.upload("imports", ("again", exported), format=format, options=options)
    assert answer.status_code == 202, answer.content
    run_jobs()
    assert content(project) == before


def test_an_export_is_a_file_that_no_browser_opens_as_a_page(api: Any, project: Any) -> None:
    project.name = 'Zoë\'s "reviews"/2\r\n'
    project.save()
    api.paste("<script>alert(1)</script>")
    answer = api.get("export?format=text")
    assert answer["Content-Disposition"] == 'attachment; filename="Zo-s-reviews-2.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"].startswith("text/plain")


def test_options_and_filters_go_with_the_address(api: Any) -> None:
    api.label("PNAME")
    done, _ = api.paste("Sony CE", "Canon")
    api.save(done, [(0, 7, "PNAME")], 1, state="done")
    exported = body(api.get("export?format=conll&scheme=IOBES&state=done")).decode()
    assert "B-PNAME" in exported
    assert "E-PNAME" in exported
    assert "Canon" not in exported


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("", ["format"]),
        ("format=word", ["format"]),
        ("format=conll&scheme=BILBO", ["scheme"]),
        ("format=conll&state=odd", ["state"]),
    ],
)
def test_an_impossible_export_is_refused_at_its_place(api: Any, query: str, at: Any) -> None:
    refused = api.get(f"export?{query}")
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (400, at)


def test_formats_describe_themselves_for_a_form(api: Any) -> None:
    formats = {f["name"]: f for f in api.get("/formats").json()["results"]}
    scheme = next(o for o in formats["conll"]["options"] if o["name"] == "scheme")
    assert "IOB2" in scheme["choices"]
    assert scheme["help"]
    assert all(f["reads"] and f["writes"] for f in formats.values())


def test_an_encoding_that_lacks_a_letter_is_refused_before_anything_is_sent(api: Any) -> None:
    api.paste("fine", "東京")
    refused = api.get("export?format=text&encoding=cp1252")
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (400, ["encoding"])
    assert "東" in refused.json()["message"]
    assert body(api.get("export?format=text&encoding=shift_jis")) == "fine\n東京\n".encode(
        "shift_jis"
    )
