"""A labelled file against a deployed model: figures, verdicts, downloads, and what goes wrong."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deployments import rows
from deployments.models import Evaluation
from training.tagger.runtime import load
from workspace.models import File, Job

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = [
    ["The", "Sony", "CE-7RM3", "rocks", "."],
    ["A", "Canon", "EOS", "5D", "with", "a", "sharp", "lens", "!"],
    ["=1+1", "It", "rocks"],
    ["The", "Nikon", "Z6", "and", "its", "lens"],
]


@pytest.fixture
def deployed(post: Any, make_run: Any) -> Any:
    return post(f"/runs/{make_run().pk}/deploy").json()


@pytest.fixture
def own_answers(small_bundle: Path) -> list[list[str]]:
    """What the model itself says: a truth that it meets in full."""
    return [one.tags for one in load(small_bundle).tag(WORDS)]


def conll(tags: list[list[str]]) -> bytes:
    blocks = [
        "".join(f"{word} {tag}\n" for word, tag in zip(words, row, strict=True))
        for words, row in zip(WORDS, tags, strict=True)
    ]
    return "\n".join(blocks).encode()


def send(client: Any, deployed: Any, data: bytes, to: str = "", **fields: str) -> Any:
    file = SimpleUploadedFile("truth.conll", data)
    path = f"/api/v1/deployments/{deployed['id']}/evaluations{to}"
    return client.post(path, {"file": file, "format": "conll"} | fields)


def evaluate(client: Any, deployed: Any, data: bytes, run_jobs: Any) -> Any:
    answer = send(client, deployed, data)
    assert answer.status_code == 202, answer.json()
    run_jobs()
    return client.get(f"/api/v1/evaluations/{answer.json()['id']}").json()


def test_p5_an_uploaded_file_is_compared_with_the_truth_and_its_rows_downloaded(
    client: Any, deployed: Any, own_answers: list[list[str]], run_jobs: Any
) -> None:
    truth = [list(row) for row in own_answers]
    truth[3] = ["O", "B-LENS", "I-LENS", "O", "O", "O"]
    found = evaluate(client, deployed, conll(truth), run_jobs)
    assert (found["state"], found["file"], found["model"]) == (
        "done",
        "truth.conll",
        "Camera tagger",
    )
    report = found["report"]
    assert report["unknown_labels"] == ["LENS"]
    assert report["entity"]["labels"]["LENS"]["recall"] == 0
    path = f"/api/v1/evaluations/{found['id']}"
    every = client.get(f"{path}/rows?limit=200").json()["results"]
    counted = dict.fromkeys(rows.VERDICTS, 0)
    for row in every:
        counted[row["verdict"]] += 1
    micro = report["entity"]["micro"]
    assert counted["right"] == round(micro["precision"] * micro["predicted"])
    for kind in ("missed", "spurious", "boundary", "label"):
        assert counted[kind] == report["errors"][kind]
    assert {row["sentence"] for row in every} == {1, 2, 3, 4}, "every sentence has a row"
    wrong = client.get(f"{path}/rows?verdict=wrong").json()["results"]
    assert {row["sentence"] for row in wrong} == {4}
    assert wrong[0]["text"] == "The Nikon Z6 and its lens"
    lens = client.get(f"{path}/rows?label=LENS").json()["results"]
    assert [row["truth"]["text"] for row in lens] == ["Nikon Z6"]
    (first, *_), more = (
        client.get(f"{path}/rows?limit=1").json()[name] for name in ("results", "next")
    )
    assert client.get(f"{path}/rows?cursor={more}&limit=1").json()["results"] == [every[1]]
    assert first == every[0]

    table = b"".join(client.get(f"{path}/download?format=csv").streaming_content).decode()
    head, *body = list(csv.reader(io.StringIO(table)))
    assert tuple(head) == rows.COLUMNS
    assert len(body) == len(every)
    texts = [line[head.index("text")] for line in body]
    assert "'=1+1 It rocks" in texts, "no cell of the download is a formula"
    lines = b"".join(client.get(f"{path}/download?format=jsonl").streaming_content).splitlines()
    assert [json.loads(line) | {"id": n} for n, line in enumerate(lines, 1)] == every


def test_p5_a_model_that_says_the_truth_has_no_wrong_row(
    client: Any, deployed: Any, own_answers: list[list[str]], run_jobs: Any
) -> None:
    found = evaluate(client, deployed, conll(own_answers), run_jobs)
    assert found["report"]["entity"]["micro"]["f1"] == 1
    path = f"/api/v1/evaluations/{found['id']}/rows"
    assert client.get(f"{path}?verdict=wrong").json()["results"] == []
    right = client.get(f"{path}?verdict=right").json()["results"]
    assert all(0 < row["answer"]["score"] <= 1 for row in right)
    assert right


def test_what_was_understood_is_shown_first(client: Any, deployed: Any) -> None:
    tags = [["O"] * len(words) for words in WORDS]
    tags[0] = ["O", "B-LENS", "O", "O", "O"]
    seen = send(client, deployed, conll(tags), "/preview").json()
    assert (seen["sentences"], seen["spans"]) == (4, 1)
    assert seen["unknown_labels"] == ["LENS"]
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    ("data", "format", "code"),
    [
        (b'{"text": "Sony"}\nnot JSON\n', "jsonl", "bad_file"),
        (b"\n\n", "conll", "empty"),
        (b"Only a text.\n", "text", "unlabelled"),
    ],
)
def test_a_file_that_cannot_be_compared_says_why(
    client: Any, deployed: Any, run_jobs: Any, data: bytes, format: str, code: str
) -> None:
    answer = send(client, deployed, data, format=format)
    assert answer.status_code == 202, answer.json()
    run_jobs()
    found = client.get(f"/api/v1/evaluations/{answer.json()['id']}").json()
    assert (found["state"], found["error"]["code"]) == ("failed", code)
    refused = client.get(f"/api/v1/evaluations/{found['id']}/rows")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_done")
    assert not File.objects.filter(kind="evaluation").exists(), "the upload is let go"


def test_nothing_is_left_of_an_evaluation_that_goes(
    client: Any, deployed: Any, own_answers: list[list[str]], run_jobs: Any
) -> None:
    found = evaluate(client, deployed, conll(own_answers), run_jobs)
    files = File.objects.filter(kind="evaluation")
    assert [one.name for one in files] == [f"evaluation {found['id']}"], "the upload is let go"
    assert client.delete(f"/api/v1/evaluations/{found['id']}").status_code == 204
    assert not files.all().exists()
    send(client, deployed, conll(own_answers))
    assert client.delete(f"/api/v1/deployments/{deployed['id']}").status_code == 204
    assert not files.all().exists()
    assert not Evaluation.objects.exists()
    assert not Job.objects.filter(kind="deployments.evaluate").exists()


def test_an_evaluation_that_waits_can_be_cancelled(client: Any, deployed: Any) -> None:
    tags = [["O"] * len(words) for words in WORDS]
    queued = send(client, deployed, conll(tags)).json()
    path = f"/api/v1/evaluations/{queued['id']}"
    assert client.delete(path).status_code == 409
    assert client.post(f"{path}/cancel").json()["state"] == "cancelled"
    assert client.delete(path).status_code == 204


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\tx", "\r=1", "  =1", "＝1"])
def test_a_spreadsheet_reads_no_cell_as_a_formula(cell: str) -> None:
    assert rows.disarmed(cell) == f"'{cell}"
