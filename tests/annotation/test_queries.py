"""Lists and streams: filters, keysets, windows, and a cost that does not grow with the project."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation import queries, services
from kernel.text import Span, Token

pytestmark = pytest.mark.django_db


def ids(answer: Any) -> list[int]:
    return [row["id"] for row in answer.json()["results"]]


def test_filters_narrow_the_list_and_combine(api: Any) -> None:
    api.label("W")
    one, two, three = api.paste("Sony one", "Sony two", "Canon")
    api.save(one, [(0, 4, "W")], 1, state="done")
    api.save(two, [(0, 4, "W")], 1)
    source = api.get("imports").json()["results"][0]["id"]
    (other,) = api.paste("ÄRGER im Büro")
    assert ids(api.get("documents?label=W")) == [one, two]
    assert ids(api.get("documents?label=W&state=done")) == [one]
    assert ids(api.get("documents?q=sony")) == [one, two]
    assert ids(api.get("documents?q=büro")) == [other]
    assert ids(api.get(f"documents?source={source}")) == [one, two, three]
    assert ids(api.get("documents?label=NOPE")) == []
    assert api.get("documents?state=odd").json()["errors"][0]["at"] == ["state"]
    assert ids(api.get("documents?q=%25")) == []


def test_pages_follow_each_other_without_gap_or_repeat(api: Any) -> None:
    made = api.paste(*(f"text {n}" for n in range(7)))
    found: list[int] = []
    cursor: int | None = 0
    while cursor is not None:
        page = api.get(f"documents?limit=3&cursor={cursor}").json()
        found += [row["id"] for row in page["results"]]
        cursor = page["next"]
    assert found == made


def test_a_long_text_is_cut_in_the_list(api: Any) -> None:
    api.paste("word " * 100)
    (row,) = api.get("documents").json()["results"]
    assert (len(row["text"]), row["tokens"], row["annotated_by"]) == (200, 100, None)


def test_a_stream_gives_spans_by_name_over_many_windows(project: Any, owner: Any) -> None:
    services.add_label(project, name="W", by=owner)
    made = services.add_documents(project, [f"text {n}" for n in range(300)], by=owner)
    document = queries.documents(project).get(pk=made[0])
    services.save_spans(document, [services.Marked(0, 4, "W")], by=owner, version=1, state="done")
    rows = list(queries.labelled(project))
    assert [row.id for row in rows] == list(made)
    assert rows[0] == queries.Row(
        made[0], "", "text 0", [Token(0, 4), Token(5, 6)], [(0, 2)], [Span(0, 1, "W")], {}, "done",
        document.source_id,
    )  # fmt: skip
    assert [row.id for row in queries.labelled(project, state="done")] == [made[0]]


def test_a_stream_of_long_texts_takes_small_windows(
    project: Any, owner: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(queries, "WINDOW_CHARACTERS", 100)
    services.add_documents(project, ["x" * 60] * 60, by=owner)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(list(queries.labelled(project))) == 60
    windows = [q for q in asked.captured_queries if "annotation_document" in q["sql"]]
    assert len(windows) == 1 + 10 + 1


QUERIES = {"documents": 5, "documents?label=W&state=new": 5, "labels": 5, "documents/next": 4}


@pytest.mark.parametrize("size", [10, 1000])
def test_a_page_costs_the_same_queries_in_any_project(
    size: int, api: Any, project: Any, owner: Any
) -> None:
    services.add_label(project, name="W", by=owner)
    made = services.add_documents(project, [f"text {n}" for n in range(size)], by=owner)
    for path, count in QUERIES.items():
        with CaptureQueriesContext(connection) as asked:
            assert api.get(path).status_code == 200
        assert len(asked) == count, [q["sql"] for q in asked.captured_queries]
    with CaptureQueriesContext(connection) as asked:
        assert api.get(f"/documents/{made[5]}").status_code == 200
    assert len(asked) == 8, [q["sql"] for q in asked.captured_queries]
    with CaptureQueriesContext(connection) as asked:
        assert api.save(made[5], [(0, 4, "W")], 1, state="done").status_code == 200
    assert len(asked) == 10, [q["sql"] for q in asked.captured_queries]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plan")
@pytest.mark.parametrize("path", ["documents", "documents?state=new", "documents?label=W"])
def test_a_page_reads_its_index_in_order(path: str, api: Any, project: Any, owner: Any) -> None:
    services.add_label(project, name="W", by=owner)
    services.add_documents(project, [f"text {n}" for n in range(50)], by=owner)
    with CaptureQueriesContext(connection) as asked:
        api.get(path)
    (sql,) = [q["sql"] for q in asked.captured_queries if 'FROM "annotation_document"' in q["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        plan = " / ".join(row[3] for row in cursor.fetchall())
    assert "SCAN annotation_document" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan
