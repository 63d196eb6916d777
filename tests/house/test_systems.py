"""The page of systems says what the entries say."""

from benchmarks.systems import page, trial
from training.tagger.presets import PRESETS


def test_the_page_of_systems_is_written_from_the_entries_and_the_figures() -> None:
    assert page.PAGE.read_text("utf-8") == page.text(), "run: python -m benchmarks.systems page"


def test_every_figure_is_of_a_recipe_that_there_is() -> None:
    recipes = {preset.name: trial.digest(preset.recipe) for preset in PRESETS}
    old = [at for at, found in trial.load().items() if recipes.get(at.split()[0]) != found.recipe]
    assert not old, f"measure again: {old}"
