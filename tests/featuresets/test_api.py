"""Feature sets over HTTP: from the form to the frozen sentences."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from featuresets.models import FeatureSet

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_split_form_comes_with_its_presets(client: Any) -> None:
    answer = client.get("/api/v1/split-schema").json()
    assert len(answer["schema"]["oneOf"]) == 4
    assert [preset["name"] for preset in answer["presets"]] == ["70_10_20", "80_20", "90_10"]
    assert answer["presets"][0]["split"]["group"] == "duplicates"


def test_a_freeze_is_accepted_then_done(reviews: Any, post: Any, project: Any, frozen: Any) -> None:
    accepted = post(f"/projects/{project.pk}/feature-sets", {"name": "One"})
    assert accepted.status_code == 202
    assert (accepted.json()["state"], accepted.json()["hash"]) == ("queued", None)
    done = frozen()
    assert done["state"] == "done"
    assert done["error"] is None
    assert done["counts"] == {"train": 42, "dev": 6, "test": 12}
    assert len(done["hash"]) == 64
    assert [part["sentences"] for part in done["summary"]["parts"]] == [42, 6, 12]
    assert done["summary"]["duplicates"] == {
        "extra_copies": 5,
        "sentences": 5,
        "conflicting": 0,
        "across_parts": 0,
    }


def test_a_split_that_says_nothing_gets_the_defaults(reviews: Any, post: Any, project: Any) -> None:
    answer = post(f"/projects/{project.pk}/feature-sets", {"name": "One"}).json()
    assert answer["split"]["kind"] == "random"
    assert (answer["split"]["train"], answer["split"]["seed"]) == (0.7, 13)


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"name": " "}, ["name"]),
        ({"name": "x", "split": {"kind": "random", "train": 0.9}}, ["split", "test"]),
        ({"name": "x", "split": {"kind": "random", "train": "0.7"}}, ["split", "train"]),
        ({"name": "x", "split": {"kind": "stratified", "seed": -1}}, ["split", "seed"]),
        ({"name": "x", "split": {"kind": "picked", "dev": {"documents": [1]},
                                 "test": {"documents": [1]}}}, ["split", "test"]),
        ({"name": "x", "split": {"kind": "alphabetical"}}, ["split"]),
        ({"name": "x", "split": {"kind": "random"}, "color": 1}, ["color"]),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_at_its_field(
    reviews: Any, post: Any, project: Any, body: Any, at: list[str]
) -> None:
    answer = post(f"/projects/{project.pk}/feature-sets", body)
    assert answer.status_code == 400
    assert [error["at"] for error in answer.json()["errors"]] == [at]
    assert not FeatureSet.objects.exists()


def test_nothing_labelled_says_what_to_do(add: Any, post: Any, project: Any) -> None:
    empty = post(f"/projects/{project.pk}/feature-sets", {"name": "x"})
    assert (empty.status_code, empty.json()["code"]) == (400, "nothing_labelled")
    assert "import documents" in empty.json()["message"]
    add([("Not labelled yet", [])] * 3, state="new")
    waiting = post(f"/projects/{project.pk}/feature-sets", {"name": "x"}).json()
    assert waiting["errors"][0]["at"] == ["split", "include"]
    assert "none of the 3 documents is done" in waiting["message"]


def test_a_part_that_would_be_empty_is_refused_at_its_share(
    add: Any, post: Any, project: Any
) -> None:
    add([(f"One {i}", [(0, 1, "X")]) for i in range(3)])
    answer = post(f"/projects/{project.pk}/feature-sets", {"name": "x"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["at"] == ["split", "dev"]
    assert "leaves the dev part empty" in answer.json()["message"]
    assert not FeatureSet.objects.exists()


def test_a_picked_document_that_is_not_there_is_refused_at_its_place(
    reviews: Any, post: Any, project: Any
) -> None:
    split = {"kind": "picked", "test": {"documents": [reviews[0].pk, 10**9]}}
    answer = post(f"/projects/{project.pk}/feature-sets", {"name": "x", "split": split})
    assert answer.json()["errors"][0]["at"] == ["split", "test", "documents", 1]


def test_documents_are_picked_by_list_and_by_condition(
    add: Any, post: Any, project: Any, client: Any, run_jobs: Any
) -> None:
    first = add([(f"Learn {i}", [(0, 1, "X")]) for i in range(5)], file="a.txt")
    add([(f"Watch {i}", [(0, 1, "X")]) for i in range(4)], file="b.txt")
    split = {
        "kind": "picked",
        "dev": {"source": "b.txt"},
        "test": {"documents": [first[0].pk]},
    }
    made = post(f"/projects/{project.pk}/feature-sets", {"name": "x", "split": split})
    run_jobs()
    done = client.get(f"/api/v1/feature-sets/{made.json()['id']}").json()
    assert done["counts"] == {"train": 4, "dev": 4, "test": 1}


def test_repeats_across_parts_are_found_and_fixed_by_one_click(
    frozen: Any, reviews: Any, post: Any, client: Any, run_jobs: Any
) -> None:
    leaky = frozen(group=None)
    problem = next(p for p in leaky["summary"]["problems"] if p["kind"] == "duplicates")
    assert leaky["summary"]["duplicates"]["across_parts"] > 0
    assert problem["fix"]["problem"] == "duplicates"
    fixed = post(f"/feature-sets/{leaky['id']}/fix", {"problem": problem["fix"]["problem"]})
    assert fixed.status_code == 202
    run_jobs()
    mended = client.get(f"/api/v1/feature-sets/{fixed.json()['id']}").json()
    assert mended["summary"]["duplicates"]["across_parts"] == 0
    assert mended["split"] == {**leaky["split"], "group": "duplicates"}
    assert mended["name"] == "First, repeats together"
    assert mended["hash"] != leaky["hash"]


def test_a_picked_split_is_not_redrawn(
    reviews: Any, post: Any, project: Any, run_jobs: Any
) -> None:
    split = {"kind": "picked", "test": {"q": "Sony 1"}}
    made = post(f"/projects/{project.pk}/feature-sets", {"name": "x", "split": split}).json()
    run_jobs()
    answer = post(f"/feature-sets/{made['id']}/fix", {"problem": "duplicates"})
    assert (answer.status_code, answer.json()["errors"][0]["at"]) == (400, ["problem"])


def test_the_sentences_come_page_by_page(frozen: Any, reviews: Any, client: Any) -> None:
    done = frozen()
    seen, cursor = [], 0
    while cursor is not None:
        page = client.get(
            f"/api/v1/feature-sets/{done['id']}/sentences?part=train&limit=10&cursor={cursor}"
        ).json()
        seen += page["results"]
        assert len(page["results"]) <= 10
        cursor = page["next"]
    assert len(seen) == 42
    assert len({row["document"] for row in seen}) == 42
    row = seen[0]
    assert row["spans"][0] == {"start": 1, "end": 3, "label": "PNAME"}
    start, end = row["tokens"][1]
    assert row["text"][start:end] == "Sony"


def test_sentences_can_be_asked_for_by_label(add: Any, frozen: Any, client: Any) -> None:
    add([(f"Plain {i}", [(0, 1, "OFTEN")]) for i in range(50)])
    add([("Seldom seen", [(0, 1, "RARE")])])
    done = frozen(train=0.98, dev=0.0, test=0.02)
    part = next(p for p in done["summary"]["parts"] if {"RARE": 1}.items() <= {
        line["name"]: line["count"] for line in p["labels"]
    }.items())  # fmt: skip
    page = client.get(f"/api/v1/feature-sets/{done['id']}/sentences?part={part['name']}&label=RARE")
    assert [row["text"] for row in page.json()["results"]] == ["Seldom seen"]
    assert page.json()["next"] is None


@pytest.mark.parametrize("cursor", [1, 7, 10**9])
def test_a_cursor_of_ones_own_making_breaks_nothing(
    frozen: Any, reviews: Any, client: Any, cursor: int
) -> None:
    done = frozen()
    answer = client.get(f"/api/v1/feature-sets/{done['id']}/sentences?cursor={cursor}")
    assert answer.status_code == 200
    assert len(answer.json()["results"]) == (41 if cursor < 10 else 0)


def test_a_part_that_does_not_exist_is_refused(frozen: Any, reviews: Any, client: Any) -> None:
    done = frozen()
    answer = client.get(f"/api/v1/feature-sets/{done['id']}/sentences?part=validation")
    assert answer.json()["errors"][0]["at"] == ["part"]


def test_sentences_of_an_unfinished_freeze_are_a_conflict(
    reviews: Any, post: Any, project: Any, client: Any
) -> None:
    made = post(f"/projects/{project.pk}/feature-sets", {"name": "x"}).json()
    assert client.get(f"/api/v1/feature-sets/{made['id']}/sentences").status_code == 409


def test_the_list_shows_the_newest_first_in_three_queries(
    frozen: Any, reviews: Any, client: Any, project: Any
) -> None:
    made = [frozen(seed=seed)["id"] for seed in range(3)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(f"/api/v1/projects/{project.pk}/feature-sets").json()
    assert [row["id"] for row in answer["results"]] == made[::-1]
    assert "summary" not in answer["results"][0]
    mine = [q for q in queries if "featuresets_featureset" in q["sql"]]
    assert len(mine) == 1
    assert "summary" not in mine[0]["sql"]


def test_a_deleted_feature_set_is_gone(frozen: Any, reviews: Any, client: Any) -> None:
    done = frozen()
    assert client.delete(f"/api/v1/feature-sets/{done['id']}").status_code == 204
    assert client.get(f"/api/v1/feature-sets/{done['id']}").status_code == 404


@pytest.mark.parametrize(
    ("who", "read", "freeze", "delete"),
    [
        ("stranger", 404, 404, 404),
        ("annotator", 200, 403, 403),
        ("reviewer", 200, 202, 403),
        ("owner", 200, 202, 204),
    ],
)
def test_each_role_may_do_its_acts_and_no_other(
    request: Any, frozen: Any, reviews: Any, client_of: Any, project: Any,
    who: str, read: int, freeze: int, delete: int,
) -> None:  # fmt: skip
    done = frozen()
    client = client_of(request.getfixturevalue(who))
    one, many = f"/api/v1/feature-sets/{done['id']}", f"/api/v1/projects/{project.pk}/feature-sets"
    for path in (one, many, f"{one}/sentences"):
        assert client.get(path).status_code == read
    body = {"name": "x"}
    assert client.post(many, body, content_type="application/json").status_code == freeze
    fix = client.post(f"{one}/fix", {"problem": "duplicates"}, content_type="application/json")
    assert fix.status_code == freeze
    assert client.delete(one).status_code == delete


def test_the_document_of_the_api_knows_the_four_splits(client: Any) -> None:
    document = client.get("/api/v1/schema").json()
    path = document["paths"]["/api/v1/projects/{project_id}/feature-sets"]["post"]
    name = path["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/")[-1]
    split = document["components"]["schemas"][name]["properties"]["split"]
    assert len(split["discriminator"]["mapping"]) == 4


def test_a_replayed_freeze_is_made_once(reviews: Any, post: Any, project: Any) -> None:
    path, body = f"/projects/{project.pk}/feature-sets", {"name": "One"}
    first = post(path, body, **{"Idempotency-Key": "k1"}).json()
    again = post(path, body, **{"Idempotency-Key": "k1"}).json()
    assert first["id"] == again["id"]
    assert FeatureSet.objects.count() == 1


def test_what_people_label_is_what_the_snapshot_holds(
    client: Any, post: Any, project: Any, run_jobs: Any
) -> None:
    texts = [f"🎉 The Sony {i} rocks. It has a bright screen." for i in range(10)]
    for name in ("PNAME", "PFEATURE"):
        assert post(f"/projects/{project.pk}/labels", {"name": name}).status_code == 201
    added = post(f"/projects/{project.pk}/documents", {"texts": texts, "split": "text"}).json()
    for number, text in zip(added["ids"], texts, strict=True):
        spans = [
            {"start": text.index(word), "end": text.index(word) + len(word), "label": label}
            for word, label in (("Sony", "PNAME"), ("bright screen", "PFEATURE"))
        ]
        saved = client.put(
            f"/api/v1/documents/{number}/annotation",
            {"spans": spans, "state": "done"},
            content_type="application/json",
            headers={"If-Match": '"1"'},
        )
        assert saved.status_code == 200, saved.json()
    made = post(f"/projects/{project.pk}/feature-sets", {"name": "x"}).json()
    run_jobs()
    done = client.get(f"/api/v1/feature-sets/{made['id']}").json()
    assert done["state"] == "done"
    entities = [part["entities"] for part in done["summary"]["parts"]]
    assert (sum(done["counts"].values()), sum(entities)) == (20, 20)
    rows = client.get(f"/api/v1/feature-sets/{made['id']}/sentences?part=train").json()["results"]
    for row in rows:
        ((start, _), (_, end)) = (
            row["tokens"][row["spans"][0]["start"]],
            row["tokens"][row["spans"][0]["end"] - 1],
        )
        assert row["text"][start:end] in ("Sony", "bright screen")


def test_the_layers_and_sources_to_choose_from_are_told(
    add: Any, client: Any, project: Any
) -> None:
    path = f"/api/v1/projects/{project.pk}/split-choices"
    assert client.get(path).json() == {"layers": [], "sources": []}
    add([("Sony", [])], file="a.txt")
    add([("One two", [])], file="b.conll", group="b2", layers={"pos": ["N", "N"], "case": ["", ""]})
    assert client.get(path).json() == {
        "layers": ["case", "pos"],
        "sources": ["a.txt", "b.conll", "b2"],
    }


@pytest.mark.parametrize(
    ("pick", "include", "count"),
    [
        ({}, "done", 0),
        ({"q": "SCREEN"}, "done", 2),
        ({"q": "screen"}, "all", 3),
        ({"q": "screen", "source": "new.txt"}, "all", 1),
        ({"source": "second"}, "done", 1),
        ({"state": "new"}, "done", 0),
    ],
)
def test_a_pick_is_counted_as_the_split_would_take_it(
    add: Any, post: Any, project: Any, pick: Any, include: str, count: int
) -> None:
    add([("The screen", []), ("A zoom", [])], file="one.txt")
    add([("A screen", [])], file="two.txt", group="second")
    add([("New screen", [])], file="new.txt", state="new")
    answer = post(f"/projects/{project.pk}/pick-count", {"pick": pick, "include": include})
    assert answer.json() == {"documents": count}


def test_documents_of_a_list_are_counted_once(add: Any, post: Any, project: Any) -> None:
    first, second = add([("The screen", []), ("A zoom", [])])
    pick = {"documents": [first.pk, second.pk], "q": "zoom"}
    assert post(f"/projects/{project.pk}/pick-count", {"pick": pick}).json() == {"documents": 2}
