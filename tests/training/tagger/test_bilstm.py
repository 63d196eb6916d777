"""Batches that numpy reads: the same answers as the graph gives, and checked before use."""

import numpy as np
import pytest
import torch

from training.tagger import export, train
from training.tagger.bundles import tensors
from training.tagger.bundles.bundle import BadBundle, Bundle
from training.tagger.corpus import read
from training.tagger.runtime import open_bundle
from training.tagger.runtime.bilstm import FEWEST, HEAD_BIAS
from training.tagger.runtime.neural import Neural

WORDS = ["Sony", "CE", "rocks", "a", "lens", "Ünïcode", "👍🏽", "5D", "x" * 90, "相机"]


def exported(tmp_path, reviews, **fields):
    """A bundle with weights far from their start."""
    folder = reviews.snapshot(tmp_path)
    corpus, recipe = read(folder), reviews.recipe(**fields)
    learner = train.learner_of(train.Job(recipe, folder, folder / "o"), corpus, "cpu")
    torch.manual_seed(5)
    with torch.no_grad():
        for weight in learner.model.parameters():
            weight.normal_(0, 0.5)
    learner.model.eval()
    answers = export.files(learner, [["Sony", "rocks"], ["one"]])
    return Bundle("", train._manifest(recipe, corpus, answers), answers.files)


def changed(bundle, **tables):
    """The bundle with other tables; those that are None are left out."""
    found = {**tensors.loads(bundle.files["tables.safetensors"]), **tables}
    kept = {name: table for name, table in found.items() if table is not None}
    files = {**bundle.files, "tables.safetensors": tensors.dumps(kept)}
    return Bundle("", bundle.manifest, files)


def some_sentences(lengths, seed=3):
    chance = np.random.default_rng(seed)
    return [list(chance.choice(WORDS, length)) for length in lengths]


@pytest.mark.parametrize("units", [1, 7, 40])
@pytest.mark.parametrize(
    "lengths", [[1] * 4, [5] * 9, [3, 1, 70, 2, 2, 70, 9, 1], list(range(64, 0, -1))]
)
def test_a_batch_gets_the_emissions_of_the_graph(tmp_path, reviews, units, lengths):
    bundle = exported(tmp_path, reviews, encoder={"kind": "bilstm", "units": units})
    tables = tensors.loads(bundle.files["tables.safetensors"])
    sentences = some_sentences(lengths)
    graph, batches = Neural(bundle).emissions, Neural(bundle, tables=tables).emissions
    told, own = graph(sentences), batches(sentences)
    assert told.shape == own.shape
    for length, one, other in zip(lengths, told, own, strict=True):
        np.testing.assert_allclose(one[:length], other[:length], rtol=1e-5, atol=1e-5)


def test_numpy_reads_batches_and_the_graph_what_is_fewer(tmp_path, reviews):
    bundle = exported(tmp_path, reviews)
    tables = tensors.loads(bundle.files["tables.safetensors"])
    other = {**tables, HEAD_BIAS: tables[HEAD_BIAS] + 1}
    sentences = some_sentences([3] * FEWEST)
    plain, shifted = Neural(bundle), Neural(bundle, tables=other)
    gap = shifted.emissions(sentences) - plain.emissions(sentences)
    np.testing.assert_allclose(gap, 1, atol=1e-4)
    fewer = sentences[:-1]
    np.testing.assert_array_equal(shifted.emissions(fewer), plain.emissions(fewer))


def test_words_beyond_the_limit_of_what_is_kept_are_read_too(tmp_path, reviews, monkeypatch):
    bundle = exported(tmp_path, reviews)
    monkeypatch.setattr("training.tagger.runtime.bilstm.LIMIT_BYTES", 8_000)
    tables = tensors.loads(bundle.files["tables.safetensors"])
    graph, batches = Neural(bundle), Neural(bundle, tables=tables)
    for begin in range(0, 200, 40):
        sentences = [[f"w{begin + at}-{word}" for word in range(5)] for at in range(0, 40, 5)]
        np.testing.assert_allclose(
            graph.emissions(sentences), batches.emissions(sentences), rtol=1e-5, atol=1e-5
        )


def test_a_bundle_whose_batches_answer_otherwise_is_not_used(tmp_path, reviews):
    bundle = exported(tmp_path, reviews)
    bias = tensors.loads(bundle.files["tables.safetensors"])[HEAD_BIAS]
    with pytest.raises(BadBundle) as refused:
        open_bundle(changed(bundle, **{HEAD_BIAS: bias + np.float32(0.1)}))
    assert refused.value.code == "golden_mismatch"


@pytest.mark.parametrize("name", [HEAD_BIAS, "behind.weight_hh_l0"])
def test_tables_that_are_missing_or_do_not_fit_are_refused(tmp_path, reviews, name):
    bundle = exported(tmp_path, reviews)
    for table in (None, np.zeros((3, 3), np.float32)):
        with pytest.raises(BadBundle) as refused:
            open_bundle(changed(bundle, **{name: table}))
        assert refused.value.code == "bad_tables"


def test_weights_for_words_of_another_width_are_refused(tmp_path, reviews):
    bundle = exported(tmp_path, reviews)
    tables = tensors.loads(bundle.files["tables.safetensors"])
    names = [f"{side}.weight_ih_l0" for side in ("ahead", "behind")]
    with pytest.raises(BadBundle) as refused:
        open_bundle(changed(bundle, **{name: tables[name][:, 1:].copy() for name in names}))
    assert refused.value.code == "bad_tables"


@pytest.mark.parametrize(
    "fields",
    [
        {"encoder": {"kind": "bilstm", "units": 6, "layers": 2}},
        {"kind": "elman", "encoder": {"kind": "elman", "units": 7}},
    ],
)
def test_networks_of_other_shapes_stay_with_their_graph(tmp_path, reviews, fields):
    tables = tensors.loads(exported(tmp_path, reviews, **fields).files["tables.safetensors"])
    assert set(tables) == {"transitions", "start", "end"}
