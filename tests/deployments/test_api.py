"""Deployments over HTTP: what is shown, who may, and what the catalogue says of it."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from deployments.models import PULSE, Deployment, DeploymentKey
from deployments.services import Report, heard
from workspace import services as workspace
from workspace.models import Event, Pulse

pytestmark = pytest.mark.django_db


def deploy(post: Any, run: Any, **body: Any) -> Any:
    answer = post(f"/runs/{run.pk}/deploy", body)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_p1_deploying_gives_an_address_and_a_key_that_is_shown_once(
    post: Any, get: Any, make_run: Any, settings: Any
) -> None:
    made = deploy(post, make_run(), name="Küchen Tagger")
    assert made["slug"].startswith("kuchen-tagger-")
    assert made["url"] == f"{settings.SERVING_URL}/predict/{made['slug']}"
    assert made["state"] == "starting"
    shown = get(f"/deployments/{made['id']}")
    assert made["key"] not in shown.content.decode()
    assert shown.json()["keys"][0]["prefix"] == made["key"][:10]
    assert set(shown.json()["labels"]) == {"PNAME", "PFEATURE"}
    key = DeploymentKey.objects.get()
    assert key.hash == hashlib.sha256(made["key"].encode()).hexdigest()


def test_a_name_without_latin_letters_still_gives_an_address(post: Any, make_run: Any) -> None:
    assert deploy(post, make_run(), name="微博")["slug"].startswith("model-")


def test_a_replayed_deploy_makes_nothing_new_and_shows_no_key(post: Any, make_run: Any) -> None:
    path = f"/runs/{make_run().pk}/deploy"
    first = post(path, {}, **{"Idempotency-Key": "d"})
    again = post(path, {}, **{"Idempotency-Key": "d"})
    assert first.json()["key"]
    assert again.json() == first.json() | {"key": None}
    assert Deployment.objects.count() == 1


@pytest.mark.parametrize("state", ["queued", "running", "failed", "cancelled"])
def test_only_a_run_that_is_done_is_deployed(post: Any, make_run: Any, state: str) -> None:
    answer = post(f"/runs/{make_run(state=state).pk}/deploy")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_done")


def test_a_run_that_answers_cannot_be_deleted(post: Any, client: Any, make_run: Any) -> None:
    run = make_run()
    made = deploy(post, run)
    refused = client.delete(f"/api/v1/runs/{run.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "deployed")
    assert client.delete(f"/api/v1/deployments/{made['id']}").status_code == 204
    assert client.delete(f"/api/v1/runs/{run.pk}").status_code == 204


def test_the_state_is_what_the_serving_process_says_of_this_version(
    post: Any, get: Any, make_run: Any
) -> None:
    made = deploy(post, make_run())
    path = f"/deployments/{made['id']}"
    heard([Report(made["slug"], 99, "live", "")])
    assert get(path).json()["state"] == "starting"
    heard([Report(made["slug"], 1, "live", "")])
    assert get(path).json()["state"] == "live"
    heard([Report(made["slug"], 1, "failed", "checksum_mismatch: damaged")])
    failed = get(path).json()
    assert (failed["state"], failed["error"]) == ("failed", "checksum_mismatch: damaged")
    assert post(f"{path}/start").json()["state"] == "starting"
    assert post(f"{path}/stop").json()["state"] == "stopped"
    heard([Report(made["slug"], 1, "live", "")])
    assert get(path).json()["state"] == "stopped"


def test_a_deployment_is_renamed_and_keeps_its_address(
    post: Any, client: Any, make_run: Any
) -> None:
    made = deploy(post, make_run())
    answer = client.patch(
        f"/api/v1/deployments/{made['id']}", {"name": "New"}, content_type="application/json"
    )
    assert (answer.json()["name"], answer.json()["slug"]) == ("New", made["slug"])


def test_an_address_can_answer_with_another_runs_model(
    post: Any, client: Any, make_run: Any, owner: Any
) -> None:
    made, other, open_run = deploy(post, make_run()), make_run("Second"), make_run(state="failed")
    heard([Report(made["slug"], 1, "live", "")])
    path = f"/api/v1/deployments/{made['id']}"

    def point(run: int) -> Any:
        return client.patch(path, {"run": run}, content_type="application/json")

    changed = point(other.pk).json()
    assert (changed["run"]["name"], changed["slug"]) == ("Second", made["slug"])
    assert changed["state"] == "starting"
    assert point(open_run.pk).json()["code"] == "not_done"
    stranger = workspace.make_project(by=owner, name="Other")
    type(open_run).objects.filter(pk=open_run.pk).update(project=stranger)
    assert point(open_run.pk).status_code == 404


def test_a_household_without_a_serving_process_does_not_claim_to_answer(
    post: Any, get: Any, make_run: Any
) -> None:
    made = deploy(post, make_run())
    heard([Report(made["slug"], 1, "live", "")])
    Pulse.objects.filter(name=PULSE).update(at=timezone.now() - timedelta(minutes=5))
    shown = get(f"/deployments/{made['id']}").json()
    assert shown["state"] == "starting"
    assert "No serving process" in shown["error"]


def test_rotating_gives_a_new_key_and_revokes_the_old_one(
    post: Any, get: Any, make_run: Any
) -> None:
    made = deploy(post, make_run())
    fresh = post(f"/deployments/{made['id']}/rotate-key").json()
    assert fresh["key"] != made["key"]
    keys = get(f"/deployments/{made['id']}").json()["keys"]
    assert [key["prefix"] for key in keys] == [fresh["key"][:10]]


def test_the_list_shows_what_one_may_see(
    post: Any, get: Any, client_of: Any, make_run: Any, stranger: Any, reviewer: Any
) -> None:
    run = make_run()
    deploy(post, run)
    seen = [get("/deployments", by=client_of(user)) for user in (stranger, reviewer)]
    assert [len(answer.json()["results"]) for answer in seen] == [0, 1]
    path = f"/deployments?project={run.project_id}"
    assert len(get(path).json()["results"]) == 1
    assert get(path, by=client_of(stranger)).status_code == 404


def test_who_may_read_and_who_may_change_a_deployment(
    post: Any, get: Any, client_of: Any, make_run: Any, stranger: Any, annotator: Any, reviewer: Any
) -> None:
    run = make_run()
    path = f"/deployments/{deploy(post, run)['id']}"
    for user, reads, writes in ((stranger, 404, 404), (annotator, 403, 403), (reviewer, 200, 403)):
        by = client_of(user)
        assert get(path, by=by).status_code == reads
        for act in ("start", "stop", "rotate-key"):
            assert post(f"{path}/{act}", by=by).status_code == writes
        assert post(f"/runs/{run.pk}/deploy", by=by).status_code == writes
        assert by.delete(f"/api/v1{path}").status_code == writes


def test_every_change_is_in_the_projects_story(post: Any, client: Any, make_run: Any) -> None:
    made = deploy(post, make_run())
    post(f"/deployments/{made['id']}/stop")
    client.delete(f"/api/v1/deployments/{made['id']}")
    kinds = Event.objects.filter(kind__startswith="deployment.").values_list("kind", flat=True)
    assert list(kinds) == ["deployment.made", "deployment.stopped", "deployment.deleted"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:8401", "this computer only"),
        ("http://[::1]:8401", "this computer only"),
        ("http://localhost:8401", "this computer only"),
        ("https://tagger.example.org", "every computer that can reach tagger.example.org"),
    ],
)
def test_the_page_says_from_where_it_is_reachable(
    post: Any, get: Any, make_run: Any, settings: Any, url: str, said: str
) -> None:
    settings.SERVING_URL = url
    found = get(f"/deployments/{deploy(post, make_run())['id']}").json()
    assert found["reachable"]["from"] == said
    assert found["reachable"]["how"]
    assert all(f"{url}/predict/{found['slug']}" in code for code in found["snippets"].values())


def test_trying_without_a_serving_process_says_so(post: Any, make_run: Any, settings: Any) -> None:
    settings.SERVING_INTERNAL_URL = "http://127.0.0.1:9"
    path = f"/deployments/{deploy(post, make_run())['id']}"
    answer = post(f"{path}/try", {"text": "The Sony rocks"})
    assert (answer.status_code, answer.json()["code"]) == (503, "serving_away")
    post(f"{path}/stop")
    assert post(f"{path}/try", {"text": "x"}).json()["code"] == "stopped"


def test_a_list_costs_the_same_however_long_it_is(
    post: Any, get: Any, make_run: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(4):
        deploy(post, make_run())
    with django_assert_num_queries(4):  # session, user, deployments, keys
        assert len(get("/deployments").json()["results"]) == 4
