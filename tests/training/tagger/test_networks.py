"""Every recurrent network of the papers trains, is exported, scored, and answers."""

import json

import numpy as np
import pytest
import torch

from training.tagger import batch as batches
from training.tagger.bundles import bundle as bundles
from training.tagger.bundles.bundle import BadBundle, Bundle
from training.tagger.corpus import read
from training.tagger.learners.base import Setting
from training.tagger.learners.progress import Step
from training.tagger.presets import preset
from training.tagger.presets.papers import PAPERS
from training.tagger.recipe import Recipe
from training.tagger.runtime import load, open_bundle

SMALL = {"epochs": 6, "batch_size": 8, "learning_rate": 0.02, "early_stopping": 0}


def trained(reviews, tmp_path, **fields):
    """A finished run on the reviews: its report, and the bundle as an endpoint opens it."""
    folder = reviews.snapshot(tmp_path / "snapshot")
    chosen = reviews.recipe(**{**SMALL, **fields})
    events = list(reviews.run(chosen, folder, tmp_path / "out"))
    assert reviews.of(events, "done")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    return report, load(tmp_path / "out" / "bundle")


def finds_names(report, tagger, at_least=0.8):
    assert report["entity"]["micro"]["f1"] >= at_least
    (found,) = tagger.answer(["My new Sony CE-7 lacks zoom ."])
    assert ("Sony CE-7", "PNAME") in [(one.text, one.label) for one in found]


@pytest.mark.parametrize("decoder", ["crf", "pytorch_crf"])
def test_a1_a_bilstm_crf_learns_with_our_own_crf_and_with_the_reference(reviews, tmp_path, decoder):
    finds_names(*trained(reviews, tmp_path, decoder={"kind": decoder}))


def test_a2_a_bilstm_with_a_softmax_and_recurrent_dropout_learns(reviews, tmp_path):
    encoder = {"kind": "bilstm", "units": 10, "dropout": 0, "recurrent_dropout": 0.1}
    finds_names(*trained(reviews, tmp_path, kind="bilstm_softmax", encoder=encoder))


@pytest.mark.parametrize("decoder", ["crf", "softmax"])
def test_a3_a_residual_bilstm_learns(reviews, tmp_path, decoder):
    fields = {"kind": "residual_bilstm", "decoder": {"kind": decoder},
              "encoder": {"kind": "residual_bilstm", "units": 10}}  # fmt: skip
    finds_names(*trained(reviews, tmp_path, **fields))


def test_a4_a_bilstm_cnn_learns_with_case_and_character_types(reviews, tmp_path):
    characters = {"kind": "cnn", "filters": 8, "dimension": 6, "kinds": True, "reach": 0.5}
    finds_names(*trained(reviews, tmp_path, kind="bilstm_cnn", characters=characters))


def test_a4_words_in_lower_case_share_a_vector_and_keep_their_case(reviews, tmp_path):
    recipe = reviews.recipe("bilstm_cnn")
    learner = recipe.algorithm.learner(read(reviews.snapshot(tmp_path)), Setting())
    ids = learner.vocabulary.word_ids(["Sony", "SONY", "sony"])
    assert len(set(ids.tolist())) == 1
    rows = [scores for _, scores in learner.answer([["Sony"], ["SONY"]])]
    assert not np.allclose(*rows)


def test_a4_the_characters_start_between_minus_and_plus_a_half(reviews, tmp_path):
    recipe = preset("chiu_nichols_2016").recipe
    learner = recipe.algorithm.learner(read(reviews.snapshot(tmp_path)), Setting())
    table = learner.model.characters.table
    assert 0.4 < table.abs().max() <= 0.5
    assert learner.model.characters.kinds.shape == (5, 4)


@pytest.mark.parametrize("connection", [True, False])
def test_a8_a_bilstm_crf_learns_with_features_joined_directly_or_read(
    reviews, tmp_path, connection
):
    fields = {"kind": "bilstm_crf_features", "connection": connection, "minimum_count": 1}
    report, tagger = trained(reviews, tmp_path, characters={"kind": "none"}, **fields)
    finds_names(report, tagger)
    bundle = tmp_path / "out" / "bundle"
    templates = json.loads((bundle / "features.json").read_text())["templates"]
    assert ("lower[-1]|lower[0]|lower[1]" in templates) is connection


def test_a8_the_direct_connection_adds_the_weights_of_a_tokens_features(reviews, tmp_path):
    recipe = reviews.recipe("bilstm_crf_features", minimum_count=1)
    learner = recipe.algorithm.learner(read(reviews.snapshot(tmp_path)), Setting())
    words = ["The", "Sony", "Unseen", "lacks", "zoom"]
    ((_, plain),) = learner.answer([words])
    chance = np.random.default_rng(2)
    weights = chance.normal(size=learner.model.direct.weight.shape).astype(np.float32)
    learner.model.direct.weight = torch.from_numpy(weights)
    ((_, joined),) = learner.answer([words])
    known = learner.known.attributes.of(words)
    expected = np.where((known > 0)[:, :, None], weights[known], 0).sum(1)
    np.testing.assert_allclose(joined - plain, expected, rtol=1e-3, atol=1e-4)
    assert (known == 0).any()
    assert (known > 0).any()


def test_a8_only_rows_of_features_that_a_step_met_are_moved(reviews, tmp_path):
    recipe = reviews.recipe("bilstm_crf_features", minimum_count=1)
    learner = recipe.algorithm.learner(read(reviews.snapshot(tmp_path)), Setting())
    batch = learner._collate("train", np.array([0, 1]))
    next(one for one in learner.fit() if isinstance(one, Step))
    moved = learner.model.direct.weight.abs().sum(1) > 0
    assert not moved[0]
    assert 0 < int(moved.sum()) < len(moved)
    assert batch.attributes.shape == (*batch.tags.shape, len(recipe.algorithm.templates))


@pytest.mark.parametrize("connection", [True, False])
def test_a8_features_answer_alike_at_any_batch_and_a_damaged_file_is_refused(
    reviews, tmp_path, connection
):
    fields = {"kind": "bilstm_crf_features", "connection": connection, "minimum_count": 1}
    _, tagger = trained(reviews, tmp_path, epochs=1, **fields)
    sentences = [["The", "Sony", "CE-7", "rocks"], ["zoom"], ["My", "new", "Nikon"]]
    together = tagger.emissions(sentences)
    for row, words in zip(together, sentences, strict=True):
        alone = tagger.emissions([words])[0]
        np.testing.assert_allclose(row[: len(words)], alone, rtol=1e-5, atol=1e-5)
    whole = bundles.read(tmp_path / "out" / "bundle")
    said = json.loads(whole.files["features.json"])
    fewer = json.dumps({**said, "attributes": said["attributes"][1:]}).encode()
    lacking = {name: raw for name, raw in whole.files.items() if name != "features.json"}
    broken = [whole.files | {"features.json": b"["}, whole.files | {"features.json": fewer}]
    for files in [lacking, *broken] if connection else [lacking, broken[0]]:
        with pytest.raises(BadBundle):
            open_bundle(Bundle("", whole.manifest, files))


@pytest.mark.parametrize("kind", ["elman", "lstm"])
@pytest.mark.parametrize("decoder", ["crf", "softmax"])
def test_a13_an_elman_network_and_a_one_way_lstm_learn(reviews, tmp_path, kind, decoder):
    fields = {"kind": kind, "encoder": {"kind": kind, "units": 12, "dropout": 0.1}}
    finds_names(*trained(reviews, tmp_path, decoder={"kind": decoder}, **fields))


@pytest.mark.parametrize("kind", ["cnn", "bilstm"])
def test_e5_d8_a_word_never_seen_has_a_vector_of_its_letters(reviews, tmp_path, kind):
    recipe = reviews.recipe(characters={"kind": kind})
    learner = recipe.algorithm.learner(read(reviews.snapshot(tmp_path)), Setting())
    words = ["Zenzanon", "zenzanon", "qqqq"]
    forms = batches.Forms.plain(words, learner.vocabulary)
    assert set(forms.words.tolist()) == {1}
    answers = [scores for _, scores in learner.answer([[word] for word in words])]
    assert not np.allclose(answers[0], answers[1])
    assert not np.allclose(answers[1], answers[2])


def test_d8_without_letters_all_unseen_words_are_one(reviews, tmp_path):
    recipe = reviews.recipe(characters={"kind": "none"})
    learner = recipe.algorithm.learner(read(reviews.snapshot(tmp_path)), Setting())
    one, two = (scores for _, scores in learner.answer([["Zenzanon"], ["qqqq"]]))
    np.testing.assert_array_equal(one, two)


def test_f5_33_sentences_in_batches_of_32_are_all_used(reviews, tmp_path):
    folder = reviews.snapshot(tmp_path, train=33)
    learner = reviews.recipe(epochs=1, batch_size=32).algorithm.learner(read(folder), Setting())
    steps = [one for one in learner.fit() if isinstance(one, Step)]
    assert sorted(step.sentences for step in steps) == [1, 32]
    assert sum(step.tokens for step in steps) == learner.corpus.parts["train"].tokens


@pytest.mark.parametrize(("limit", "kept", "lost"), [("auto", 120, 0), (50, 50, 2), (104, 104, 1)])
def test_d7_a_maximum_length_cuts_the_training_part_and_counts_what_is_lost(
    reviews, tmp_path, limit, kept, lost
):
    from kernel.text import Span

    folder = reviews.snapshot(tmp_path)
    spans = [Span(10, 12, "PNAME"), Span(60, 61, "PNAME"), Span(103, 106, "PNAME")]
    words = [f"w{at}" for at in range(120)]
    reviews.write(folder, "train", [reviews.sentence(0, words, spans)])
    chosen = Recipe.model_validate({"maximum_length": limit})
    cut = None if chosen.maximum_length == "auto" else chosen.maximum_length
    corpus = read(folder, limit=cut)
    assert corpus.parts["train"].tokens == kept
    assert corpus.truncated.entities == lost
    assert corpus.truncated.tokens == 120 - kept


PUBLISHED = {
    "chiu_nichols_2016": ("a4", "bilstm_cnn", "cnn", "91.62"),
    "ma_hovy_2016": ("a5", "bilstm_crf", "cnn", "91.21"),
    "lample_2016": ("a6", "bilstm_crf", "bilstm", "90.94"),
    "huang_2015": ("a8", "bilstm_crf_features", "none", "88.83"),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a4_a5_a6_a8_a_papers_preset_has_its_arrangement_and_its_figure(name):
    _, kind, characters, figure = PUBLISHED[name]
    found = preset(name)
    assert found.recipe.algorithm.kind == kind
    assert found.recipe.algorithm.characters.kind == characters
    assert figure in found.source


def test_a5_letters_are_hidden_before_the_convolution_and_there_are_no_character_types():
    chosen = preset("ma_hovy_2016").recipe.algorithm
    assert (chosen.characters.dropout, chosen.characters.kinds) == (0.5, False)
    layer = chosen.characters.build(20)
    torch.manual_seed(0)
    hidden = [layer.train().projected() for _ in range(2)]
    shown = [layer.eval().projected() for _ in range(2)]
    assert not torch.equal(*hidden)
    assert torch.equal(*shown)


def test_a6_a_words_letters_are_read_by_25_units_from_each_end():
    chosen = preset("lample_2016").recipe.algorithm
    assert chosen.characters.build(30).size == 50
    assert (chosen.words.size, chosen.encoder.units, chosen.encoder.dropout) == (100, 100, 0.5)


def test_a2_the_walk_through_in_keras_has_its_published_values():
    recipe = preset("keras_bilstm").recipe
    chosen = recipe.algorithm
    assert (chosen.words.dimension, chosen.encoder.units, chosen.encoder.recurrent_dropout) == (
        50, 100, 0.1,
    )  # fmt: skip
    assert (chosen.batch_size, chosen.epochs, chosen.learning_rate) == (32, 10, 0.001)
    assert recipe.maximum_length == 104


@pytest.mark.parametrize("one", PAPERS, ids=lambda one: one.name)
def test_a_preset_names_its_source_and_needs_no_file(one):
    assert one.source
    assert one.help.endswith(".")
    assert '"file"' not in one.recipe.model_dump_json()
