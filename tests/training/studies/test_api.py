"""Studies over HTTP."""

from typing import Any

import pytest

from training.studies import services
from training.studies.plans import PLAN

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = {
    "algorithm": {"kind": "bilstm_crf", "encoder": {"kind": "bilstm", "units": 12}, "epochs": 2}
}


@pytest.fixture
def begin(feature_set: Any, post: Any) -> Any:
    def send(plan: dict[str, Any], **more: Any) -> Any:
        body = {"plan": plan, "recipe": SMALL, **more}
        return post(f"/feature-sets/{feature_set.pk}/studies", body)

    return send


def test_a_study_is_begun_listed_and_shown_with_its_trials(
    begin: Any, get: Any, project: Any
) -> None:
    made = begin({"kind": "folds", "folds": 4}, name="How sure?")
    assert made.status_code == 202
    study = made.json()
    assert (study["name"], study["state"], study["planned"]) == ("How sure?", "running", 4)
    services.step(study["id"])
    (listed,) = get(f"/projects/{project.pk}/studies").json()["results"]
    shown = get(f"/studies/{study['id']}").json()
    trials = shown.pop("trials")
    assert shown == listed
    assert shown["begun"] == len(trials) >= 1
    assert trials[0]["name"] == "How sure? · fold 1 of 4"
    assert trials[0]["part"]["folds"] == 4


def test_runs_of_a_study_are_not_among_those_that_stand_for_themselves(
    begin: Any, get: Any, project: Any
) -> None:
    study = begin({"kind": "seeds", "runs": 2}).json()
    services.step(study["id"])
    assert get(f"/projects/{project.pk}/runs").json()["results"] == []
    assert len(get(f"/projects/{project.pk}/runs?studies=1").json()["results"]) >= 1
    run = get(f"/studies/{study['id']}").json()["trials"][0]["run"]
    assert get(f"/runs/{run}").json()["study"] == study["id"]


def test_a_list_of_studies_costs_the_same_whatever_they_hold(
    begin: Any, get: Any, project: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        services.step(begin({"kind": "seeds", "runs": 3}).json()["id"])
    with django_assert_num_queries(4):  # session, user, project, studies
        assert len(get(f"/projects/{project.pk}/studies").json()["results"]) == 3


def test_what_a_search_can_change_is_offered_for_any_recipe(post: Any) -> None:
    offered = post("/search-space", {"recipe": SMALL}).json()
    by_path = {one["dimension"]["path"]: one for one in offered}
    assert by_path["algorithm.encoder.units"]["usual"]
    assert by_path["algorithm.learning_rate"]["dimension"]["log"]
    assert not by_path["algorithm.decoder.legal_only"]["usual"]


def test_a_wrong_space_is_refused_at_its_place(begin: Any) -> None:
    space = [{"kind": "range", "path": "algorithm.encoder.units", "low": 0.0, "high": 10.0}]
    answer = begin({"kind": "search", "space": space})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["at"] == ["plan", "space", 0]


def test_a_study_is_stopped_and_deleted(begin: Any, post: Any, get: Any, client: Any) -> None:
    study = begin({"kind": "seeds", "runs": 2}).json()
    assert post(f"/studies/{study['id']}/stop").json()["stop_asked"]
    services.step(study["id"])
    assert get(f"/studies/{study['id']}").json()["state"] == "cancelled"
    assert client.delete(f"/api/v1/studies/{study['id']}").status_code == 204
    assert get(f"/studies/{study['id']}").status_code == 404


def test_the_form_of_a_study_says_in_plain_words_what_each_answers(get: Any) -> None:
    schema = get("/plan-schema").json()
    titles = {one["title"] for one in schema["$defs"].values()}
    assert {"Find good settings", "Cross-validation", "Several seeds", "Learning curve"} <= titles
    assert PLAN.validate_python({"kind": "search"}).trials == 20
