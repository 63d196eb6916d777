"""Word vectors of a project's own text: learned by a worker, offered like an uploaded file."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.training.conftest import add_reviews, recipe
from tests.training.tagger import encoders
from training.models import Embedding
from training.tagger import vectors
from workspace import files
from workspace.models import File, Job

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = {"method": {"kind": "fasttext", "dimension": 8, "epochs": 30, "buckets": 200}}


def begin(post: Any, project: Any, chosen: Any = None, **body: Any) -> Any:
    return post(f"/projects/{project.pk}/embeddings", {"recipe": chosen or SMALL, **body})


@pytest.fixture
def learned(post: Any, project: Any, run_jobs: Any) -> Any:
    add_reviews(project)
    made = begin(post, project, name="Ours").json()
    (job,) = run_jobs()
    assert job.state == "done", job.error
    return Embedding.objects.select_related("file").get(pk=made["id"])


def test_e2_vectors_are_learned_from_all_text_and_offered_like_an_uploaded_file(
    get: Any, project: Any, learned: Any
) -> None:
    shown = get(f"/embeddings/{learned.pk}").json()
    assert (shown["state"], shown["dimension"], shown["method"]) == ("done", 8, "fastText")
    assert [epoch["epoch"] for epoch in shown["epochs"]] == list(range(1, 31))
    assert shown["start"]["tokens"] > 300
    assert "only" in shown["warning"]
    assert shown["subwords"]
    (row,) = get(f"/projects/{project.pk}/files?kind=vectors").json()["results"]
    assert (row["name"], row["sha256"]) == ("Ours", shown["file"])
    with files.path(shown["file"]) as place:
        found, _ = vectors.read(place, {"Canon", "zoom"})
    assert set(found) == {"Canon", "zoom"}
    assert not learned.folder.exists()
    neighbours_tell_whether_the_vectors_say_anything(get, learned)


def neighbours_tell_whether_the_vectors_say_anything(get: Any, learned: Any) -> None:
    found = get(f"/embeddings/{learned.pk}/neighbours?word=zoom").json()
    assert found["source"] == "listed"
    assert len(found["neighbours"]) == 12
    assert "zoom" not in [one["word"] for one in found["neighbours"]]
    likeness = [one["similarity"] for one in found["neighbours"]]
    assert likeness == sorted(likeness, reverse=True)
    letters = get(f"/embeddings/{learned.pk}/neighbours?word=zooming").json()
    assert letters["source"] == "letters"
    assert "zoom" in [one["word"] for one in letters["neighbours"]]
    assert get(f"/embeddings/{learned.pk}/neighbours").status_code == 400


def test_a_word_that_nothing_is_known_of_has_no_neighbours(
    get: Any, post: Any, project: Any, run_jobs: Any
) -> None:
    add_reviews(project)
    made = begin(post, project, {"method": {"kind": "cbow", "dimension": 4, "epochs": 1}}).json()
    assert get(f"/embeddings/{made['id']}/neighbours?word=zoom").status_code == 409
    run_jobs()
    found = get(f"/embeddings/{made['id']}/neighbours?word=xyz").json()
    assert found == {"word": "xyz", "source": "unknown", "neighbours": []}


def test_a_project_without_text_is_told_so(post: Any, project: Any) -> None:
    refused = begin(post, project)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_text")


def test_an_impossible_choice_is_refused_at_its_field(post: Any, project: Any) -> None:
    add_reviews(project)
    refused = begin(post, project, {"method": {"kind": "cbow", "dimension": 1}}).json()
    assert refused["errors"][0]["at"] == ["recipe", "method", "dimension"]
    wrong = {"method": {"kind": "fasttext", "shortest": 5, "longest": 4}}
    assert "longer than" in begin(post, project, wrong).json()["message"]


def test_what_the_process_refuses_is_said_in_its_own_words(
    post: Any, get: Any, project: Any, run_jobs: Any
) -> None:
    add_reviews(project)
    made = begin(post, project, {"method": {"kind": "cbow", "minimum_count": 900}}).json()
    (job,) = run_jobs()
    assert (job.state, job.error["code"]) == ("failed", "bad_text")
    assert "900 times" in get(f"/embeddings/{made['id']}").json()["error"]["message"]


def test_a_waiting_embedding_is_stopped_by_being_cancelled(
    post: Any, get: Any, project: Any
) -> None:
    add_reviews(project)
    made = begin(post, project).json()
    assert post(f"/embeddings/{made['id']}/stop").json()["state"] == "cancelled"
    assert post(f"/embeddings/{made['id']}/stop").status_code == 409


def test_an_embedding_is_deleted_with_its_file_unless_a_waiting_run_reads_it(
    client: Any, get: Any, learned: Any, owner: Any, project: Any, run_jobs: Any
) -> None:
    from featuresets import services as featuresets
    from featuresets.models import FeatureSet
    from featuresets.splits import SPLIT
    from training import services

    split = SPLIT.validate_python({"kind": "random", "train": 0.8, "dev": 0.1, "test": 0.1})
    featuresets.freeze(project=project, name="F", split=split, by=owner)
    run_jobs()
    frozen = FeatureSet.objects.get(project=project)
    chosen = recipe(words={"kind": "pretrained", "file": learned.file.sha256})
    run = services.start(feature_set=frozen, recipe=chosen, by=owner)
    refused = client.delete(f"/api/v1/embeddings/{learned.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    services.stop(run, by=owner)
    assert client.delete(f"/api/v1/embeddings/{learned.pk}").status_code == 204
    assert get(f"/projects/{project.pk}/embeddings").json()["results"] == []
    assert not File.objects.filter(kind="vectors").exists()
    assert not files.exists(learned.file.sha256)
    assert not Job.objects.filter(kind="training.embed").exists()


def test_coverage_is_shown_before_training(get: Any, client: Any, feature_set: Any) -> None:
    url = f"/api/v1/projects/{feature_set.project_id}/files"
    content = b"canon 1 2\nzoom 2 3\nthe 4 5\nunrelated 6 7\n"
    kept = client.post(url, {"file": SimpleUploadedFile("v.txt", content), "kind": "vectors"})
    path = f"/feature-sets/{feature_set.pk}/coverage"
    found = get(f"{path}?file={kept.json()['sha256']}").json()
    assert found["words"]["known"] == 3  # Canon, zoom, The
    assert found["words"]["total"] > 40
    assert found["entities"]["known"] == 2 * 6 + 2 * 5  # Canon in 12 texts, zoom in 10
    assert found["tokens"]["known"] == found["entities"]["known"] + 30  # The
    assert found["unknown"][0]["count"] >= found["unknown"][-1]["count"]
    assert {"word": "Sony", "count": 12} in found["unknown"]
    assert get(f"{path}?file={'0' * 64}").json()["code"] == "no_such_file"


def test_a_part_of_a_stack_that_names_no_file_is_refused_at_its_place(
    post: Any, feature_set: Any
) -> None:
    parts = [{"kind": "random", "dimension": 5}, {"kind": "pretrained", "file": "c" * 64}]
    chosen = recipe(words={"kind": "stacked", "parts": parts}).model_dump(mode="json")
    refused = post(f"/feature-sets/{feature_set.pk}/runs", {"recipe": chosen}).json()
    place = ["recipe", "algorithm", "words", "parts", 1, "file"]
    assert [problem["at"] for problem in refused["errors"]] == [place]
    chosen["algorithm"]["words"]["parts"][0]["dimension"] = 0
    refused = post(f"/feature-sets/{feature_set.pk}/runs", {"recipe": chosen}).json()
    place = ["recipe", "algorithm", "words", "parts", 0, "dimension"]
    assert [problem["at"] for problem in refused["errors"]] == [place]


def test_deleting_a_project_takes_its_embeddings(client: Any, post: Any, project: Any) -> None:
    add_reviews(project)
    post(f"/embeddings/{begin(post, project).json()['id']}/stop")
    assert client.delete(f"/api/v1/projects/{project.pk}").status_code in (200, 202, 204)
    assert not Embedding.objects.exists()


def test_e2_vectors_are_distilled_from_an_uploaded_transformer(
    post: Any, get: Any, client: Any, project: Any, run_jobs: Any, tmp_path: Any
) -> None:
    add_reviews(project)
    place = encoders.zipped(encoders.folder(tmp_path / "t"), tmp_path / "t.zip")
    upload = {"file": SimpleUploadedFile("t.zip", place.read_bytes()), "kind": "transformer"}
    file = client.post(f"/api/v1/projects/{project.pk}/files", upload).json()["sha256"]
    source = {"kind": "uploaded", "file": file}
    chosen = {"method": {"kind": "distilled", "source": source, "dimension": 8}}
    made = begin(post, project, chosen).json()
    (job,) = run_jobs()
    assert job.state == "done", job.error
    shown = get(f"/embeddings/{made['id']}").json()
    assert (shown["dimension"], shown["warning"]) == (8, "")
    found = get(f"/embeddings/{made['id']}/neighbours?word=zoom").json()
    assert found["source"] == "listed"
    source["file"] = "0" * 64
    refused = begin(post, project, chosen).json()
    assert refused["errors"][0]["at"] == ["recipe", "method", "source", "file"]
