"""The straight line through the API: import, freeze, train, deploy, call."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.client import Answer, Client

pytestmark = [pytest.mark.slow]

QUICK = {"epochs": 12, "early_stopping": 12}
LINES = [
    ("The {p} has a lovely {f} .", "O {P} O O O {F} O"),
    ("I bought the {p} for its {f} .", "O O O {P} O O {F} O"),
    ("Its {f} is poor , says my friend .", "O {F} O O O O O O O"),
    ("We took the {p} to the sea .", "O O O {P} O O O O"),
]
NAMES = ["Canon G3", "Sony CE-7RM3", "Lumora X200", "Nikon 4300", "Vento Q1", "Pixa 90"]
FEATURES = ["zoom", "battery life", "image quality", "flash", "eye focus", "menu"]


def tags(label: str, words: str) -> str:
    return " ".join([f"B-{label}", *[f"I-{label}"] * (len(words.split(" ")) - 1)])


def corpus() -> tuple[bytes, bytes]:
    """144 labelled sentences as two parallel files."""
    texts, tagged = [], []
    for p in NAMES:
        for f in FEATURES:
            for words, pattern in LINES:
                texts.append(words.format(p=p, f=f))
                tagged.append(
                    pattern.replace("{P}", tags("PNAME", p)).replace("{F}", tags("PFEATURE", f))
                )
    return "\n".join(texts).encode() + b"\n", "\n".join(tagged).encode() + b"\n"


@pytest.fixture(scope="module")
def api(embedded: Any) -> Client:
    return Client(embedded.url, embedded.token())


def walk(api: Client) -> dict[str, Any]:
    """From an empty project to an answering address."""
    words, labels = corpus()
    project = api.post("/projects", {"name": "Line", "task": "ner"})["id"]
    files = {"file": ("words.txt", words), "tags": ("tags.txt", labels)}
    preview = api.upload(f"/projects/{project}/imports/preview", files)
    assert (preview["format"], preview["errors"], preview["sentences"]) == ("two_files", [], 144)
    made = api.upload(f"/projects/{project}/imports", files, format="two_files")
    assert api.until_over(f"/imports/{made['id']}")["written"] == 144
    feature_set = api.post(
        f"/projects/{project}/feature-sets",
        {
            "name": "first",
            "split": {
                "kind": "random",
                "train": 0.7,
                "dev": 0.1,
                "test": 0.2,
                "seed": 13,
                "group": None,
            },
        },
    )
    api.until_over(f"/feature-sets/{feature_set['id']}")
    preset = next(p for p in api.get("/presets") if p["name"] == "bilstm_crf")
    recipe = preset["recipe"] | {"algorithm": preset["recipe"]["algorithm"] | QUICK}
    run = api.post(f"/feature-sets/{feature_set['id']}/runs", {"recipe": recipe, "name": "quick"})
    api.until_over(f"/runs/{run['id']}", seconds=300)
    deployed = api.post(f"/runs/{run['id']}/deploy", {"name": "line"})
    api.until_over(f"/deployments/{deployed['id']}", seconds=60)
    return {
        "project": project,
        "feature_set": feature_set["id"],
        "run": run["id"],
        "deployment": deployed,
    }


@pytest.fixture(scope="module")
def walked(api: Client) -> dict[str, Any]:
    return walk(api)


def predict(deployment: dict[str, Any], body: Any, key: str | None = None) -> Any:
    client = Client(deployment["url"], key or deployment["key"])
    return json.loads(
        client.send(
            "POST", deployment["url"], json.dumps(body).encode(), Content_Type="application/json"
        )
    )


def test_the_deployed_model_finds_what_it_learned(walked: dict[str, Any]) -> None:
    answer = predict(walked["deployment"], {"text": "The Canon G3 has a lovely battery life ."})
    found = [(e["text"], e["label"]) for e in answer["entities"]]
    assert found == [("Canon G3", "PNAME"), ("battery life", "PFEATURE")]
    assert all(0 < e["score"] <= 1 for e in answer["entities"])


def test_the_report_tells_the_score_of_what_is_served(api: Client, walked: dict[str, Any]) -> None:
    report = api.get(f"/runs/{walked['run']}/report")
    assert report["entity"]["micro"]["f1"] > 0.8
    assert set(report["entity"]["labels"]) == {"PNAME", "PFEATURE"}


def test_the_snippets_work_as_they_stand(
    api: Client, walked: dict[str, Any], tmp_path: Path
) -> None:
    deployment = walked["deployment"]
    snippets = api.get(f"/deployments/{deployment['id']}")["snippets"]
    assert all(deployment["url"] in code for code in snippets.values())
    told = {name: code.replace("YOUR_KEY", deployment["key"]) for name, code in snippets.items()}
    (tmp_path / "call.mjs").write_text(told["javascript"])
    commands = {
        "curl": ["bash", "-c", told["curl"]],
        "python": [sys.executable, "-c", told["python"]],
        "javascript": ["node", str(tmp_path / "call.mjs")],
    }
    for name, command in commands.items():
        if shutil.which(command[0]):
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            assert (done.returncode, "PNAME" in done.stdout) == (0, True), (
                name,
                done.stdout,
                done.stderr,
            )


def test_the_page_knows_when_a_key_was_last_used(api: Client, walked: dict[str, Any]) -> None:
    deployment = walked["deployment"]
    predict(deployment, {"text": "The Canon G3 ."})
    keys = f"/deployments/{deployment['id']}"
    assert wait_for(lambda: api.get(keys)["keys"][0]["last_used_at"])


def test_a_wrong_key_is_refused_and_a_rotated_one_too(api: Client, walked: dict[str, Any]) -> None:
    deployment = walked["deployment"]
    with pytest.raises(Answer) as refused:
        predict(deployment, {"text": "x"}, key="twd_wrong")
    assert refused.value.status == 401
    fresh = api.post(f"/deployments/{deployment['id']}/rotate-key")["key"]
    api.until_over(f"/deployments/{deployment['id']}")
    assert wait_for(lambda: predict(deployment, {"text": "The Canon G3 ."}, key=fresh))
    assert wait_for(lambda: status_of(deployment, deployment["key"]) == 401)
    deployment["key"] = fresh


def test_a_stopped_deployment_does_not_answer_and_a_started_one_does(
    api: Client, walked: dict[str, Any]
) -> None:
    deployment = walked["deployment"]
    api.post(f"/deployments/{deployment['id']}/stop")
    assert wait_for(lambda: status_of(deployment, deployment["key"]) in (401, 404))
    api.post(f"/deployments/{deployment['id']}/start")
    assert wait_for(lambda: status_of(deployment, deployment["key"]) == 200)


def status_of(deployment: dict[str, Any], key: str) -> int:
    try:
        predict(deployment, {"text": "The Canon G3 ."}, key=key)
    except Answer as refused:
        return refused.status
    return 200


def wait_for(true: Any, seconds: float = 15) -> bool:
    import time

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return True
        except Answer:
            pass
        time.sleep(0.1)
    return False


@pytest.mark.services
def test_the_same_line_on_postgresql_redis_and_an_s3_store(
    postgres: str, redis: str, s3: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from tests.journeys.conftest import household

    env = {"TAGWRIGHT_DATABASE": postgres, "TAGWRIGHT_BROKER": redis, **s3}
    with household(tmp_path, env, "--no-demo") as grown:
        api = Client(grown.url, grown.token())
        walked = walk(api)
        test_the_deployed_model_finds_what_it_learned(walked)
        shutil.rmtree(grown.home / "files")  # only a cache there: the truth is in the store
        assert api.send("GET", f"/projects/{walked['project']}/export?format=two_files")
        run = api.post(f"/feature-sets/{walked['feature_set']}/runs", {"preset": "bilstm_crf"})
        api.post(f"/runs/{run['id']}/stop")
    assert not os.path.exists(grown.home / "tagwright.sqlite3")
