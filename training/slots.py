"""Which GPU a training process sees: the one with the fewest runs of this worker on it."""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from training.tagger.bilm.recipe import CharacterBiLM
from training.tagger.recipe import Recipe
from training.tagger.wordvectors.recipe import EmbeddingRecipe

_busy: Counter[str] = Counter()
_guard = threading.Lock()


def wants_gpu(recipe: Recipe) -> bool:
    """Whether the run waits for a worker with a GPU."""
    if not recipe.algorithm.uses_gpu:
        return False
    return recipe.device.startswith("cuda") or (recipe.device == "auto" and settings.GPUS > 0)


def learned_on_gpu(recipe: EmbeddingRecipe) -> bool:
    """Whether what is learned from text waits for a worker with a GPU."""
    return isinstance(recipe.method, CharacterBiLM) and settings.GPUS > 0


@contextmanager
def devices(recipe: Recipe) -> Iterator[str]:
    """CUDA_VISIBLE_DEVICES for this run: none, all (the recipe names one), or the freest one."""
    here = _all()
    if not wants_gpu(recipe) or not here:
        yield ""
    elif recipe.device.startswith("cuda"):
        yield ",".join(here)
    else:
        with freest() as chosen:
            yield chosen


@contextmanager
def freest() -> Iterator[str]:
    """The GPU with the least to do; none where this worker has none."""
    here = _all()
    if not here:
        yield ""
        return
    with _guard:
        chosen = min(here, key=lambda one: _busy[one])
        _busy[chosen] += 1
    try:
        yield chosen
    finally:
        with _guard:
            _busy[chosen] -= 1


def _all() -> list[str]:
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is not None:
        return [one for one in named.split(",") if one]
    return [str(number) for number in range(settings.GPUS)]
