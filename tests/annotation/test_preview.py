"""A preview shows what would come and stores nothing."""

import json
from typing import Any

import pytest

from annotation.models import Import
from workspace.models import File, Job

pytestmark = pytest.mark.django_db

CONLL = b"Sony B-ORG\nrocks O\n\nBerlin B-LOC\n"


def test_a_preview_names_format_options_columns_and_counts(api: Any) -> None:
    seen = api.upload("imports/preview", ("a.conll", CONLL)).json()
    assert (seen["format"], seen["documents"], seen["tokens"], seen["spans"]) == ("conll", 2, 3, 2)
    assert (seen["error_count"], seen["errors"], seen["complete"]) == (0, [], True)
    assert seen["options"]["encoding"] == "utf-8"
    assert "kind" not in seen["options"]
    assert {column["role"] for column in seen["mapping"]} >= {"token", "tag"}
    assert {f["name"] for f in seen["formats"]} >= {"conll", "jsonl", "text", "two_files"}
    assert seen["labels"] == [{"name": "ORG", "spans": 1}, {"name": "LOC", "spans": 1}]
    assert seen["rows"][0] == {
        "text": "Sony rocks",
        "tokens": [[0, 4], [5, 10]],
        "spans": [{"start": 0, "end": 1, "label": "ORG"}],
    }


def test_a_preview_stores_nothing(api: Any) -> None:
    assert api.upload("imports/preview", ("a.conll", CONLL)).status_code == 200
    assert (Import.objects.count(), Job.objects.count(), File.objects.count()) == (0, 0, 0)


def test_the_options_of_the_preview_can_be_sent_back(api: Any) -> None:
    seen = api.upload("imports/preview", ("a.conll", CONLL)).json()
    again = api.upload(
        "imports/preview", ("a.conll", CONLL), format=seen["format"],
        options=json.dumps(seen["options"]),
    )  # fmt: skip
    assert again.json() == seen


def test_a_chosen_format_wins_over_the_guess(api: Any) -> None:
    seen = api.upload("imports/preview", ("a.conll", CONLL), format="text").json()
    assert (seen["format"], seen["documents"], seen["spans"]) == ("text", 3, 0)


def test_the_projects_tokenizer_cuts_plain_text(api: Any, project: Any) -> None:
    project.tokenizer = "characters"
    project.save()
    assert api.upload("imports/preview", ("a.txt", "北京\n".encode())).json()["tokens"] == 2


def test_two_files_are_read_side_by_side(api: Any) -> None:
    files = (("a.txt", b"Sony rocks\n"), ("a.tags", b"B-ORG O\n"))
    seen = api.upload("imports/preview", *files).json()
    assert (seen["format"], seen["labels"]) == ("two_files", [{"name": "ORG", "spans": 1}])


def test_errors_are_shown_by_line_without_refusing(api: Any) -> None:
    answer = api.upload("imports/preview", ("a.conll", b"Sony B-ORG\n\nno Q-\n"), format="conll")
    assert answer.status_code == 200
    assert (answer.json()["error_count"], answer.json()["errors"][0]["line"]) == (1, 3)


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"format": "word"}, ["format"]),
        ({"options": "{"}, ["options"]),
        ({"options": "[]"}, ["options"]),
        ({"format": "conll", "options": '{"scheme": "BILBO"}'}, ["options", "scheme"]),
        ({"format": "conll", "options": '{"skema": 1}'}, ["options", "skema"]),
        ({"format": "conll", "options": '{"encoding": "klingon"}'}, ["options", "encoding"]),
    ],
)
def test_impossible_choices_are_refused_at_their_place(
    api: Any, fields: dict[str, str], at: list[str]
) -> None:
    refused = api.upload("imports/preview", ("a.conll", CONLL), **fields)
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (400, at)


def test_a_missing_file_is_asked_for(api: Any) -> None:
    assert api.upload("imports/preview").json()["errors"][0]["at"] == ["file"]


def test_a_long_document_is_shown_from_its_beginning(api: Any) -> None:
    seen = api.upload("imports/preview", ("a.txt", b"word " * 1000)).json()
    assert (seen["tokens"], len(seen["rows"][0]["text"])) == (1000, 2000)
    assert seen["rows"][0]["tokens"][-1][1] <= 2000
