"""The gallery: cards drawn from the run, seen by whom the owner allows, tried within limits."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deployments import cards, featuring
from deployments.models import Featured, Visit
from deployments.services import Report, heard
from workspace import files

pytestmark = pytest.mark.django_db
ANYONE = Client()
SCORE = {"f1": 0.8, "precision": 0.82, "recall": 0.78, "support": 100, "predicted": 95}
REPORT = {
    "part": "test",
    "parts": {"train": {"sentences": 4000, "tokens": 80_000, "entities": 900}},
    "entity": {
        "micro": SCORE,
        "labels": {"PNAME": SCORE, "PFEATURE": SCORE | {"f1": 0.4, "support": 12}},
    },
    "fit": {"verdict": "overfit", "message": "It knows its examples by heart."},
    "recut": {"delta": -0.03, "message": "Plain text scores lower."},
}


@pytest.fixture
def deployed(post: Any, make_run: Any, tmp_path: Path) -> Any:
    """A deployment that a serving process says is live, of a run with a report."""
    run = make_run()
    (tmp_path / "report.json").write_text(json.dumps(REPORT))
    type(run).objects.filter(pk=run.pk).update(
        report_hash=files.keep(tmp_path / "report.json")[0],
        recipe={"algorithm": {"kind": "bilstm_crf", "encoder": {"kind": "bilstm", "units": 77}}},
    )
    made = post(f"/runs/{run.pk}/deploy").json()
    heard([Report(made["slug"], 1, "live", "")])
    return made


def feature(post: Any, deployed: Any, **body: Any) -> Any:
    answer = post(f"/deployments/{deployed['id']}/feature", body)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def attempt(slug: str, text: str = "The Sony rocks", by: Any = ANYONE, **more: Any) -> Any:
    path = f"/api/v1/gallery/{slug}/try"
    return by.post(path, {"text": text}, content_type="application/json", **more)


def test_p3_the_owner_only_edits_what_was_drafted_from_the_report(
    post: Any, get: Any, deployed: Any
) -> None:
    draft = get(f"/deployments/{deployed['id']}/feature").json()
    assert not draft["featured"]
    assert not Featured.objects.exists()
    assert "4,000 labelled sentences" in draft["summary"]
    assert "F1 0.800" in draft["limits"]
    assert "Weakest is PFEATURE (F1 0.400)" in draft["limits"]
    assert "fewer than 30 examples: PFEATURE" in draft["limits"]
    assert "by heart" in draft["limits"]
    assert "“First”" in draft["intended_use"]
    words = {row["name"]: row["value"] for row in draft["facts"]["recipe"]}
    assert words["Algorithm"] == "BiLSTM-CRF"
    assert "77" in words["Encoder"]
    made = feature(post, deployed, summary="Finds cameras.")
    assert (made["featured"], made["summary"]) == (True, "Finds cameras.")
    assert made["limits"] == draft["limits"]


def test_p3_a_public_card_needs_no_sign_in_and_an_own_one_only_a_member(
    post: Any, deployed: Any, client_of: Any, annotator: Any, stranger: Any
) -> None:
    path = f"/api/v1/gallery/{deployed['slug']}"
    feature(post, deployed)
    seen = {"anyone": ANYONE, "stranger": client_of(stranger), "member": client_of(annotator)}
    assert {name: by.get(path).status_code for name, by in seen.items()} == {
        "anyone": 404, "stranger": 404, "member": 200,
    }  # fmt: skip
    assert attempt(deployed["slug"]).status_code == 404
    assert ANYONE.get("/api/v1/gallery").json()["results"] == []
    assert len(seen["member"].get("/api/v1/gallery").json()["results"]) == 1
    feature(post, deployed, public=True)
    assert [by.get(path).status_code for by in seen.values()] == [200, 200, 200]
    assert ANYONE.get("/api/v1/gallery").json()["results"][0]["f1"] == 0.8


def test_p3_nothing_of_the_project_but_the_card_is_told(post: Any, deployed: Any) -> None:
    feature(post, deployed, public=True, example="An example of my own.")
    said = ANYONE.get(f"/api/v1/gallery/{deployed['slug']}").json()
    assert set(said) == {
        "slug", "name", "public", "summary", "labels", "f1", "answers", "intended_use", "limits",
        "example", "facts", "since", "text_limit",
    }  # fmt: skip
    assert said["example"] == "An example of my own."
    text = json.dumps(said)
    assert deployed["key"] not in text
    assert "Reviews" not in text, "the project's name"
    assert "olga" not in text, "the owner's name"
    assert ANYONE.get(f"/api/v1/deployments/{deployed['id']}").status_code == 401


def test_p3_a_model_is_tried_without_key_and_sign_in(
    post: Any, deployed: Any, settings: Any
) -> None:
    feature(post, deployed, public=True)
    settings.SERVING_INTERNAL_URL = "http://127.0.0.1:9"
    away = attempt(deployed["slug"])
    assert (away.status_code, away.json()["code"]) == (503, "serving_away")
    long = attempt(deployed["slug"], "x" * 2_001)
    assert (long.status_code, long.json()["errors"][0]["at"]) == (400, ["text"])
    post(f"/deployments/{deployed['id']}/stop")
    assert attempt(deployed["slug"]).json()["code"] == "stopped"


def test_who_tries_too_often_is_told_how_long_to_wait(
    post: Any, deployed: Any, settings: Any
) -> None:
    feature(post, deployed, public=True)
    settings.SERVING_INTERNAL_URL = "http://127.0.0.1:9"
    now, card = timezone.now(), Featured.objects.get()
    here = featuring.visitor("127.0.0.1")
    for second in range(featuring.PER_CLIENT):
        Visit.objects.create(
            featured=card, who=here, at=now - timedelta(seconds=40 - second), pk=second + 1
        )
    full = attempt(deployed["slug"])
    assert (full.status_code, full.json()["code"]) == (429, "too_many")
    assert 15 <= int(full.headers["Retry-After"]) <= 20
    assert attempt(deployed["slug"], REMOTE_ADDR="10.0.0.9").status_code == 503, "another client"
    Visit.objects.filter(who=here).update(at=now - timedelta(seconds=61))
    assert attempt(deployed["slug"]).status_code == 503
    assert Visit.objects.filter(who=here).count() == 1, "what is older than a minute is forgotten"


def test_all_visitors_of_a_model_together_have_a_share(post: Any, deployed: Any) -> None:
    feature(post, deployed, public=True)
    now, card = timezone.now(), Featured.objects.get()
    Visit.objects.bulk_create(
        Visit(featured=card, who=str(n), at=now) for n in range(featuring.PER_MODEL)
    )
    assert attempt(deployed["slug"]).status_code == 429


def test_the_neighbours_of_one_ipv6_network_are_one_visitor() -> None:
    one, same, other = "2001:db8:1:2::5", "2001:db8:1:2:ffff::9", "2001:db8:1:3::5"
    assert featuring.visitor(one) == featuring.visitor(same) != featuring.visitor(other)
    assert "2001" not in featuring.visitor(one)


def test_another_sites_page_cannot_spend_a_visitors_tries(post: Any, deployed: Any) -> None:
    """What a page may send to another site unasked is a form; only JSON is read here."""
    feature(post, deployed, public=True)
    path = f"/api/v1/gallery/{deployed['slug']}/try"
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert ANYONE.post(path, '{"text": "t"}', content_type=kind).status_code == 415
    assert not Visit.objects.exists()


def test_a_signed_in_try_needs_the_form_token(post: Any, deployed: Any, owner: Any) -> None:
    feature(post, deployed, public=True)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert attempt(deployed["slug"], by=strict).json()["code"] == "csrf"


def test_the_card_follows_the_model_that_answers(
    post: Any, client: Any, deployed: Any, make_run: Any
) -> None:
    feature(post, deployed, public=True)
    path = f"/api/v1/deployments/{deployed['id']}"
    other = make_run("Second")
    assert client.patch(path, {"run": other.pk}, content_type="application/json").status_code == 200
    said = ANYONE.get(f"/api/v1/gallery/{deployed['slug']}").json()
    assert said["facts"]["run"] == "Second"
    assert said["f1"] is None


def test_unfeatured_or_deleted_it_is_gone(post: Any, client: Any, deployed: Any) -> None:
    feature(post, deployed, public=True)
    card = f"/api/v1/gallery/{deployed['slug']}"
    assert client.delete(f"/api/v1/deployments/{deployed['id']}/feature").status_code == 204
    assert ANYONE.get(card).status_code == 404
    feature(post, deployed, public=True)
    assert client.delete(f"/api/v1/deployments/{deployed['id']}").status_code == 204
    assert ANYONE.get(card).status_code == 404


def test_a_recipe_that_cannot_be_read_any_more_has_no_words() -> None:
    assert cards.recipe_words({"algorithm": {"kind": "long gone"}}) == []
