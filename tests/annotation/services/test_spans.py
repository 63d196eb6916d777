"""Saving spans: on token borders, without overlaps, once per version."""

import threading
from typing import Any

import pytest
from django.db import connection

from annotation import queries, services
from annotation.models import Document, Tally
from annotation.services import Marked
from tests.annotation.conftest import label_counts
from workspace.errors import Stale

pytestmark = pytest.mark.django_db


def problems(answer: Any) -> list[tuple[list[Any], str]]:
    return [(error["at"], error["code"]) for error in answer.json()["errors"]]


def tallies(project: Any) -> dict[tuple[str, str], int]:
    rows = Tally.objects.filter(project=project).exclude(kind="source")
    return {(row.kind, row.key): row.value for row in rows}


def test_a_save_answers_with_the_next_version(api: Any) -> None:
    api.label("PNAME")
    (pk,) = api.paste("Sony CE rocks.")
    answer = api.save(pk, [(8, 13, "PNAME"), (0, 7, "PNAME")], 1, state="done")
    assert answer.json() == {
        "version": 2,
        "state": "done",
        "spans": [
            {"start": 0, "end": 7, "label": "PNAME"},
            {"start": 8, "end": 13, "label": "PNAME"},
        ],
    }
    assert api.get(f"/documents/{pk}").json()["spans"] == answer.json()["spans"]


def test_if_match_may_stand_in_quotes_and_must_be_there(api: Any) -> None:
    (pk,) = api.paste("Sony CE rocks.")
    assert api.save(pk, [], '"1"', state="done").status_code == 200
    missing = api.save(pk, [], None)
    assert (missing.status_code, missing.json()["code"]) == (428, "version_needed")
    assert api.save(pk, [], "*").status_code == 400


def test_a_stale_save_gets_what_is_there_now_and_changes_nothing(api: Any) -> None:
    api.label("PNAME")
    (pk,) = api.paste("Sony CE rocks.")
    api.save(pk, [(0, 4, "PNAME")], 1)
    api.save(pk, [], 2)
    stale = api.save(pk, [(5, 7, "PNAME")], 1)
    assert stale.status_code == 412
    assert stale.json()["current"] == {"version": 3, "state": "new", "spans": []}


def test_the_same_save_sent_twice_is_saved_once(api: Any) -> None:
    api.label("PNAME")
    (pk,) = api.paste("Sony CE rocks.")
    first = api.save(pk, [(0, 4, "PNAME")], 1, state="done")
    again = api.save(pk, [(0, 4, "PNAME")], 1, state="done")
    assert (again.status_code, again.json()) == (200, first.json())
    unchanged = api.save(pk, [(0, 4, "PNAME")], 2)
    assert unchanged.json()["version"] == 2


def test_someone_elses_equal_save_is_not_taken_for_a_repeat(
    api: Any, api_of: Any, annotator: Any
) -> None:
    api.label("PNAME")
    (pk,) = api.paste("Sony CE rocks.")
    assert api_of(annotator).save(pk, [(0, 4, "PNAME")], 1).status_code == 200
    assert api.save(pk, [(0, 4, "PNAME")], 1).status_code == 412


def test_each_fault_is_named_at_its_place_with_the_near_borders(api: Any) -> None:
    api.label("PNAME")
    (pk,) = api.paste("Sony CE rocks.")
    spans = [(1, 4, "PNAME"), (5, 6, "PNAME"), (8, 13, "NOPE"), (4, 4, "PNAME"), (0, 99, "PNAME")]
    refused = api.save(pk, spans, 1)
    assert refused.status_code == 400
    assert problems(refused) == [
        (["spans", 0, "start"], "not_on_token"),
        (["spans", 1, "end"], "not_on_token"),
        (["spans", 2, "label"], "unknown_label"),
        (["spans", 3, "end"], "empty_span"),
        (["spans", 4, "end"], "outside"),
    ]
    assert "nearest are 0 and 5" in refused.json()["errors"][0]["message"]
    assert "nearest are 4 and 7" in refused.json()["errors"][1]["message"]
    assert api.get(f"/documents/{pk}").json()["version"] == 1


def test_overlapping_spans_are_refused(api: Any) -> None:
    api.label("PNAME")
    (pk,) = api.paste("Sony CE rocks.")
    refused = api.save(pk, [(5, 13, "PNAME"), (0, 7, "PNAME")], 1)
    assert problems(refused) == [(["spans", 0, "start"], "overlap")]


@pytest.mark.parametrize(
    ("unit", "start", "end"),
    [("codepoint", 2, 6), ("utf16", 3, 7), ("utf8", 5, 9), ("token", 1, 2)],
)
def test_offsets_may_count_other_units(api: Any, unit: str, start: int, end: int) -> None:
    api.label("PNAME")
    (pk,) = api.paste("👍 Sony")
    saved = api.save(pk, [(start, end, "PNAME")], 1, offset_unit=unit)
    assert saved.json()["spans"] == [{"start": start, "end": end, "label": "PNAME"}]
    asked = api.get(f"/documents/{pk}?offset_unit={unit}").json()["spans"]
    assert asked == saved.json()["spans"]
    assert api.get(f"/documents/{pk}").json()["spans"][0] == {
        "start": 2,
        "end": 6,
        "label": "PNAME",
    }


def test_half_a_surrogate_pair_is_no_place(api: Any) -> None:
    api.label("PNAME")
    (pk,) = api.paste("👍 Sony")
    refused = api.save(pk, [(1, 7, "PNAME")], 1, offset_unit="utf16")
    assert problems(refused) == [(["spans", 0, "start"], "outside")]


def test_counts_follow_each_save(api: Any, project: Any) -> None:
    pname, feature = str(api.label("PNAME")), str(api.label("PFEATURE"))
    first, _ = api.paste("Sony CE rocks.", "The lens is fine.")
    api.save(first, [(0, 4, "PNAME"), (5, 7, "PNAME")], 1, state="done")
    assert tallies(project) == {
        ("state", "new"): 1, ("state", "done"): 1, ("label", pname): 2
    }  # fmt: skip
    api.save(first, [(0, 4, "PFEATURE")], 2, state="skipped")
    assert tallies(project) == {
        ("state", "new"): 1, ("state", "done"): 0, ("state", "skipped"): 1,
        ("label", pname): 0, ("label", feature): 1,
    }  # fmt: skip
    assert api.get("documents?label=PNAME").json()["results"] == []
    assert [row["id"] for row in api.get("documents?label=PFEATURE").json()["results"]] == [first]


@pytest.mark.django_db(transaction=True)
def test_eight_savers_lose_nothing(project: Any, owner: Any) -> None:
    """Each of 200 saves adds one span to what its saver has seen: all must be there at the end."""
    words, per_saver, savers = 200, 25, 8
    services.add_label(project, name="W", by=owner)
    (pk,) = services.add_documents(project, [" ".join(["word"] * words)], by=owner)
    places = [(i * 5, i * 5 + 4) for i in range(words)]
    failures: list[BaseException] = []

    def save(mine: list[tuple[int, int]]) -> None:
        try:
            for start, end in mine:
                while not add(start, end):
                    pass
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    def add(start: int, end: int) -> bool:
        document = Document.objects.get(pk=pk)
        seen = queries.spans_shown(document, queries.names_of(project))
        spans = [*(Marked(**span) for span in seen), Marked(start, end, "W")]
        try:
            services.save_spans(document, spans, by=owner, version=document.version)
        except Stale:
            return False
        return True

    threads = [
        threading.Thread(target=save, args=(places[n * per_saver : (n + 1) * per_saver],))
        for n in range(savers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    document = Document.objects.get(pk=pk)
    assert failures == []
    assert (len(document.spans), document.version) == (200, 201)
    assert label_counts(project) == {"W": 200}
