"""Deploy, stop, rotate and try against a real serving process that follows a real web."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deployments import services
from tests.deployments.conftest import predict, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TEXT = "The Sony CE-7RM3 rocks."


def answering(url: str, key: str) -> Any:
    def look() -> Any:
        try:
            status, answer = predict(url, key, {"text": TEXT})
        except OSError:
            return None
        return answer if status == 200 else None

    return until(look, "an answer")


def test_a_deployment_answers_stops_starts_and_changes_its_key(
    serving: str, post: Any, get: Any, make_run: Any
) -> None:
    made = post(f"/runs/{make_run().pk}/deploy").json()
    url, path = made["url"], f"/deployments/{made['id']}"
    assert "entities" in answering(url, made["key"])
    until(lambda: get(path).json()["state"] == "live", "the state live")
    assert predict(url, "twk_wrong", {"text": TEXT})[0] == 401

    fresh = post(f"{path}/rotate-key").json()["key"]
    answering(url, fresh)
    until(lambda: predict(url, made["key"], {"text": TEXT})[0] == 401, "the end of the old key")

    post(f"{path}/stop")
    until(lambda: predict(url, fresh, {"text": TEXT})[0] in (401, 404), "the end of the answers")
    post(f"{path}/start")
    answering(url, fresh)
    until(lambda: get(path).json()["state"] == "live", "the state live again")


def test_pointing_an_address_at_another_run_never_stops_its_answers(
    serving: str, post: Any, get: Any, client: Any, make_run: Any
) -> None:
    made = post(f"/runs/{make_run().pk}/deploy").json()
    answering(made["url"], made["key"])
    path = f"/deployments/{made['id']}"
    client.patch(f"/api/v1{path}", {"run": make_run().pk}, content_type="application/json")

    def look() -> bool:
        assert predict(made["url"], made["key"], {"text": TEXT})[0] == 200
        return bool(get(path).json()["state"] == "live")

    until(look, "the state live")


def test_the_page_tries_a_text_without_a_key(serving: str, post: Any, make_run: Any) -> None:
    made = post(f"/runs/{make_run().pk}/deploy").json()
    expected = answering(made["url"], made["key"])
    tried = post(f"/deployments/{made['id']}/try", {"text": TEXT})
    assert (tried.status_code, tried.json()) == (200, expected)


def test_damaged_bytes_fail_with_the_reason_and_others_go_on(
    serving: str, post: Any, get: Any, make_run: Any, owner: Any
) -> None:
    good = post(f"/runs/{make_run().pk}/deploy").json()
    answering(good["url"], good["key"])
    run = make_run()
    run.bundle_files = run.bundle_files | {"words.onnx": run.bundle_files["vocabulary.json"]}
    run.save()
    bad = services.deploy(run, by=owner).deployment
    type(bad).objects.filter(pk=bad.pk).update(bundle=run.bundle_files["golden.json"])
    services.stop(bad, by=owner)
    services.start(bad, by=owner)
    path = f"/deployments/{bad.pk}"
    until(lambda: get(path).json()["state"] == "failed", "the state failed")
    assert get(path).json()["error"]
    answering(good["url"], good["key"])


def test_p2_the_snippets_run_as_they_are_shown(
    serving: str, post: Any, get: Any, make_run: Any, tmp_path: Path
) -> None:
    made = post(f"/runs/{make_run().pk}/deploy").json()
    answering(made["url"], made["key"])
    shown = get(f"/deployments/{made['id']}").json()["snippets"]
    code = {name: text.replace("YOUR_KEY", made["key"]) for name, text in shown.items()}
    (tmp_path / "call.py").write_text(code["python"])
    (tmp_path / "call.mjs").write_text(code["javascript"])
    commands = {
        "curl": ["bash", "-c", code["curl"]],
        "python": [sys.executable, str(tmp_path / "call.py")],
        "node": ["node", str(tmp_path / "call.mjs")],
    }
    said = {}
    for name, command in commands.items():
        if shutil.which(name) or name == "python":
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 0, (name, done.stderr)
            said[name] = done.stdout
    assert '"entities"' in said.get("curl", '"entities"')
    sample = get(f"/deployments/{made['id']}").json()["sample"]
    found = predict(made["url"], made["key"], {"text": sample})[1]["entities"]
    assert found
    for entity in found:
        assert f"{entity['label']} {entity['text']}" in said["python"]
        assert f"{entity['label']} {entity['text']}" in said.get("node", said["python"])
