"""A biLM from text to file as one generator of events."""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from math import exp
from pathlib import Path

import torch

from training.tagger.bilm.learner import BiLMLearner
from training.tagger.bilm.recipe import CharacterBiLM
from training.tagger.bilm.text import read
from training.tagger.control import TELL_SECONDS, Control, Event, Left, log
from training.tagger.layers import bilm
from training.tagger.learners import checkpoint
from training.tagger.learners.progress import Epoch

NAME = "bilm"
"""The file that is left."""
FEW_TOKENS = 200_000


def run(
    recipe: CharacterBiLM, text: Path, out: Path, control: Control,
    *, seed: int, clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Event]:  # fmt: skip
    """Learn and write a biLM; raises BadText, and Left where it was told to leave.

    Each epoch leaves a checkpoint in `out`, which the same recipe on the same text takes up.
    """
    torch.set_num_threads(1)
    known = read(text, most_words=recipe.most_words, seed=seed)
    device = "cuda:0" if torch.cuda.is_available() else "cpu"
    learner = BiLMLearner(recipe, known, seed=seed, device=device, clock=clock)
    kept, identity = out / "checkpoint", _identity(recipe, seed, text)
    resumed = _resumed(learner, kept, identity)
    tokens = known.train.tokens
    yield {
        "event": "start", "words": known.words, "tokens": tokens, "dimension": recipe.dimension,
        "parameters": learner.parameters, "device": device,
        "resumed_from": learner.at.epoch if resumed else None,
    }  # fmt: skip
    if tokens < FEW_TOKENS:
        yield log(
            "warning",
            f"The text has {tokens:,} words; published biLMs were learned from a billion. A biLM "
            "of this text knows its words, but little beyond; more text helps, without labels.",
        )
    yield log("info", f"Before learning, a word is one of {learner.perplexity():,.0f} to it.")
    yield from _learn(learner, control, clock, kept, identity)
    learner.keep_best()
    out.mkdir(parents=True, exist_ok=True)
    draft = out / f"{NAME}.part"
    draft.write_bytes(bilm.dumps(learner.model.bilm))
    os.replace(draft, out / NAME)
    shutil.rmtree(kept, ignore_errors=True)
    yield {"event": "done", "file": NAME, "kind": "bilm", "words": known.words,
           "dimension": recipe.dimension, "perplexity": round(learner.perplexity(), 2)}  # fmt: skip


def _resumed(learner: BiLMLearner, kept: Path, identity: str) -> bool:
    """Whether a checkpoint was taken up; one of another text or recipe is passed over."""
    try:
        return checkpoint.restore(learner, kept, identity)
    except checkpoint.BadCheckpoint:
        return False


def _learn(
    learner: BiLMLearner, control: Control, clock: Callable[[], float], kept: Path, identity: str
) -> Iterator[Event]:
    told = began = clock()
    first, tokens = learner.at.epoch, 0
    control.learning = True
    for news in learner.fit():
        if control.leave:
            raise Left
        now = clock()
        tokens += 0 if isinstance(news, Epoch) else news.tokens
        if isinstance(news, Epoch):
            checkpoint.store(learner, kept, identity)
            yield {
                "event": "epoch", "epoch": news.epoch, "loss": news.loss,
                "perplexity": round(exp(min(news.dev_loss or 0.0, 30.0)), 2),
                "seconds": news.seconds, "tokens_per_second": news.tokens_per_second,
            }  # fmt: skip
        elif now - told >= TELL_SECONDS:
            pace, told, tokens = tokens / (now - told), now, 0
            before = news.total // learner.recipe.epochs * (first - 1)
            left = (news.total - news.done) * (now - began) / max(1, news.done - before)
            yield {
                "event": "step", "done": news.done, "total": news.total, "loss": news.loss,
                "tokens_per_second": round(pace, 1), "seconds_left": round(left, 1),
            }  # fmt: skip
        if control.stop:
            yield log("info", "Stopped; the best epoch so far is kept, or this moment before any.")
            break
    control.learning = False


def _identity(recipe: CharacterBiLM, seed: int, text: Path) -> str:
    with text.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return hashlib.sha256(f"{recipe.model_dump_json()}{seed}{digest}".encode()).hexdigest()
