"""What reports add up to, over HTTP: significance, outside models, other test sets, why, texts."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from training import significance
from training.models import Reading, Run
from workspace.models import File, Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Each test has a file store of its own."""
    significance.counted.cache_clear()
    significance.difference.cache_clear()


@pytest.fixture
def twin(done: Any, start: Any) -> Any:
    """Another run with the very same predictions."""
    other = start()
    Run.objects.filter(pk=other.pk).update(
        report_hash=done.report_hash, predictions_hash=done.predictions_hash
    )
    Job.objects.filter(pk=other.job.pk).update(state="done")
    return other


def test_n1_equal_predictions_have_p_one_and_an_interval_that_holds_zero(
    get: Any, project: Any, done: Any, twin: Any
) -> None:
    found = get(f"/projects/{project.pk}/compare?runs={done.pk},{twin.pk}").json()
    (pair,) = found["pairs"]
    assert (pair["one"], pair["two"]) == (f"run {done.pk}", f"run {twin.pk}")
    assert (pair["p"], pair["difference"]) == (1.0, 0.0)
    assert pair["interval"][0] <= 0.0 <= pair["interval"][1]
    assert "equally good" in pair["message"]
    assert found["scores"][0]["intervals"][0][0] <= found["scores"][0]["values"][0]


def test_n1_a_real_difference_is_said_to_be_one(
    get: Any, project: Any, done: Any, twin: Any, tmp_path: Any
) -> None:
    from training import queries
    from workspace import files

    rows = list(queries.predictions(done))
    for row in rows:
        row["predicted"] = []
    (tmp_path / "p").write_text("".join(json.dumps(row) + "\n" for row in rows))
    worse = files.put(project, tmp_path / "p", name="p", kind="run").sha256
    Run.objects.filter(pk=twin.pk).update(predictions_hash=worse)
    (pair,) = get(f"/projects/{project.pk}/compare?runs={done.pk},{twin.pk}").json()["pairs"]
    assert pair["difference"] < -0.5
    assert pair["p"] < 0.01
    assert pair["message"].startswith(f"“{done.name}” is")
    assert "real" in pair["message"]


def test_n1_several_comparisons_raise_each_others_p() -> None:
    assert significance.holm([0.01, 0.04, 0.5]) == pytest.approx([0.03, 0.08, 0.5])
    assert significance.holm([0.03, 0.03]) == [0.06, 0.06]
    assert significance.holm([0.9, 0.8]) == [1.0, 1.0]
    assert significance.holm([]) == []


def upload(client: Any, feature_set: Any, text: str, **words: str) -> Any:
    file = SimpleUploadedFile("answers.conll", text.encode())
    return client.post(f"/api/v1/feature-sets/{feature_set.pk}/answers", {"file": file, **words})


def conll(done: Any, rename: Callable[[str], str] = str) -> str:
    """The test part as another program would have answered it: all right, in its own labels."""
    from training import queries

    lines = []
    for row in queries.predictions(done):
        tags = ["O"] * len(row["tokens"])
        for start, end, label in row["gold"]:
            name = rename(label)
            tags[start:end] = [f"B-{name}"] + [f"I-{name}"] * (end - start - 1)
        for (start, end), tag in zip(row["tokens"], tags, strict=True):
            lines.append(f"{row['text'][start:end]}\t{tag}")
        lines.append("")
    return "\n".join(lines) + "\n"


def test_v6_an_uploaded_prediction_file_compares_like_a_run(
    client: Any, get: Any, project: Any, done: Any, run_jobs: Any
) -> None:
    answer = upload(client, done.feature_set, conll(done), format="conll")
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    run_jobs()
    reading = get(f"/readings/{answer.json()['id']}").json()
    assert reading["state"] == "done", reading["error"]
    assert (reading["headline"]["f1"], reading["run"]) == (1.0, None)
    path = f"/projects/{project.pk}/compare?runs={done.pk}&readings={reading['id']}"
    found = get(path).json()
    assert found["same_test"]
    assert [column["name"] for column in found["columns"]] == [done.name, "answers.conll"]
    assert found["scores"][0]["values"] == [done.headline["f1"], 1.0]
    assert len(found["pairs"]) == 1
    assert get(f"/readings/{reading['id']}/report").json()["baselines"]
    listed = get(f"/projects/{project.pk}/readings").json()["results"]
    assert [row["id"] for row in listed] == [reading["id"]]


def test_v6_foreign_labels_are_mapped_by_a_table_and_scored_again(
    client: Any, get: Any, done: Any, run_jobs: Any
) -> None:
    theirs = conll(done, lambda label: {"PNAME": "PRODUCT"}.get(label, label))
    number = upload(client, done.feature_set, theirs).json()["id"]
    run_jobs()
    before = get(f"/readings/{number}").json()
    assert set(before["left_out"]) == {"PRODUCT"}
    assert before["headline"]["recall"] < 1.0
    path = f"/api/v1/readings/{number}"
    wrong = client.patch(path, {"labels": {"PRODUCT": "X"}}, content_type="application/json")
    assert wrong.json()["errors"][0]["at"] == ["labels"]
    client.patch(path, {"labels": {"PRODUCT": "PNAME"}}, content_type="application/json")
    run_jobs()
    after = get(f"/readings/{number}").json()
    assert (after["headline"]["f1"], after["left_out"]) == (1.0, {})
    named = client.patch(path, {"name": "Theirs"}, content_type="application/json")
    assert named.json()["name"] == "Theirs"


def test_answers_that_lack_sentences_fail_with_their_sentence(
    client: Any, get: Any, done: Any, run_jobs: Any
) -> None:
    number = upload(client, done.feature_set, "Sony\tB-PNAME\n\n").json()["id"]
    run_jobs()
    found = get(f"/readings/{number}").json()
    assert (found["state"], found["error"]["code"]) == ("failed", "unmatched")
    assert get(f"/readings/{number}/report").json()["code"] == "not_done"


def test_a_finished_run_is_scored_on_another_test_set(
    get: Any, post: Any, done: Any, run_jobs: Any
) -> None:
    path = f"/feature-sets/{done.feature_set_id}/readings"
    answer = post(path, {"run": done.pk, "part": "dev"})
    assert answer.status_code == 202
    run_jobs()
    found = get(f"/readings/{answer.json()['id']}").json()
    assert (found["state"], found["run"]["name"]) == ("done", done.name)
    report = get(f"/readings/{found['id']}/report").json()
    assert report["part"] == "dev"
    assert report["size"]["sentences"] == done.feature_set.counts["dev"]
    assert {one["group"] for one in report["slices"]} >= {"training", "entity length"}


@pytest.mark.parametrize("body", [{}, {"run": 1, "program": "en"}, {"program": "a b"}])
def test_a_reading_needs_one_reader(post: Any, feature_set: Any, body: dict[str, Any]) -> None:
    assert post(f"/feature-sets/{feature_set.pk}/readings", body).status_code == 400


def test_a_reading_by_nobody_or_of_nothing_is_refused(
    post: Any, start: Any, done: Any, feature_set: Any
) -> None:
    path = f"/feature-sets/{feature_set.pk}/readings"
    assert post(path, {"run": 9999}).status_code == 404
    assert post(path, {"run": start().pk}).json()["code"] == "not_done"
    type(feature_set).objects.update(counts={"train": 3, "dev": 0, "test": 3})
    assert post(path, {"run": done.pk, "part": "dev"}).json()["code"] == "no_sentences"


def test_a_reading_is_deleted_with_its_files_and_with_its_run(
    client: Any, get: Any, post: Any, done: Any, run_jobs: Any
) -> None:
    number = upload(client, done.feature_set, conll(done)).json()["id"]
    post(f"/feature-sets/{done.feature_set_id}/readings", {"run": done.pk})
    run_jobs()
    assert File.objects.filter(kind="reading").count() == 7  # one upload, three written by each
    assert client.delete(f"/api/v1/readings/{number}").status_code == 204
    assert get(f"/readings/{number}").status_code == 404
    assert client.delete(f"/api/v1/runs/{done.pk}").status_code == 204
    assert not Reading.objects.exists()
    assert not File.objects.filter(kind="reading").exists()


def test_a_project_goes_with_its_readings(
    client: Any, done: Any, run_jobs: Any, owner: Any, project: Any
) -> None:
    from training import services

    upload(client, done.feature_set, conll(done))
    run_jobs()
    services.delete_all(project, by=owner)
    assert not Reading.objects.exists()
    assert not Run.objects.exists()


def test_n14_a_run_says_why_a_text_got_its_tags(post: Any, start: Any, done: Any) -> None:
    found = post(f"/runs/{done.pk}/why", {"text": "The Sony 3 has a good zoom"}).json()
    assert found["tags"][0] == "O"
    (sentence,) = found["sentences"]
    assert sentence["tokens"] == ["The", "Sony", "3", "has", "a", "good", "zoom"]
    assert 2 <= len(sentence["paths"]) <= 5
    for one in sentence["paths"]:
        assert one["score"] == pytest.approx(sum(one["emissions"]) + sum(one["transitions"]))
    size = len(found["tags"])
    assert [len(row) for row in found["transitions"]["matrix"]] == [size] * size
    assert post(f"/runs/{start().pk}/why", {"text": "a"}).json()["code"] == "not_done"
    assert post(f"/runs/{done.pk}/why", {"text": ""}).status_code == 400


@pytest.mark.parametrize("view", ["entities", "tags", "tags_inside"])
def test_v1_the_classification_report_is_downloaded_as_text(get: Any, done: Any, view: str) -> None:
    answer = get(f"/runs/{done.pk}/report.txt?view={view}")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert "attachment" in answer["Content-Disposition"]
    assert ("accuracy" in text) == (view == "tags")
    assert ("micro avg" in text) == (view != "tags")
    assert "PNAME" in text
    assert get(f"/runs/{done.pk}/report.txt?view=odd").status_code == 400


def test_v1_the_downloaded_text_is_seqevals_own(get: Any, done: Any) -> None:
    from seqeval.metrics import classification_report

    from kernel import bio
    from kernel.text import Span
    from training import queries

    read: list[list[list[str]]] = [[], []]
    for row in queries.predictions(done):
        for side, name in enumerate(("gold", "predicted")):
            spans = [Span(*span[:3]) for span in row[name]]
            read[side].append(bio.tags_of(len(row["tokens"]), spans))
    expected = classification_report(*read, zero_division=0)
    assert get(f"/runs/{done.pk}/report.txt").content.decode() == expected


def test_installed_programs_are_named_without_loading_them(get: Any) -> None:
    import sys

    found = get("/outside-programs").json()
    assert isinstance(found["spacy"], bool)
    assert isinstance(found["pipelines"], list)
    assert "spacy" not in sys.modules
