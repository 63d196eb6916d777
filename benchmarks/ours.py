"""Tagwright as a contestant: the learner's own loop, and the tagger that an endpoint runs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peers import line
from benchmarks.peers.line import Acts, Said


def acts(settings: Said) -> Acts:
    """`snapshot` and `recipe` for training, all of it in float32 if `float32` says so; `bundle` and
    `sentences` for tagging."""
    return _training(settings) if "snapshot" in settings else _tagging(settings)


def _training(settings: Said) -> Acts:
    import torch

    from training.tagger import corpus
    from training.tagger.learners.base import Setting
    from training.tagger.recipe import Recipe

    torch.set_num_threads(1)
    algorithm: Any = Recipe.model_validate(settings["recipe"]).algorithm
    read = corpus.read(Path(settings["snapshot"]))
    learner = algorithm.learner(read, Setting())
    if settings.get("float32"):
        learner.model.encoder.rounds = False
    news = learner.fit()
    return {
        "train": lambda asked: line.until(asked["tokens"], lambda: _step(news)),
        "product": lambda asked: {"flop_per_second": _product(asked["calls"])},
    }


def _product(calls: int) -> float:
    """Float32 operations a second of the product that an LSTM's input side is."""
    import torch

    x, y = torch.rand(480, 150), torch.rand(150, 400)
    x @ y
    began = line.clock()
    for _ in range(calls):
        x @ y
    return calls * 2 * 480 * 150 * 400 / (line.clock() - began)


def _step(news: Iterator[Any]) -> int:
    """Tokens of the next step; closing an epoch belongs to the work, but has none."""
    return getattr(next(news), "tokens", 0)


def _tagging(settings: Said) -> Acts:
    from training.tagger.runtime import load

    many = [words for words, _ in line.sentences(settings["sentences"])]
    tokens = sum(map(len, many))
    one = settings["one"]
    folder = Path(settings["bundle"])
    tagger = load(folder)

    def fresh(_: Said) -> Said:
        """1,000 sentences whose words this tagger meets for the first time."""
        new = load(folder)
        return line.until(tokens, lambda: len(new.tag(many)) and tokens)

    return {
        "one": lambda asked: line.calls(asked["calls"], lambda: tagger.tag([one])),
        "many": lambda asked: line.until(tokens, lambda: len(tagger.tag(many)) and tokens),
        "fresh": fresh,
    }


if __name__ == "__main__":
    line.serve(acts)
