"""A named recipe with where its values come from."""

from typing import NamedTuple

from training.tagger.recipe import Recipe


class Preset(NamedTuple):
    name: str
    title: str
    source: str
    help: str
    recipe: Recipe
    sentences: int = 0
    """The form begins with it up to so many training sentences; 0 = never for their number."""
