"""Each system of the checklist through the product: start, report, deploy, open the bundle."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from training.tagger.runtime import Tagger, load
from workspace import files

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "The Canon 7 has a good zoom"


@pytest.fixture
def trained_by(
    post: Any, get: Any, feature_set: Any, run_jobs: Any, tmp_path: Path
) -> Callable[..., Tagger]:
    """Train an algorithm through the API, deploy it, and open what was deployed."""

    def train(**algorithm: Any) -> Tagger:
        started = post(f"/feature-sets/{feature_set.pk}/runs", {"recipe": {"algorithm": algorithm}})
        assert started.status_code == 202, started.json()
        (job,) = run_jobs()
        assert job.state == "done", job.error
        run = get(f"/runs/{started.json()['id']}").json()
        assert run["epochs"]
        report = get(f"/runs/{run['id']}/report").json()
        assert report["entity"]["micro"]["f1"] > 0.5
        deployed = post(f"/runs/{run['id']}/deploy")
        assert deployed.status_code == 201, deployed.json()
        return opened(run["id"], tmp_path)

    return train


def opened(number: int, folder: Path) -> Tagger:
    """The run's bundle, every byte out of the store."""
    from training.models import Run

    for name, sha256 in Run.objects.get(pk=number).bundle_files.items():
        with files.path(sha256) as place:
            (folder / name).write_bytes(place.read_bytes())
    return load(folder)


def labels(tagger: Tagger) -> list[tuple[str, str]]:
    (entities,) = tagger.answer([TEXT])
    return [(one.text, one.label) for one in entities]


EXPECTED = [("Canon 7", "PNAME"), ("zoom", "PFEATURE")]


@pytest.mark.slow
def test_a7_a_stack_lstm_trains_reports_and_deploys(trained_by: Any) -> None:
    tagger = trained_by(
        kind="stack_lstm", words={"kind": "random", "dimension": 16}, epochs=10, batch_size=8,
        encoder={"kind": "none", "dropout": 0.1}, learning_rate=0.02,
        decoder={"kind": "transitions", "units": 16, "dropout": 0.1},
    )  # fmt: skip
    assert labels(tagger)[-1] == EXPECTED[-1]


@pytest.mark.slow
def test_a9_a_linear_crf_with_features_of_its_own_trains_reports_and_deploys(
    trained_by: Any,
) -> None:
    templates = {"kind": "custom", "lines": ["bias[0]", "lower[-1]", "lower[0]", "shape[0]"]}
    assert labels(trained_by(kind="linear_crf", templates=templates)) == EXPECTED


@pytest.mark.slow
def test_a10_an_hmm_trains_reports_and_deploys(trained_by: Any) -> None:
    assert labels(trained_by(kind="hmm"))[-1] == EXPECTED[-1]


@pytest.mark.slow
def test_a11_a_memm_trains_reports_and_deploys(trained_by: Any) -> None:
    assert labels(trained_by(kind="memm")) == EXPECTED


@pytest.mark.slow
def test_a12_a_token_classifier_trains_reports_and_deploys(trained_by: Any) -> None:
    assert labels(trained_by(kind="token_classifier")) == EXPECTED


def test_a7_a_stack_lstm_is_refused_before_the_start_where_tokens_have_tags(
    post: Any, freeze: Any
) -> None:
    made = freeze(target="pos")
    body = {"recipe": {"algorithm": {"kind": "stack_lstm"}}}
    refused = post(f"/feature-sets/{made.pk}/runs", body)
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert error["at"] == ["recipe", "algorithm", "kind"]
    assert "one tag per token" in error["message"]


def test_a9_a_template_that_cannot_be_read_is_refused_at_its_field(
    post: Any, feature_set: Any
) -> None:
    templates = {"kind": "custom", "lines": ["colour[0]"]}
    body = {"recipe": {"algorithm": {"kind": "linear_crf", "templates": templates}}}
    refused = post(f"/feature-sets/{feature_set.pk}/runs", body)
    assert refused.status_code == 400
    error = refused.json()["errors"][0]
    assert error["at"][:4] == ["recipe", "algorithm", "templates", "lines"]
    assert "colour[0]" in error["message"]
