"""The int8 form of a deployment: made on request, measured beside fp32, used only if it passed."""

import json
from pathlib import Path
from typing import Any

import pytest

from deployments import precision
from deployments.models import Deployment, Int8
from deployments.queries import catalogue
from featuresets.models import FeatureSet
from kernel import sentences
from kernel.bio import spans_of
from kernel.sentences import Sentence
from kernel.text import tokenize
from training.tagger.runtime import load
from workspace import files
from workspace.models import File, Job

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = ("The Sony CE-7RM3 rocks.", "A Canon EOS 5D with a sharp lens!", "It rocks", "The Nikon Z6")
FIGURES = {
    "fp32": {"f1": 0.81, "bytes": 800_000, "one_milliseconds": 0.4, "words_per_second": 9e4},
    "int8": {"f1": 0.8095, "bytes": 210_000, "one_milliseconds": 0.3, "words_per_second": 5e4},
    "part": "test", "entities": 9000, "limit": 0.002, "passed": True,
}  # fmt: skip


@pytest.fixture
def run(make_run: Any, small_bundle: Path, tmp_path: Path) -> Any:
    """A run whose feature set has a test part that its model reads without a fault."""
    found, tagger, lines = make_run(), load(small_bundle), []
    for number, text in enumerate(TEXTS):
        tokens = tokenize(text)
        words = [text[start:end] for start, end in tokens]
        spans = spans_of(tagger.tag([words])[0].tags)
        lines.append(sentences.write(Sentence(1, number, "", text, list(tokens), spans, {})))
    kept = {}
    for name, content in (("test", "\n".join(lines) + "\n"), ("manifest", '{"task": "ner"}')):
        (tmp_path / name).write_text(content)
        kept[name] = [files.keep(tmp_path / name)[0]]
    FeatureSet.objects.update(files={"train": [], "dev": [], **kept})
    File.objects.bulk_create(
        File(
            project=found.project, sha256=sha256, size=1, name=f"run {found.pk}/{name}", kind="run"
        )
        for name, sha256 in found.bundle_files.items()
    )
    found.refresh_from_db()
    return found


def deployed(post: Any, run: Any, **body: Any) -> Any:
    answer = post(f"/runs/{run.pk}/deploy", body)
    assert answer.status_code == 201, answer.json()
    return f"/deployments/{answer.json()['id']}"


def change(client: Any, path: str, **body: Any) -> Any:
    return client.patch(f"/api/v1{path}", body, content_type="application/json")


def served() -> Any:
    (entry,) = catalogue()["deployments"]
    return entry


def test_int8_is_measured_on_request_and_chosen_when_it_passed(
    post: Any, get: Any, client: Any, run: Any, run_jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = deployed(post, run)
    before = served()
    assert change(client, path, precision="int8").json()["code"] == "not_passed"
    assert post(f"{path}/int8").status_code == 202
    assert post(f"{path}/int8").json()["code"] == "busy"
    run_jobs()
    shown = get(path).json()
    figures = shown["int8"]["figures"]
    assert figures["fp32"]["f1"] == 1
    assert figures["part"] == "test"
    assert (
        f"F1 is {figures['int8']['f1']:.4f} in int8 and 1.0000 in fp32" in shown["int8"]["verdict"]
    )
    assert (shown["precision"], served()) == ("fp32", before), "nothing changes by measuring"
    Int8.objects.update(figures=figures | {"passed": True})
    chosen = change(client, path, precision="int8").json()
    assert (chosen["precision"], chosen["state"]) == ("int8", "starting")
    after = served()
    assert after["bundle"] != before["bundle"]
    assert after["files"]["sentence.onnx"] != before["files"]["sentence.onnx"]
    assert after["files"]["words.onnx"] == before["files"]["words.onnx"]
    assert after["version"] == before["version"] + 1
    assert change(client, path, precision="fp32").json()["precision"] == "fp32"
    assert served()["bundle"] == before["bundle"]


@pytest.mark.parametrize(("limit", "becomes"), [(1.0, "int8"), (-1.0, "fp32")])
def test_deployed_with_int8_it_changes_by_itself_if_it_passed(
    post: Any, get: Any, run: Any, run_jobs: Any, monkeypatch: pytest.MonkeyPatch,
    limit: float, becomes: str, tmp_path: Path,
) -> None:  # fmt: skip
    path = deployed(post, run, precision="int8")
    assert get(path).json()["precision"] == "fp32", "until it is measured"
    real = precision.asking.ask

    def ask(*given: Any) -> None:
        """The real measuring, judged by another limit."""
        *rest, hear = given

        def heard(said: dict[str, Any]) -> None:
            if found := said.get("figures"):
                lost = found["fp32"]["f1"] - found["int8"]["f1"]
                said = said | {"figures": found | {"passed": lost <= limit}}
            hear(said)

        real(*rest, heard)

    monkeypatch.setattr(precision.asking, "ask", ask)
    run_jobs()
    shown = get(path).json()
    assert shown["int8"]["state"] == "done", shown["int8"]["error"]
    assert shown["precision"] == becomes
    assert shown["int8"]["passed"] == (becomes == "int8")


def test_the_form_goes_with_its_model_and_with_its_deployment(
    post: Any, get: Any, client: Any, run: Any, run_jobs: Any, make_run: Any
) -> None:
    path = deployed(post, run)
    post(f"{path}/int8")
    run_jobs()
    made = Int8.objects.get()
    small = made.files["sentence.onnx"]
    assert files.exists(small)
    other = make_run("Second")
    change(client, path, run=other.pk)
    assert get(path).json()["int8"] is None
    assert not files.exists(small)
    assert files.exists(run.bundle_files["words.onnx"]), "which the run still has"
    assert not File.objects.filter(kind="int8").exists()
    assert not Job.objects.filter(kind="deployments.int8").exists()
    post(f"{path}/int8")
    assert client.delete(f"/api/v1{path}").status_code == 204
    assert not Int8.objects.exists()


def test_a_model_without_a_network_has_no_int8(post: Any, run: Any) -> None:
    path = deployed(post, run)
    Deployment.objects.update(files={"bundle.json": "0" * 64, "features.json": "0" * 64})
    assert post(f"{path}/int8").json()["code"] == "no_network"


def test_the_figures_are_said_in_words() -> None:
    said = precision.verdict(FIGURES)
    assert "F1 is 0.8095 in int8 and 0.8100 in fp32 on the test part (9,000 entities)" in said
    assert "it may be used" in said
    assert "0.300 ms instead of 0.400 ms, which is 1.3 times as fast" in said
    assert "1.8 times slower, because int8 reads one sentence at a time" in said
    slow = json.loads(json.dumps(FIGURES)) | {"passed": False}
    slow["int8"]["one_milliseconds"] = 0.8
    said = precision.verdict(slow)
    assert "more than 0.002 is lost" in said
    assert "which is 2.0 times slower" in said
