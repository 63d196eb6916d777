"""What “auto” comes to, and what a run will cost."""

import pytest

from training.tagger import estimate, train
from training.tagger.corpus import read
from training.tagger.estimate import Counts
from training.tagger.presets import preset
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
        return estimate.estimate(recipe, GMB)["seconds"]

    assert seconds(units=50) < seconds(units=100) < seconds(units=200) < seconds(units=800)
    assert seconds(layers=1) < seconds(layers=2)


@pytest.mark.parametrize("name", ["bilstm_crf", "camera_reviews", "linear_crf"])
def test_every_preset_has_an_estimate(name):
    found = estimate.estimate(preset(name).recipe, GMB)
    assert found["seconds"] > 0
    assert found["memory_mb"] > 100
    assert set(found["batch"]) == {"tokens", "sentences"}
    assert all(note.endswith(".") for note in found["notes"])


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
    counts = train.counts(corpus)._replace(
        words=len({w for row in words for w in row}),
        characters=len({c for row in words for w in row for c in w}),
    )
    assert estimate.parameters(recipe.algorithm, counts, len(corpus.tags)) == start["parameters"]
