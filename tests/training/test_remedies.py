"""What a report suggests to try next: each remedy is a recipe that starts with one click."""

from typing import Any

import pytest

from training.remedies import Case, remedies
from training.studies.spaces import changed
from training.tagger.presets import PRESETS, preset
from training.tagger.recipe import Recipe

VECTORS = "ab" * 32


def case(verdict: str = "good", recipe: Recipe | None = None, **more: Any) -> Case:
    micro = {"precision": 0.8, "recall": 0.8, "f1": 0.8} | more.pop("micro", {})
    report = {
        "fit": {"verdict": verdict},
        "entity": {"micro": micro, "macro": {"f1": more.pop("macro", micro["f1"])}},
        "errors": {"missed": 5, "spurious": 5, "boundary": more.pop("boundary", 1), "label": 1},
        "best_epoch": more.pop("best_epoch", 10),
        "baselines": [{"name": "A dictionary", "f1": more.pop("dictionary", 0.5)}],
    }
    return Case(recipe or Recipe(), report, more.pop("epochs", 15), more.pop("unseen", 0.0),
                more.pop("vectors", ""))  # fmt: skip


def titles(of: Case) -> list[str]:
    return [one.title for one in remedies(of)]


def values(of: Case, title: str) -> dict[str, Any]:
    (found,) = (one for one in remedies(of) if one.title == title)
    return {change["path"]: change["after"] for change in found.changes}


def test_t9_an_overfit_network_gets_more_dropout_and_fewer_units() -> None:
    found = case("overfit")
    assert titles(found)[:2] == ["More dropout", "Fewer units"]
    assert values(found, "More dropout") == {"algorithm.encoder.dropout": 0.7}
    assert values(found, "Fewer units") == {"algorithm.encoder.units": 50}


def test_t9_an_underfit_network_trains_longer_with_a_rate_that_fits_and_more_units() -> None:
    slow = Recipe.model_validate({"algorithm": {"kind": "bilstm_crf", "learning_rate": 1e-5}})
    found = case("underfit", slow)
    assert titles(found)[:3] == ["Train longer", "Learning rate set for you", "A larger network"]
    assert values(found, "Learning rate set for you") == {"algorithm.learning_rate": "auto"}


def test_t9_unseen_words_call_for_vectors_or_for_letters() -> None:
    bare = Recipe.model_validate(
        {"algorithm": {"kind": "bilstm_crf", "characters": {"kind": "none"}}}
    )
    found = case(recipe=bare, unseen=0.2, vectors=VECTORS)
    assert titles(found)[:2] == ["Pre-trained word vectors", "Read the letters of words"]
    assert values(found, "Pre-trained word vectors")["algorithm.words.file"] == VECTORS
    assert "Pre-trained word vectors" not in titles(case(unseen=0.2))
    first = remedies(case(unseen=0.2))[0]
    assert (first.title, first.page) == ("Word vectors from your own text", "embeddings")
    assert first.recipe is None
    assert "Read the letters of words" not in titles(case(recipe=bare, unseen=0.01))


def test_t9_a_run_whose_best_epoch_was_its_last_trains_longer() -> None:
    assert values(case(best_epoch=25, epochs=25), "Train longer") == {"algorithm.epochs": 50}
    assert "Train longer" not in titles(case(best_epoch=10, epochs=15))


def test_t9_a_careful_model_pays_more_for_what_it_misses_and_a_hasty_one_for_what_it_makes_up() -> (
    None
):
    careful = case(micro={"precision": 0.9, "recall": 0.5})
    assert values(careful, "Make missed entities dearer")["algorithm.decoder.loss.missed_cost"] == 3
    hasty = case(micro={"precision": 0.5, "recall": 0.9})
    assert values(hasty, "Make false entities dearer")["algorithm.decoder.loss.false_cost"] == 3


def test_t9_rare_labels_and_wrong_borders_have_their_remedies() -> None:
    found = titles(case(macro=0.4, boundary=20))
    assert "Balance the labels" in found
    assert "Mark the ends of entities, too" in found


def test_a_network_that_a_dictionary_beats_gets_features_beside_it() -> None:
    beaten = case(dictionary=0.86)
    assert titles(beaten)[0] == "Features beside the network"
    assert values(beaten, titles(beaten)[0])["algorithm.kind"] == "bilstm_crf_features"
    assert "Features beside the network" not in titles(case(dictionary=0.79))
    few = changed(preset("few_sentences").recipe, {"algorithm.word_dropout": 0.3})
    assert "Features beside the network" not in titles(case(recipe=few, dictionary=0.86))


def test_t9_another_algorithm_is_always_offered() -> None:
    assert titles(case())[-1] == "Another algorithm: Linear CRF"
    assert "Another algorithm: BiLSTM-CRF" in titles(case(recipe=preset("linear_crf").recipe))


@pytest.mark.parametrize("verdict", ["overfit", "underfit", "good", "unclear"])
@pytest.mark.parametrize("one", PRESETS, ids=lambda one: one.name)
def test_t9_every_remedy_of_every_preset_is_another_recipe(one: Any, verdict: str) -> None:
    found = remedies(case(verdict, one.recipe, unseen=0.3, vectors=VECTORS, macro=0.2))
    assert found
    for remedy in found:
        assert remedy.recipe != one.recipe
        assert remedy.recipe is not None
        assert remedy.changes
        assert Recipe.model_validate(remedy.recipe.model_dump(mode="json")) == remedy.recipe


@pytest.mark.django_db(transaction=True)
def test_t9_a_remedy_of_a_finished_run_starts_as_a_run(done: Any, get: Any, post: Any) -> None:
    found = get(f"/runs/{done.pk}/remedies").json()
    assert {"title", "why", "recipe", "changes", "page", "estimate"} == set(found[0])
    first = next(one for one in found if one["recipe"])
    assert first["estimate"]["seconds"] > 0
    again = post(f"/feature-sets/{done.feature_set_id}/runs", {"recipe": first["recipe"]})
    assert again.status_code == 202
    assert again.json()["recipe"] == first["recipe"]
