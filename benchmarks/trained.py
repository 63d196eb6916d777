"""A model that has really learned something, as a bundle and as plain torch weights beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from benchmarks import texts
from benchmarks.size import Size

SENTENCES, EPOCHS = 6_000, 2


class Trained(NamedTuple):
    """`bundle` is what deploys; `weights` and `vocabulary` rebuild the same network in torch."""

    bundle: Path
    weights: Path
    f1: float


@contextmanager
def model(size: Size) -> Iterator[Trained]:
    """Train the default recipe for some epochs on part of the corpus."""
    with TemporaryDirectory() as folder:
        yield _train(Path(folder), size)


def _train(folder: Path, size: Size) -> Trained:
    import torch

    from training.tagger import corpus
    from training.tagger.bundles import tensors
    from training.tagger.learners.base import Setting
    from training.tagger.presets import preset

    torch.set_num_threads(1)
    count = size.of(SENTENCES, 400)
    parts = {"train": texts.some(count), "dev": texts.some(count // 10, count)}
    read = corpus.read(texts.snapshot(folder / "snapshot", **parts, test=parts["dev"]))
    recipe = preset("bilstm_crf").recipe
    algorithm: Any = recipe.algorithm.model_copy(update={"epochs": EPOCHS})
    learner = algorithm.learner(read, Setting())
    for _ in learner.fit():
        pass
    learner.keep_best()
    _bundle(folder / "bundle", learner, [words for words, _ in parts["dev"][:4]])
    state = {name: value.numpy() for name, value in learner.model.state_dict().items()}
    names = ("hops", "start", "end")
    state |= {n: t.numpy() for n, t in zip(names, learner.model.tables(), strict=True)}
    weights = folder / "weights.safetensors"
    weights.write_bytes(tensors.dumps(state))
    best = max(epoch.f1 or 0.0 for epoch in learner.at.history)
    return Trained(folder / "bundle", weights, best)


def _bundle(folder: Path, learner: Any, sample: list[list[str]]) -> None:
    """The learner as it is deployed."""
    from training.tagger import export
    from training.tagger.bundles import bundle

    read, exported = learner.corpus, export.files(learner, sample)
    manifest = bundle.Manifest(
        kind=exported.kind,
        task="ner",
        tags=tuple(read.tags),
        labels=tuple(sorted({tag[2:] for tag in read.tags if tag != "O"})),
        scheme=read.scheme,
        tokenizer="whitespace",
        decoder=exported.decoder,
        constrained=exported.constrained,
    )
    bundle.write(folder, manifest, exported.files)
