"""Contextual embeddings by the API: learned from the text or uploaded, then trained on."""

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.training.conftest import add_reviews, recipe
from training import services
from training.models import Embedding, Run
from workspace import files
from workspace.errors import RefusedMany
from workspace.models import File

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = {"method": {"kind": "bilm", "dimension": 16, "epochs": 2}}


@pytest.fixture
def frozen(project: Any, owner: Any, run_jobs: Any) -> Any:
    from featuresets import services as featuresets
    from featuresets.models import FeatureSet
    from featuresets.splits import SPLIT

    add_reviews(project)
    split = SPLIT.validate_python({"kind": "random", "train": 0.7, "dev": 0.1, "test": 0.2})
    featuresets.freeze(project=project, name="F", split=split, by=owner)
    run_jobs()
    return FeatureSet.objects.get(project=project)


def test_e1_a_bilm_is_learned_from_the_projects_text_and_trained_on(
    get: Any, post: Any, project: Any, owner: Any, run_jobs: Any, frozen: Any
) -> None:
    made = post(f"/projects/{project.pk}/embeddings", {"recipe": SMALL}).json()
    (job,) = run_jobs()
    assert job.state == "done", job.error
    shown = get(f"/embeddings/{made['id']}").json()
    assert (shown["state"], shown["dimension"], shown["subwords"]) == ("done", 16, True)
    assert shown["words"] == shown["start"]["words"] > 20
    assert [epoch["epoch"] for epoch in shown["epochs"]] == [1, 2]
    assert shown["epochs"][1]["perplexity"] > 1
    (row,) = get(f"/projects/{project.pk}/files?kind=bilm").json()["results"]
    assert row["sha256"] == shown["file"]
    assert row["info"]["dimension"] == 16
    assert not Embedding.objects.get(pk=made["id"]).folder.exists()
    refused = get(f"/embeddings/{made['id']}/neighbours?word=zoom")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_neighbours")

    chosen = recipe(context={"kind": "bilm", "file": shown["file"]})
    run = services.start(feature_set=frozen, recipe=chosen, by=owner)
    (job,) = run_jobs()
    assert job.state == "done", job.error
    assert Run.objects.get(pk=run.pk).report_hash


def test_a_bilm_waits_for_a_gpu_where_there_is_one(post: Any, project: Any, settings: Any) -> None:
    add_reviews(project)
    for gpus, chosen, queue in (
        (0, SMALL, "train.cpu"),
        (1, SMALL, "train.gpu"),
        (1, {"method": {"kind": "cbow"}}, "train.cpu"),
    ):
        settings.GPUS = gpus
        made = post(f"/projects/{project.pk}/embeddings", {"recipe": chosen}).json()
        assert Embedding.objects.get(pk=made["id"]).job.queue == queue


def test_e1_an_elmo_is_uploaded_as_two_files_or_one_zip(
    client: Any, get: Any, project: Any, tmp_path: Path
) -> None:
    options, weights = published(tmp_path)
    for sent in ([options, weights], [zipped(options, weights)]):
        said = upload(client, project, sent)
        assert said.status_code == 201, said.content
        assert said.json()["info"]["dimension"] == 12
        assert said.json()["info"]["layers"] == 2
    zip_, row = get(f"/projects/{project.pk}/files?kind=elmo").json()["results"]
    assert (zip_["name"], row["name"]) == ("elmo.zip", "weights.hdf5")
    assert zip_["sha256"] == row["sha256"]
    from training.tagger import elmo

    with files.path(row["sha256"]) as place:
        shape, _ = elmo.loads(place)
    assert (shape.projection, shape.cells) == (6, 10)


def test_an_elmo_that_cannot_be_used_is_refused_in_a_sentence(
    client: Any, project: Any, tmp_path: Path
) -> None:
    options, weights = published(tmp_path)
    short = tmp_path / "short.hdf5"
    short.write_bytes(weights.read_bytes()[:3000])
    words = tmp_path / "vocabulary.txt"
    words.write_text("the\nof\n")
    other = tmp_path / "other.json"
    other.write_text(options.read_text().replace('"dim": 10', '"dim": 11'))
    for sent, word in (
        ([options], "files sent: 1, of weights: 0"),
        ([options, options], "files sent: 2, of weights: 0"),
        ([options, short], "not whole"),
        ([words, weights], "not JSON"),
        ([other, weights], "W_0"),
    ):
        said = upload(client, project, sent)
        assert (said.status_code, said.json()["code"]) == (400, "not_elmo")
        assert word in said.json()["message"]
    assert not File.objects.filter(kind="elmo").exists()


@pytest.mark.parametrize("way", ["stored outside", "linked", "virtual", "text"])
def test_weights_that_lie_in_another_file_of_the_server_are_not_read(
    client: Any, project: Any, tmp_path: Path, way: str
) -> None:
    h5py = pytest.importorskip("h5py")
    options, weights = published(tmp_path)
    secret = tmp_path / "secret.hdf5"
    with h5py.File(secret, "w") as other:
        other["CNN_proj/b_proj"] = np.arange(6, dtype=np.float32)
    with h5py.File(weights, "a") as found:
        del found["CNN_proj/b_proj"]
        if way == "stored outside":
            found.create_dataset(
                "CNN_proj/b_proj", (6,), "<f4", external=[(str(secret), 0, h5py.h5f.UNLIMITED)]
            )
        elif way == "linked":
            found["CNN_proj/b_proj"] = h5py.ExternalLink(str(secret), "CNN_proj/b_proj")
        elif way == "virtual":
            layout = h5py.VirtualLayout((6,), "<f4")
            layout[:] = h5py.VirtualSource(str(secret), "CNN_proj/b_proj", (6,))
            found.create_virtual_dataset("CNN_proj/b_proj", layout)
        else:  # each as long as the sender likes, whatever the shape says
            found.create_dataset("CNN_proj/b_proj", (6,), "S100000000")
    said = upload(client, project, [options, weights])
    assert (said.status_code, said.json()["code"]) == (400, "not_elmo")
    assert "CNN_proj/b_proj" in said.json()["message"]
    assert not File.objects.filter(kind="elmo").exists()


@pytest.mark.parametrize(
    ("name", "kind"), [("context", "elmo"), ("words", "pretrained"), ("lexicon", "lists")]
)
def test_what_asks_for_a_file_is_refused_at_its_field_until_one_is_chosen(
    owner: Any, frozen: Any, name: str, kind: str
) -> None:
    with pytest.raises(RefusedMany) as refused:
        services.check(frozen, recipe(**{name: {"kind": kind}}))
    (problem,) = refused.value.problems
    assert problem.at == ("recipe", "algorithm", name, "file")
    assert "No file is chosen yet" in problem.message


def published(folder: Path) -> tuple[Path, Path]:
    pytest.importorskip("h5py")
    sys.path.insert(0, str(Path(__file__).parent / "tagger"))
    try:
        import published as models
    finally:
        sys.path.pop(0)
    return models.write(folder / "model")


def zipped(*places: Path) -> Path:
    out = places[0].parent / "elmo.zip"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for place in places:
            archive.write(place, f"model/{place.name}")
    out.write_bytes(held.getvalue())
    return out


def upload(client: Any, project: Any, places: list[Path]) -> Any:
    sent = [SimpleUploadedFile(place.name, place.read_bytes()) for place in places]
    return client.post(f"/api/v1/projects/{project.pk}/files", {"kind": "elmo", "file": sent})
