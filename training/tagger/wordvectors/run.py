"""Word vectors from text to file as one generator of events; stopped through `Control`."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import torch

from training.tagger.bilm import CharacterBiLM
from training.tagger.bilm import run as bilm
from training.tagger.control import Control, Event, log
from training.tagger.wordvectors import text as texts
from training.tagger.wordvectors.recipe import EmbeddingRecipe

NAME = "vectors"
"""The file that is left."""
FEW_TOKENS = 20_000


class Job(NamedTuple):
    """One run: what to learn, from what text, and where to put it."""

    recipe: EmbeddingRecipe
    text: Path
    out: Path
    files: Path | None = None
    """Folder of uploaded files, each under its sha256."""


def run(
    job: Job, control: Control, *, clock: Callable[[], float] = time.perf_counter
) -> Iterator[Event]:
    """Make and write vectors or a biLM, one event at a time; raises BadText."""
    torch.set_num_threads(1)
    method = job.recipe.method
    if isinstance(method, CharacterBiLM):
        yield from bilm.run(method, job.text, job.out, control, seed=job.recipe.seed, clock=clock)
        return
    text = texts.read(
        job.text, minimum_count=method.minimum_count, case=method.case,
        most_words=method.most_words,
    )  # fmt: skip
    maker = method.maker(text, job.recipe.seed, job.files)
    yield {
        "event": "start",
        "words": len(maker.words),
        "tokens": maker.tokens,
        "dimension": maker.dimension,
        "parameters": maker.parameters,
    }
    if method.learns and maker.tokens < FEW_TOKENS:
        yield log(
            "warning",
            f"The text has only {maker.tokens:,} words; vectors begin to say something from "
            f"about {FEW_TOKENS:,}. More text helps, also without labels.",
        )
    yield from maker.make(control, clock)
    job.out.mkdir(parents=True, exist_ok=True)
    draft = job.out / f"{NAME}.part"
    maker.write(draft)
    os.replace(draft, job.out / NAME)
    yield {
        "event": "done", "file": NAME, "words": len(maker.words), "dimension": maker.dimension,
    }  # fmt: skip
