"""The exported graphs answer as the network does, whatever the recipe."""

import numpy as np
import onnxruntime
import pytest
import torch

from training.tagger import export, train
from training.tagger.bundles.bundle import Bundle
from training.tagger.corpus import read
from training.tagger.runtime import open_bundle


def network(reviews, folder, **fields):
    """A network with weights far from their start."""
    corpus = read(folder)
    recipe = reviews.recipe(**fields)
    learner = train.learner_of(train.Job(recipe, folder, folder / "o"), corpus, "cpu")
    torch.manual_seed(2)
    with torch.no_grad():
        for weight in learner.model.parameters():
            weight.normal_(0, 0.5)
        for table in learner.steps.tables[1:]:
            table.weight[1:].normal_(0, 0.5)
    learner.model.eval()
    return recipe, corpus, learner


SHAPES = [
    {"kind": "bilstm_crf"},
    {"kind": "bilstm_softmax"},
    {"characters": {"kind": "none"}},
    {"characters": {"kind": "bilstm", "units": 5, "dimension": 4}},
    {"characters": {"kind": "cnn", "width": 1}},
    {"characters": {"kind": "cnn", "width": 7}},
    {"encoder": {"kind": "bilstm", "units": 6, "layers": 3}},
    {"characters": {"kind": "cnn", "kinds": True}, "case": True},
    {"characters": {"kind": "bilstm", "units": 5, "kinds": True}, "lower_case": True},
    {"decoder": {"kind": "pytorch_crf"}},
    {"kind": "elman", "encoder": {"kind": "elman", "units": 7}},
    {"kind": "elman", "encoder": {"kind": "elman"}, "decoder": {"kind": "softmax"}},
    {"kind": "lstm", "encoder": {"kind": "lstm", "units": 7}},
    {"kind": "residual_bilstm", "encoder": {"kind": "residual_bilstm", "units": 7}},
    {"kind": "bilstm_cnn"},
    {"kind": "bilstm_crf_features"},
    {"kind": "bilstm_crf_features", "connection": False, "minimum_count": 1, "case": True},
]


@pytest.mark.parametrize("fields", SHAPES)
def test_tags_and_emissions_are_those_of_the_network(tmp_path, reviews, fields):
    recipe, corpus, learner = network(reviews, reviews.snapshot(tmp_path), **fields)
    sample = [*corpus.words_of("test"), ["Unseen", "Ωmega", "x" * 90], ["one"]]
    exported = export.files(learner, sample[:3])
    manifest = train._manifest(recipe, corpus, exported)
    tagger = open_bundle(Bundle("", manifest, exported.files))
    largest, other = export.differences(learner, tagger, sample)
    assert largest < 1e-4
    assert other == 0


def test_a_words_row_is_the_same_in_any_company(tmp_path, reviews):
    _, _, learner = network(reviews, reviews.snapshot(tmp_path))
    exported = export.files(learner, [["Sony"]])
    session = onnxruntime.InferenceSession(exported.files["words.onnx"])

    def rows(words):
        known = learner.vocabulary
        feed = {"words": known.word_ids(words), "characters": known.spelled(words)}
        return session.run(None, feed)[0]

    together = rows(["Sony", "a-very-long-word-beside-it", "x"])
    np.testing.assert_allclose(rows(["Sony"])[0], together[0], rtol=0, atol=1e-6)


def test_the_graphs_say_the_versions_that_the_endpoint_reads(tmp_path, reviews):
    import onnx

    _, _, learner = network(reviews, reviews.snapshot(tmp_path))
    for name in ("words.onnx", "sentence.onnx"):
        graph = onnx.load_from_string(export.files(learner, [["Sony"]]).files[name])
        assert graph.ir_version == 10
        assert [one.version for one in graph.opset_import] == [17]


def test_a_difference_is_seen(tmp_path, reviews):
    recipe, corpus, learner = network(reviews, reviews.snapshot(tmp_path))
    exported = export.files(learner, [["Sony"]])
    tagger = open_bundle(Bundle("", train._manifest(recipe, corpus, exported), exported.files))
    with torch.no_grad():
        learner.model.score.bias += 0.01
    largest, _ = export.differences(learner, tagger, [["Sony", "rocks"]])
    assert largest > 1e-3
