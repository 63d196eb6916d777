"""What a recipe needs from outside of itself: uploads by their hash, transformers by name."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kernel.entry import Entry
from training.tagger.transformer import sources
from training.tagger.transformer.shape import BadTransformer
from training.uploads import KINDS
from workspace import files
from workspace.errors import Problem
from workspace.models import File, Project

HASH = re.compile(r"[0-9a-f]{64}")
Place = tuple[str | int, ...]


def missing(project: Project, recipe: Entry) -> Iterator[Problem]:
    """Files that the project does not have, and transformers that this installation does not."""
    for place, sha256 in _hashes(recipe.model_dump(mode="json"), ("recipe",)):
        if not File.objects.filter(project=project, sha256=sha256, kind__in=KINDS).exists():
            said = "This project has no such file; upload it, then choose it."
            if not sha256:
                said = "No file is chosen yet: choose one, or upload or learn it first."
            yield Problem(place, "no_such_file", said)
    yield from lacking(recipe)


def lacking(recipe: Entry) -> list[Problem]:
    """Transformers that this installation does not have."""
    found = []
    for place, source in sources.named_in(recipe, ("recipe",)):
        if not isinstance(source, sources.UploadedTransformer):
            try:
                source.place()
            except BadTransformer as fault:
                found.append(Problem(place, "no_such_transformer", str(fault)))
    return found


def named_in(recipe: dict[str, Any]) -> list[str]:
    """The hashes of the uploaded files that a saved recipe names."""
    return sorted({sha256 for _, sha256 in _hashes(recipe, ())} - {""})


def lay_out(recipe: dict[str, Any], folder: Path) -> None:
    """The files that a saved recipe names, in a folder, each under its hash."""
    folder.mkdir(exist_ok=True)
    for sha256 in named_in(recipe):
        place = folder / sha256
        with files.path(sha256) as kept:
            place.unlink(missing_ok=True)
            place.symlink_to(kept)


def _hashes(value: Any, at: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str) and (HASH.fullmatch(value) or (not value and at[-1:] == ("file",))):
        yield at, value  # an empty name stands where a file is still to be chosen
    children: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for key, child in children:
        yield from _hashes(child, (*at, key))
