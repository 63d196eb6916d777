"""The recipe is the form: what it refuses, what it tells, and that drawing it is cheap."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from training.tagger.presets import PRESETS, preset
from training.tagger.recipe import Recipe


def refusals(said):
    with pytest.raises(ValidationError) as caught:
        Recipe.model_validate_json(said, strict=True)
    return [error["loc"] for error in caught.value.errors()]


def test_an_empty_recipe_is_the_default_bilstm_crf():
    default = Recipe.model_validate_json("{}", strict=True)
    assert default.algorithm.kind == "bilstm_crf"
    assert default.algorithm.encoder.units == 100
    assert default.algorithm.characters.kind == "cnn"
    assert (default.algorithm.batch_size, default.algorithm.learning_rate) == ("auto", "auto")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("epochs", "0"), ("epochs", "1001"), ("epochs", "1.5"), ("epochs", "true"),
        ("batch_size", "0"), ("batch_size", "4097"), ("batch_size", '"8"'), ("batch_size", "null"),
        ("learning_rate", "0"), ("learning_rate", "11"), ("learning_rate", '"fast"'),
        ("early_stopping", "-1"), ("gradient_clip", "-0.1"), ("word_dropout", "0.96"),
        ("colour", "1"),
    ],
)  # fmt: skip
def test_an_impossible_value_is_refused_once_and_at_its_field(field, value):
    (place,) = refusals(f'{{"algorithm":{{"kind":"bilstm_crf","{field}":{value}}}}}')
    assert place[:3] == ("algorithm", "bilstm_crf", field)


@pytest.mark.parametrize(
    ("encoder", "field"),
    [('"units":0', "units"), ('"units":4097', "units"), ('"dropout":0.96', "dropout"),
     ('"layers":9', "layers")],
)  # fmt: skip
def test_the_encoder_keeps_its_bounds(encoder, field):
    (place,) = refusals(
        f'{{"algorithm":{{"kind":"bilstm_crf","encoder":{{"kind":"bilstm",{encoder}}}}}}}'
    )
    assert place[-1] == field


@pytest.mark.parametrize("device", ["gpu", "cuda", "cuda:x", "cpu:0", ""])
def test_a_device_is_auto_cpu_or_a_numbered_gpu(device):
    assert refusals(f'{{"device":"{device}"}}') == [("device",)]


def test_a_wrong_pair_cannot_be_said():
    assert refusals('{"algorithm":{"kind":"linear_crf","optimizer":{"kind":"adam"}}}')
    assert refusals('{"algorithm":{"kind":"bilstm_crf","decoder":{"kind":"softmax"}}}')


def fields(schema):
    for name, model in {**schema["$defs"], "Recipe": schema}.items():
        for field, said in model["properties"].items():
            if field != "kind":
                yield f"{name}.{field}", said


def test_every_field_has_a_title_help_text_and_a_group():
    for name, said in fields(Recipe.model_json_schema()):
        assert said.get("title"), name
        assert said.get("description"), name
        assert said["x-group"] in ("basic", "more"), name


def test_every_choice_has_a_title_and_a_sentence():
    for name, model in Recipe.model_json_schema()["$defs"].items():
        assert model["description"].strip().endswith("."), name
        assert model["title"], name
        assert model["required"][0] == "kind", name


def test_numbers_that_may_be_left_to_the_product_say_so():
    marked = {name for name, said in fields(Recipe.model_json_schema()) if said.get("x-auto")}
    networks = ("BiLSTMCRF", "BiLSTMSoftmax", "BiLSTMCNN", "BiLSTMCRFFeatures", "ElmanRNN",
                "OneWayLSTM", "ResidualBiLSTMs", "StackLSTM")  # fmt: skip
    assert marked == {
        "FineTunedTransformer.batch_size", "Recipe.maximum_length",
        *(f"{name}.{number}" for name in networks for number in ("batch_size", "learning_rate")),
    }  # fmt: skip


@pytest.mark.parametrize("one", PRESETS, ids=lambda one: one.name)
def test_a_preset_survives_being_saved_and_read(one):
    assert Recipe.model_validate_json(one.recipe.model_dump_json(), strict=True) == one.recipe


def test_the_default_preset_is_first_and_an_unknown_name_lists_the_known_ones():
    assert PRESETS[0].name == "bilstm_crf"
    with pytest.raises(ValueError, match="camera_reviews"):
        preset("no-such")


def test_the_camera_preset_has_the_published_values():
    recipe = preset("camera_reviews").recipe
    chosen = recipe.algorithm
    assert (chosen.learning_rate, chosen.epochs, chosen.encoder.units) == (0.001, 25, 100)
    assert chosen.batch_size == "auto"
    assert chosen.optimizer.kind == "adam"
    assert recipe.metrics == ["precision", "recall", "f1"]


def test_the_form_and_the_estimate_need_no_torch():
    code = """
import sys
sys.modules["torch"] = None
from training.tagger.recipe import Recipe
from training.tagger.presets import PRESETS
from training.tagger.estimate import Counts
Recipe.model_json_schema()
assert PRESETS[0].recipe.estimate(Counts(300, 4000, 2))["seconds"] > 0
"""
    paths = "import sys; sys.path[:0] = ['.', 'platform']\n"
    subprocess.run([sys.executable, "-c", paths + code], check=True)
