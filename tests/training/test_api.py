"""Training over HTTP: the form, starting, looking, stopping, the report, comparing, files."""

import io
import json
import re
from itertools import islice
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.training.conftest import linear, recipe
from training.models import Run
from workspace import services as workspace
from workspace.models import Event, Job, Membership, User

pytestmark = pytest.mark.django_db(transaction=True)


def begin(post: Any, feature_set: Any, **body: Any) -> Any:
    return post(f"/feature-sets/{feature_set.pk}/runs", body)


def test_the_form_is_a_json_schema_and_the_presets_fill_it(get: Any, post: Any) -> None:
    schema = get("/recipe-schema").json()
    assert {"algorithm", "device", "seed", "metrics"} <= set(schema["properties"])
    presets = get("/presets").json()
    assert presets[0]["name"] == "bilstm_crf"
    assert presets[0]["recipe"]["algorithm"]["kind"] == "bilstm_crf"
    small = {one["name"]: one["sentences"] for one in presets if one["sentences"]}
    assert small == {"few_sentences": 1000}


def test_a_preset_starts_a_run_that_waits(
    post: Any, get: Any, feature_set: Any, project: Any
) -> None:
    answer = begin(post, feature_set, preset="camera_reviews", name="first")
    assert answer.status_code == 202
    run = answer.json()
    assert (run["state"], run["queue_position"], run["preset"]) == ("queued", 0, "camera_reviews")
    assert run["recipe"]["algorithm"]["learning_rate"] == 0.001
    assert begin(post, feature_set, preset="camera_reviews").json()["queue_position"] == 1
    listed = get(f"/projects/{project.pk}/runs").json()["results"]
    assert [row["name"] for row in listed] == ["BiLSTM-CRF 2", "first"]
    assert get(f"/runs/{run['id']}").json()["feature_set"]["name"] == "First"


def test_the_queue_is_chosen_by_what_the_recipe_needs(
    post: Any, feature_set: Any, settings: Any
) -> None:
    settings.GPUS = 1
    chosen = recipe().model_dump(mode="json")
    for device, queue in (("auto", "train.gpu"), ("cpu", "train.cpu"), ("cuda:0", "train.gpu")):
        run = begin(post, feature_set, recipe=chosen | {"device": device}).json()
        assert Job.objects.get(kind="training.run", object_id=run["id"]).queue == queue
    flat = begin(post, feature_set, recipe=linear().model_dump(mode="json")).json()
    assert Job.objects.get(kind="training.run", object_id=flat["id"]).queue == "train.cpu"
    refused = begin(post, feature_set, recipe=chosen | {"device": "cuda:1"})
    assert refused.json()["errors"][0]["at"] == ["recipe", "device"]


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("class_weights", {"kind": "given", "weights": ["O=0.5", "NOPE=2"]}),
        ("loss", {"kind": "softmax_margin", "labels": ["NOPE=2"]}),
    ],
)
def test_a_number_for_a_label_that_is_not_there_never_waits_in_the_queue(
    post: Any, feature_set: Any, field: str, named: dict[str, Any]
) -> None:
    chosen = recipe().model_dump(mode="json")
    chosen["algorithm"]["decoder"] |= {field: named}
    place = [name for name, value in named.items() if isinstance(value, list)]
    refused = begin(post, feature_set, recipe=chosen)
    (error,) = refused.json()["errors"]
    assert error["at"] == ["recipe", "algorithm", "decoder", field, *place]
    assert "NOPE" in error["message"]
    labels = {one["name"] for part in feature_set.summary["parts"] for one in part["labels"]}
    known = [re.sub("NOPE", sorted(labels)[0], one) for one in named[place[0]]]
    chosen["algorithm"]["decoder"][field] = named | {place[0]: known}
    assert begin(post, feature_set, recipe=chosen).status_code == 202


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("algorithm", "encoder", "units"), 0),
        (("algorithm", "encoder", "dropout"), 0.99),
        (("algorithm", "epochs"), 1001),
        (("algorithm", "epochs"), "7"),
        (("algorithm", "learning_rate"), 11),
        (("algorithm", "batch_size"), 0),
        (("algorithm", "unknown"), 1),
        (("device",), "tpu"),
        (("metrics",), []),
    ],
)
def test_an_impossible_value_is_refused_at_its_field(
    post: Any, feature_set: Any, place: tuple[str, ...], value: Any
) -> None:
    chosen = recipe().model_dump(mode="json")
    inner = chosen
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    answer = begin(post, feature_set, recipe=chosen)
    assert answer.status_code == 400
    assert [error["at"] for error in answer.json()["errors"]] == [["recipe", *place]]
    assert not Run.objects.exists()


def test_nothing_starts_without_a_recipe_or_a_known_preset(post: Any, feature_set: Any) -> None:
    assert begin(post, feature_set).status_code == 400
    unknown = begin(post, feature_set, preset="transformer")
    assert unknown.json()["errors"][0]["at"] == ["preset"]
    assert "bilstm_crf" in unknown.json()["message"]


def test_a_feature_set_that_is_not_done_trains_nothing(post: Any, feature_set: Any) -> None:
    Job.objects.filter(pk=feature_set.job.pk).update(state="running")
    assert begin(post, feature_set, preset="bilstm_crf").json()["code"] == "not_done"
    Job.objects.filter(pk=feature_set.job.pk).update(state="done")
    type(feature_set).objects.update(counts={"train": 0, "dev": 3, "test": 3})
    empty = begin(post, feature_set, preset="bilstm_crf").json()
    assert (empty["code"], empty["errors"][0]["at"]) == ("no_training_part", ["feature_set"])


def test_the_same_key_starts_one_run(post: Any, feature_set: Any) -> None:
    path, body = f"/feature-sets/{feature_set.pk}/runs", {"preset": "bilstm_crf"}
    first = post(path, body, **{"Idempotency-Key": "a"})
    second = post(path, body, **{"Idempotency-Key": "a"})
    assert first.json()["id"] == second.json()["id"]
    assert Run.objects.count() == 1


def test_the_estimate_is_shown_before_training(post: Any, feature_set: Any) -> None:
    chosen = recipe(batch_size="auto", learning_rate="auto").model_dump(mode="json")
    found = post(f"/feature-sets/{feature_set.pk}/estimate", {"recipe": chosen}).json()
    assert found["seconds"] > 0
    assert found["parameters"] > 1000
    assert found["batch"]["tokens"] > 0
    assert found["learning_rate"] > 0


def test_a_waiting_run_is_stopped_by_being_cancelled_and_resumes(post: Any, start: Any) -> None:
    run = start()
    assert post(f"/runs/{run.pk}/stop").json()["state"] == "cancelled"
    assert post(f"/runs/{run.pk}/stop").status_code == 409
    again = post(f"/runs/{run.pk}/resume")
    assert (again.status_code, again.json()["state"]) == (202, "queued")
    assert post(f"/runs/{run.pk}/resume").status_code == 409


def test_a_run_is_renamed_and_deleted(post: Any, get: Any, client: Any, start: Any) -> None:
    run = start()
    path = f"/api/v1/runs/{run.pk}"
    changed = client.patch(path, {"name": " Better "}, content_type="application/json")
    assert changed.json()["name"] == "Better"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert not Job.objects.filter(kind="training.run").exists()


def test_a_report_is_there_when_the_run_is_done(get: Any, start: Any, done: Any) -> None:
    early = get(f"/runs/{start().pk}/report")
    assert (early.status_code, early.json()["code"]) == (409, "not_done")
    report = get(f"/runs/{done.pk}/report").json()
    assert set(report["entity"]["labels"]) == {"PNAME", "PFEATURE"}
    shown = get(f"/runs/{done.pk}").json()
    assert shown["headline"]["f1"] == report["entity"]["micro"]["f1"]
    assert shown["deployable"]


def test_every_cell_of_the_confusion_opens_its_sentences(get: Any, done: Any) -> None:
    confusion = get(f"/runs/{done.pk}/report").json()["confusion"]
    for gold, row in zip(confusion["names"], confusion["matrix"], strict=True):
        for predicted, count in zip(confusion["names"], row, strict=True):
            path = f"/runs/{done.pk}/confusion?gold={gold}&predicted={predicted}&limit=200"
            found = get(path).json()["results"]
            assert bool(found) == bool(count)
            for sentence in found:
                ends = [(s["start"], s["end"]) for s in sentence["gold"] if s["label"] == gold]
                assert ends or gold == "O"


def test_the_errors_are_paged_by_kind_and_label(get: Any, done: Any) -> None:
    report = get(f"/runs/{done.pk}/report").json()
    for kind, count in report["errors"].items():
        found, cursor = [], 0
        while cursor is not None:
            answer = get(f"/runs/{done.pk}/errors?kind={kind}&limit=1&cursor={cursor}").json()
            found += answer["results"]
            cursor = answer["next"]
        assert len(found) == count
        for row in found:
            span = row["focus"]["gold"] or row["focus"]["predicted"]
            first, last = row["tokens"][span["start"]], row["tokens"][span["end"] - 1]
            assert row["text"][first[0] : last[1]].strip()
            assert row["label"] == span["label"]
    assert get(f"/runs/{done.pk}/errors?kind=odd").status_code == 400


def test_runs_on_the_same_test_part_compare(get: Any, project: Any, done: Any, start: Any) -> None:
    other = start(recipe())
    path = f"/projects/{project.pk}/compare?runs={done.pk},{other.pk}"
    assert get(path).json()["code"] == "not_done"
    Run.objects.filter(pk=other.pk).update(
        report_hash=done.report_hash, predictions_hash=done.predictions_hash
    )
    Job.objects.filter(pk=other.job.pk).update(state="done")
    found = get(path).json()
    assert found["same_test"]
    assert [run["id"] for run in found["runs"]] == [done.pk, other.pk]
    kinds = next(p for p in found["parameters"] if p["path"] == "algorithm.kind")
    assert kinds["values"] == ["linear_crf", "bilstm_crf"]
    assert not any(p["path"] == "seed" for p in found["parameters"])
    assert found["scores"][0]["name"] == "Entity F1"
    assert found["scores"][0]["values"][0] == done.headline["f1"]


@pytest.mark.parametrize("ids", ["", "1", "1,x", "1,1", "9998,9999", "1,2,3,4,5,6,7,8,9"])
def test_a_comparison_of_what_is_not_there_is_refused(get: Any, project: Any, ids: str) -> None:
    assert get(f"/projects/{project.pk}/compare?runs={ids}").status_code in (400, 404)


def test_the_events_of_a_run_are_read_after_a_number(get: Any, start: Any, owner: Any) -> None:
    run = start()
    for seq in (1, 2, 3):
        Event.objects.create(
            project=run.project, job=run.job, seq=seq, kind="epoch", data={"epoch": seq}
        )
    found = get(f"/runs/{run.pk}/events?since=1").json()
    assert [event["id"] for event in found["results"]] == [2, 3]
    assert (found["next"], found["state"]) == (3, "queued")


def told(pieces: Any, count: int) -> list[dict[str, Any]]:
    """The next events of a stream; what keeps the line alive passes by."""
    data = (piece.partition(b"data: ")[2] for piece in pieces)
    return list(islice((json.loads(piece) for piece in data if piece), count))


def test_the_events_of_a_run_stream_when_asked_for(get: Any, start: Any) -> None:
    run = start()
    Event.objects.create(project=run.project, job=run.job, seq=1, kind="log", data={"message": "a"})
    answer = get(f"/runs/{run.pk}/events", Accept="text/event-stream")
    assert answer.headers["Content-Type"] == "text/event-stream"
    log, whole = told(answer.streaming_content, 2)
    assert (log["kind"], log["data"]) == ("log", {"message": "a"})
    assert (whole["kind"], whole["data"]) == ("run", get(f"/runs/{run.pk}").json())
    Run.objects.filter(pk=run.pk).update(live={"done": 3, "total": 9})
    (change,) = told(answer.streaming_content, 1)
    assert change["data"] == {"live": {"done": 3, "total": 9}}
    answer.close()


def test_the_end_of_a_run_is_told_behind_all_that_it_said(get: Any, start: Any) -> None:
    run = start()
    answer = get(f"/runs/{run.pk}/events", Accept="text/event-stream")
    told(answer.streaming_content, 1)
    Job.objects.filter(pk=run.job.pk).update(state="failed")
    Event.objects.create(
        project=run.project, job=run.job, seq=1, kind="state", data={"state": "failed"}
    )
    said, end = told(answer.streaming_content, 2)
    assert (said["id"], said["kind"]) == (1, "state")
    assert (end["id"], end["data"]["state"]) == (1, "failed")
    answer.close()


def test_a_stream_ends_when_its_reader_leaves_the_project(get: Any, start: Any) -> None:
    run = start()
    answer = get(f"/runs/{run.pk}/events", Accept="text/event-stream")
    told(answer.streaming_content, 1)
    Membership.objects.filter(project=run.project).delete()
    assert told(answer.streaming_content, 1) == []


def upload(client: Any, project: Any, content: bytes, name: str = "glove.txt") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"/api/v1/projects/{project.pk}/files", {"file": file, "kind": "vectors"})


def test_a_file_of_vectors_is_looked_at_and_kept(client: Any, get: Any, project: Any) -> None:
    answer = upload(client, project, b"camera 0.1 0.2 0.3\nlens 0.4 0.5 0.6")
    assert answer.status_code == 201
    info = answer.json()["info"]
    assert (info["dimension"], info["words"], info["format"]) == (3, 2, "GloVe text")
    assert info["first_words"] == ["camera", "lens"]
    listed = get(f"/projects/{project.pk}/files?kind=vectors").json()["results"]
    assert [row["sha256"] for row in listed] == [answer.json()["sha256"]]


def test_word2vec_files_are_known_by_their_head(client: Any, project: Any) -> None:
    text = upload(client, project, b"2 3\ncamera 1 2 3\nlens 4 5 6\n").json()["info"]
    assert (text["format"], text["words"], text["dimension"]) == ("word2vec text", 2, 3)
    row = io.BytesIO()
    for word in (b"camera", b"lens"):
        row.write(word + b" " + b"\x00\x00\x80\x3f" * 3 + b"\n")
    binary = upload(client, project, b"2 3\n" + row.getvalue(), "w.bin").json()["info"]
    assert (binary["format"], binary["words"], binary["dimension"]) == ("word2vec binary", 2, 3)


def test_e2_a_pair_of_files_is_uploaded_together(client: Any, project: Any) -> None:
    pair = [
        SimpleUploadedFile("words.lst", b"PADDING\ncamera\n"),
        SimpleUploadedFile("embeddings.txt", b"0 0 0\n1 2 3\n"),
    ]
    url = f"/api/v1/projects/{project.pk}/files"
    kept = client.post(url, {"file": pair, "kind": "vectors"})
    assert kept.status_code == 201, kept.json()
    assert (kept.json()["info"]["words"], kept.json()["info"]["dimension"]) == (2, 3)
    twice = [SimpleUploadedFile(f"{name}.lst", b"PADDING\ncamera\n") for name in "ab"]
    refused = client.post(url, {"file": twice, "kind": "vectors"})
    assert "both of one sort" in refused.json()["message"]


def test_e6_word_lists_are_counted_when_they_are_uploaded(
    client: Any, get: Any, project: Any
) -> None:
    url = f"/api/v1/projects/{project.pk}/files"
    lists = SimpleUploadedFile("names.txt", b"Ada Lovelace\nGrace Hopper\n")
    kept = client.post(url, {"file": lists, "kind": "lexicon"})
    assert kept.json()["info"] == {"lists": {"entries": 2}, "entries": 2}
    bad = client.post(url, {"file": SimpleUploadedFile("n.txt", b"\xff"), "kind": "lexicon"})
    assert (bad.status_code, bad.json()["code"]) == (400, "not_a_lexicon")
    assert [row["name"] for row in get(url[7:] + "?kind=lexicon").json()["results"]] == [
        "names.txt"
    ]
    assert get(url[7:] + "?kind=vectors").json()["results"] == []
    assert get(url[7:] + "?kind=songs").status_code == 400


@pytest.mark.parametrize(
    "content",
    [
        b"\n",
        b"no numbers here\n",
        b"word 0.1 x\n",
        b"3 4\ncamera \x00\x01",
        b"\x89PNG\r\n\x1a\n",
        b"a" + b" 1" * 10_001,
    ],
)
def test_what_is_no_file_of_vectors_is_refused_with_its_reason(
    client: Any, project: Any, content: bytes
) -> None:
    answer = upload(client, project, content)
    assert (answer.status_code, answer.json()["errors"][0]["at"]) == (400, ["file"])
    assert "/tmp" not in answer.json()["message"]


def test_a_file_that_is_too_large_is_refused(client: Any, project: Any, settings: Any) -> None:
    settings.MODEL_LIMIT = 10
    assert upload(client, project, b"camera 0.1 0.2 0.3\n").status_code == 413


def test_a_recipe_names_only_files_of_its_own_project(
    client: Any, post: Any, feature_set: Any, owner: Any
) -> None:
    other = workspace.make_project(by=owner, name="Other")
    sha256 = upload(client, other, b"camera 0.1 0.2\n").json()["sha256"]
    chosen = recipe(words={"kind": "pretrained", "file": sha256}).model_dump(mode="json")
    refused = begin(post, feature_set, recipe=chosen).json()
    assert refused["errors"][0]["at"] == ["recipe", "algorithm", "words", "file"]
    upload(client, feature_set.project, b"camera 0.1 0.2\n")
    assert begin(post, feature_set, recipe=chosen).status_code == 202


READS = ("", "/events", "/report", "/errors", "/confusion")
WRITES = ("/stop", "/resume")


def test_who_may_read_and_who_may_change_a_run(
    get: Any, post: Any, client_of: Any, done: Any, stranger: Any, annotator: Any, reviewer: Any
) -> None:
    everyone: list[tuple[User, int, int]] = [
        (stranger, 404, 404),
        (annotator, 403, 403),
        (reviewer, 200, 403),
    ]
    for user, reads, writes in everyone:
        by = client_of(user)
        for path in READS:
            assert get(f"/runs/{done.pk}{path}", by=by).status_code == reads, path
        for path in WRITES:
            assert post(f"/runs/{done.pk}{path}", by=by).status_code == writes, path
        body = {"preset": "bilstm_crf"}
        started = post(f"/feature-sets/{done.feature_set_id}/runs", body, by=by)
        assert started.status_code == writes
        assert by.delete(f"/api/v1/runs/{done.pk}").status_code == writes
        assert get(f"/projects/{done.project_id}/runs", by=by).status_code == reads


def test_a_list_of_runs_costs_the_same_however_long_it_is(
    get: Any, start: Any, project: Any, django_assert_num_queries: Any
) -> None:
    path = f"/projects/{project.pk}/runs"
    for _ in range(6):
        start()
    with django_assert_num_queries(4):  # session, user, membership, runs
        found = get(path).json()["results"]
    assert [run["queue_position"] for run in found] == [5, 4, 3, 2, 1, 0]
