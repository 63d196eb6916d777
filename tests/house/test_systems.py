"""The page of systems says what the entries say."""

from benchmarks.systems import page, trial
from training.tagger.presets import PRESETS


def test_the_page_of_systems_is_written_from_the_entries_and_the_figures() -> None:
    assert page.PAGE.read_text("utf-8") == page.text(), "run: python -m benchmarks.systems page"


def test_every_dropdown_has_a_heading() -> None:
    places = [place for places in page.choices().values() for place in places]
    assert len(places) > 50
    assert all(place.title for place in places), [one.owner for one in places if not one.title]


def test_every_figure_is_of_a_recipe_that_there_is() -> None:
    recipes = {preset.name: trial.digest(preset.recipe) for preset in PRESETS}
    old = [at for at, found in trial.load().items() if recipes.get(at.split()[0]) != found.recipe]
    assert not old, f"measure again: {old}"
