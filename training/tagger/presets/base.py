"""A named recipe with where its values come from."""

from typing import NamedTuple

from training.tagger.recipe import Recipe


class Preset(NamedTuple):
    name: str
    title: str
    source: str
    help: str
    recipe: Recipe
