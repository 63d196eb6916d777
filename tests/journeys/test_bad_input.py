"""Bad input against a running household: each case is refused in a sentence, and stores nothing."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.bad_uploads import CONLL, REQUESTS, UPLOADS, file
from tests.journeys.conftest import Household
from tests.journeys.door import SECONDS, Door, Part, refused, told

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(embedded: Household) -> Household:
    return embedded


@pytest.fixture(scope="module")
def door(house: Household) -> Door:
    door = Door(house)
    for name in ("P", "Q"):
        door.send("POST", f"{door.base}/labels", {"name": name})
    texts = [f"Sony CE{i} rocks." for i in range(4)]
    ids = door.send("POST", f"{door.base}/documents", {"texts": texts}).body["ids"]
    for number in ids:
        body = {"spans": [{"start": 0, "end": 4, "label": "P"}], "state": "done"}
        door.send("PUT", f"/documents/{number}/annotation", body, If_Match='"1"')
    return door


@pytest.fixture(autouse=True)
def _nothing_is_stored(door: Door) -> Iterator[None]:
    before = door.stored()
    yield
    assert door.stored() == before


@pytest.mark.parametrize("parts", UPLOADS.values(), ids=UPLOADS.keys())
def test_a_damaged_file_is_refused_with_its_place(door: Door, parts: list[Part]) -> None:
    seen = door.multipart("/imports/preview", parts)
    if seen.status == 200:
        assert seen.seconds < SECONDS
        assert seen.body["error_count"] or len(seen.body["labels"]) > 500
    else:
        assert refused(seen)["errors"][0]["at"]
    answer = door.multipart("/imports", parts)
    if answer.status != 202:
        assert refused(answer)["errors"][0]["at"]
        return
    done = door.over(f"/imports/{answer.body['id']}")
    assert (done["state"], done["written"]) == ("failed", 0)
    told(done["error"])


@pytest.mark.parametrize("parts", REQUESTS.values(), ids=REQUESTS.keys())
def test_a_wrong_upload_is_refused_at_once(door: Door, parts: list[Part]) -> None:
    for path in ("/imports/preview", "/imports"):
        assert refused(door.multipart(path, parts))["errors"][0]["at"]


def test_a_file_above_the_limit_is_refused(door: Door) -> None:
    refused(door.multipart("/imports", file(b"a\n" * (101 << 20), "text")), 413)


# Forms -------------------------------------------------------------------------------------------

RANDOM = {"kind": "random", "train": 0.5, "dev": 0.25, "test": 0.25}
FORMS: dict[str, tuple[str, str, Any]] = {
    f"{method} {path} {json.dumps(body)[:60]}": (method, path, body)
    for method, path, bodies in [
        ("POST", "/projects", [
            {}, [], 5, None, {"name": " "}, {"name": 5}, {"name": "x" * 121}, {"name": "\u200b"},
            {"name": "a\u202eb"}, {"name": "a\nb"}, {"name": "a", "task": "evil"},
            {"name": "a", "tokenizer": "evil"}, {"name": "a", "evil": 1},
        ]),
        ("POST", "/tokens", [{}, {"name": ""}, {"name": "x" * 81}]),
        ("POST", "{base}/members", [
            {}, {"username": ""}, {"username": "a b"}, {"username": "b\u200bob"},
            {"username": "bob", "role": "admin"},
        ]),
        ("POST", "{base}/labels", [
            {"name": "x" * 65}, {"name": "\u200b"}, {"name": "a\tb"}, {"name": "O"},
            {"name": "R", "key": "a"}, {"name": "R", "key": "12"}, {"name": "R", "color": 9},
            {"name": "R", "color": True},
        ]),
        ("POST", "{base}/documents", [
            {}, {"texts": []}, {"texts": ["ok", " "]}, {"texts": "abc"}, {"texts": ["a" * 2000]},
            {"texts": ["a"], "split": "evil"}, {"texts": ["a"] * 1001},
        ]),
        ("POST", "{base}/feature-sets", [
            {"name": "f", "split": RANDOM | change} for change in (
                {"test": 0.3}, {"dev": -0.25, "test": 0.75}, {"train": 0, "test": 0.75},
                {"train": "0.5"}, {"train": True}, {"seed": -1}, {"seed": 2**31}, {"seed": 1.5},
                {"group": "evil"}, {"include": "evil"}, {"evil": 1}, {"kind": "evil"},
                {"kind": None},
            )
        ]),
        ("POST", "{base}/feature-sets", [
            {"name": "f", "target": "no such layer"},
            {"name": "f", "split": {"kind": "picked", "test": {"documents": [1]}}},
            {"name": "f", "split": {"kind": "picked", "test": {"documents": [2**70]}}},
            {"name": "f", "split": {"kind": "picked", "test": {"label": "ZZ"}}},
            {"name": "f", "split": {"kind": "picked", "train": None, "rest": None}},
        ]),
    ]
    for body in bodies
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), FORMS.values(), ids=FORMS.keys())
def test_an_impossible_value_is_refused(door: Door, method: str, path: str, body: Any) -> None:
    refused(door.send(method, path.replace("{base}", door.base), body))


@pytest.mark.parametrize("name", ["p", "P\u200b", " P ", "P"])
def test_a_label_that_looks_like_another_is_refused(door: Door, name: str) -> None:
    refused(door.send("POST", f"{door.base}/labels", {"name": name}), 409)


BODIES = {
    "nothing": b"",
    "half": b"{",
    "a key twice": b'{"name": "a", "name": "b"}',
    "half a surrogate": b'{"name": "\\ud800"}',
    "NUL": b'{"name": "a\\u0000"}',
    "NaN": b'{"name": NaN}',
    "not UTF-8": b'{"name": "\xff"}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES.keys())
def test_a_broken_body_is_refused(door: Door, raw: bytes) -> None:
    refused(door.send("POST", "/projects", raw))


def test_a_large_body_and_a_strange_one_are_refused(door: Door) -> None:
    refused(door.send("POST", "/projects", b'"' + b"a" * (3 << 20) + b'"'), 413)
    refused(door.send("POST", "/projects", b"<a/>", Content_Type="text/xml"), 415)


RECIPES: list[tuple[list[str], Any]] = [
    *((["algorithm", "epochs"], bad) for bad in (0, -1, 1001, 2**31, 2**70, "7", True, 1.5, None)),
    *((["algorithm", "encoder", "units"], bad) for bad in (0, -1, 4097, "100")),
    *((["algorithm", "encoder", "dropout"], bad) for bad in (1, -0.1, 0.96)),
    *((["algorithm", "learning_rate"], bad) for bad in (1e9, 0, -1, 1e-9, "fast")),
    *((["algorithm", "batch_size"], bad) for bad in (0, -1, 4097, "x")),
    *((["algorithm", "kind"], bad) for bad in ("evil", None, 5)),
    (["algorithm", "words"], {"kind": "pretrained", "file": "a" * 64}),
    (["algorithm", "words"], {"kind": "pretrained", "file": "../../etc/passwd"}),
    *((["device"], bad) for bad in ("cuda:99", "gpu", "cuda:-1", 5)),
    *((["seed"], bad) for bad in (-1, 2**32, 1.5)),
    *((["metrics"], bad) for bad in ([], ["evil"], "f1")),
    (["evil"], 1),
]


@pytest.fixture(scope="module")
def feature_set(door: Door) -> int:
    made = door.send("POST", f"{door.base}/feature-sets", {"name": "f", "split": RANDOM})
    assert door.over(f"/feature-sets/{made.body['id']}", 60)["state"] == "done"
    return int(made.body["id"])


@pytest.mark.parametrize(("path", "bad"), RECIPES, ids=str)
def test_an_impossible_recipe_is_refused_before_it_waits(
    door: Door, feature_set: int, path: list[str], bad: Any
) -> None:
    presets = door.send("GET", "/presets").body
    recipe = place = next(p["recipe"] for p in presets if p["name"] == "bilstm_crf")
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = bad
    error = refused(door.send("POST", f"/feature-sets/{feature_set}/runs", {"recipe": recipe}))
    at, wanted = error["errors"][0]["at"], ["recipe", *path]
    assert at[: len(wanted)] == wanted[: len(at)]
    assert len(at) > 1
    assert door.send("GET", f"{door.base}/runs").body["results"] == []


# Saves and lists ---------------------------------------------------------------------------------

SPANS: dict[str, Any] = {
    "inside a token": [{"start": 1, "end": 4, "label": "P"}],
    "that overlap": [{"start": 0, "end": 4, "label": "P"}, {"start": 0, "end": 8, "label": "Q"}],
    "of an unknown label": [{"start": 0, "end": 4, "label": "ZZ"}],
    "before the text": [{"start": -1, "end": 4, "label": "P"}],
    "behind the text": [{"start": 0, "end": 2**70, "label": "P"}],
    "that are empty": [{"start": 4, "end": 4, "label": "P"}],
    "that run backwards": [{"start": 4, "end": 0, "label": "P"}],
    "in quotes": [{"start": "0", "end": 4, "label": "P"}],
    "that are true": [{"start": False, "end": 4, "label": "P"}],
    "without a label": [{"start": 0, "end": 4}],
    "that are no list": 5,
}


def first(door: Door) -> int:
    return int(door.send("GET", f"{door.base}/documents").body["results"][0]["id"])


@pytest.mark.parametrize("spans", SPANS.values(), ids=SPANS.keys())
def test_wrong_spans_are_refused_by_their_place(door: Door, spans: Any) -> None:
    path = f"/documents/{first(door)}/annotation"
    error = refused(door.send("PUT", path, {"spans": spans}, If_Match='"2"'))
    assert error["errors"][0]["at"][0] == "spans"


@pytest.mark.parametrize(
    ("version", "status"),
    [("", 428), ("abc", 400), ("*", 400), ("-1", 400), ('"2", "3"', 400), ("1", 412), ("9", 412)],
)  # fmt: skip
def test_a_save_on_another_version_is_refused(door: Door, version: str, status: int) -> None:
    path = f"/documents/{first(door)}/annotation"
    refused(door.send("PUT", path, {"spans": []}, If_Match=version), status)


@pytest.mark.parametrize(
    "query",
    ["cursor=abc", "cursor=-1", f"cursor={9**30}", "limit=1.5", "limit=-5", "state=evil",
     "source=abc", "q=%00", "label=%00", "cursor=%D9%A3"],
)  # fmt: skip
def test_a_list_refuses_what_it_cannot_page(door: Door, query: str) -> None:
    refused(door.send("GET", f"{door.base}/documents?{query}"))


@pytest.mark.parametrize(
    "path",
    [f"/projects/{10**30}", f"/documents/{2**63}", "/projects/-1", "/projects/abc", "/runs/0"],
)
def test_what_is_not_there_is_not_found(door: Door, path: str) -> None:
    refused(door.send("GET", path), 404)


@pytest.mark.parametrize(
    "query", ["", "?format=evil", "?format=conll&scheme=evil", "?format=conll&encoding=evil"]
)
def test_an_export_refuses_before_it_sends(door: Door, query: str) -> None:
    refused(door.send("GET", f"{door.base}/export{query}"))


def test_the_household_is_well_after_all_of_it(house: Household, door: Door) -> None:
    assert urllib.request.urlopen(f"{house.url}/readyz", timeout=10).status == 200
    assert "Traceback" not in (house.home / "logs" / "web.log").read_text("utf-8", "replace")
    assert "Traceback" not in (house.home / "logs" / "worker.log").read_text("utf-8", "replace")
    good = door.multipart("/imports/preview", file(CONLL, "conll"))
    assert (good.status, good.body["error_count"]) == (200, 0)
