"""What “auto” comes to, and what a run will cost."""

import pytest

from training.tagger import estimate
from training.tagger.corpus import read
from training.tagger.estimate import Counts
from training.tagger.learners.base import Setting
from training.tagger.presets import PRESETS, preset
from training.tagger.recipe import Recipe

GMB = Counts(33_571, 734_000, 8, dev_tokens=105_000, test_tokens=210_000)


def test_small_feature_sets_get_small_batches_and_large_ones_full_ones():
    chosen = Recipe().algorithm
    small = estimate.plan(chosen, Counts(250, 3_000, 2))
    large = estimate.plan(chosen, GMB)
    assert small.tokens < large.tokens
    assert small.rate < large.rate
    assert estimate.plan(chosen, GMB, gpu=True).tokens > large.tokens


def test_chosen_numbers_are_kept():
    chosen = Recipe.model_validate(
        {"algorithm": {"kind": "bilstm_crf", "batch_size": 32, "learning_rate": 0.001}}
    ).algorithm
    assert estimate.plan(chosen, GMB)[1:] == (32, 0.001)


def test_more_units_more_layers_and_more_epochs_take_longer():
    def seconds(**encoder):
        algorithm = {"kind": "bilstm_crf", "encoder": {"kind": "bilstm", **encoder}}
        recipe = Recipe.model_validate({"algorithm": algorithm})
        return recipe.estimate(GMB)["seconds"]

    assert seconds(units=50) < seconds(units=100) < seconds(units=200) < seconds(units=800)
    assert seconds(layers=1) < seconds(layers=2)


@pytest.mark.parametrize("name", [one.name for one in PRESETS])
def test_every_preset_has_an_estimate(name):
    found = preset(name).recipe.estimate(GMB)
    assert found["seconds"] > 0
    assert found["memory_mb"] > 100
    assert set(found["batch"]) == {"tokens", "sentences"}
    assert all(note.endswith(".") for note in found["notes"])


def test_an_early_end_is_foretold_only_where_it_can_come():
    def notes(counts, epochs):
        recipe = preset("few_sentences").recipe
        algorithm = recipe.algorithm.model_copy(update={"epochs": epochs})
        return recipe.model_copy(update={"algorithm": algorithm}).estimate(counts)["notes"]

    few = Counts(sentences=261, tokens=3_841, labels=2)
    assert notes(few, 20) == []
    assert notes(few, 21) == ["At most: the run ends sooner after 20 epochs without progress."]
    assert "after 5 epochs" in notes(GMB, 25)[0]


@pytest.mark.parametrize("characters", ["cnn", "bilstm", "none"])
@pytest.mark.parametrize("kind", ["bilstm_crf", "bilstm_softmax"])
def test_parameters_are_counted_as_torch_counts_them(tmp_path, reviews, characters, kind):
    folder = reviews.snapshot(tmp_path)
    corpus = read(folder)
    recipe = reviews.recipe(
        kind, characters={"kind": characters}, encoder={"kind": "bilstm", "units": 7, "layers": 2}
    )
    start = next(reviews.run(recipe, folder, tmp_path / "out"))
    words = list(corpus.words_of("train"))
    counts = corpus.counts()._replace(
        words=len({w for row in words for w in row}),
        characters=len({c for row in words for w in row for c in w}),
    )
    assert recipe.algorithm.cost(counts, len(corpus.tags)).parameters == start["parameters"]


NETWORKS = [
    {"kind": "bilstm_cnn"},
    {"kind": "bilstm_cnn", "characters": {"kind": "bilstm", "kinds": True}},
    {"kind": "bilstm_crf_features"},
    {"kind": "bilstm_crf_features", "connection": False, "case": True},
    {"kind": "elman", "encoder": {"kind": "elman"}, "decoder": {"kind": "softmax"}},
    {"kind": "lstm", "encoder": {"kind": "lstm"}},
    {"kind": "residual_bilstm", "encoder": {"kind": "residual_bilstm"}},
    {"kind": "bilstm_crf", "decoder": {"kind": "pytorch_crf"}},
]


@pytest.mark.parametrize("fields", NETWORKS)
def test_the_parameters_of_every_network_are_counted_as_torch_counts_them(
    tmp_path, reviews, fields
):
    folder = reviews.snapshot(tmp_path)
    corpus = read(folder)
    recipe = reviews.recipe(**fields)
    learner = recipe.algorithm.learner(corpus, Setting())
    shown = learner.known.vocabulary
    counts = corpus.counts()._replace(words=len(shown.words), characters=len(shown.characters))
    if learner.known.attributes:
        counts = counts._replace(attributes=learner.known.attributes.count - 1)
    assert recipe.algorithm.cost(counts, len(corpus.tags)).parameters == learner.parameters


def test_a2_the_published_keras_network_has_its_parameters_but_for_the_second_bias_of_torch():
    """Keras: 1,758,950 + 120,800 + 3,417. Each LSTM has a second bias of 4 x 100 here."""
    chosen = preset("keras_bilstm").recipe.algorithm
    counts = GMB._replace(words=35_177)  # padding and the unknown word make 35,179 rows
    assert chosen.words.cost(counts).parameters == 1_758_950
    assert chosen.encoder.cost(chosen.words.size).parameters == 121_600 == 120_800 + 2 * 4 * 100
    assert chosen.chooser(tags=17).parameters == 3_417
    assert chosen.cost(counts, 17).parameters == 1_758_950 + 121_600 + 3_417
    layers = chosen.words.build(35_179), chosen.encoder.build(50), chosen.head(200, 17)
    assert layers[0].weight.numel() == 1_758_950
    assert [sum(w.numel() for w in one.parameters()) for one in layers[1:]] == [121_600, 3_417]
