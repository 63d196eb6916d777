"""A whole run as one generator of events: read, learn, export, check, score, write.

Whoever drives it (the command line, a test, a notebook) stops it through `Control`, or by leaving.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import torch

from training.tagger import evaluate, events, export
from training.tagger.bundles import bundle as bundles
from training.tagger.bundles.bundle import BadBundle, Bundle, Manifest
from training.tagger.control import TELL_SECONDS, Control, Event, Left, log
from training.tagger.corpus import BadSnapshot, Corpus, read
from training.tagger.elmo import BadELMo
from training.tagger.learners import checkpoint
from training.tagger.learners.base import Exported, Learner, Setting
from training.tagger.learners.checkpoint import BadCheckpoint, Stored
from training.tagger.learners.progress import Diverged, Epoch, Note, Step
from training.tagger.recipe import Recipe
from training.tagger.runtime import Tagger, open_bundle
from training.tagger.transformer import pieces as cutting
from training.tagger.vectors import BadVectors
from training.tagger.words.lexicons import BadLexicon

CHECKPOINT_SECONDS = 20.0
EPOCH_CHECKPOINT_SECONDS = 1.0
"""Epochs shorter than this share a checkpoint: they are learned again sooner than written."""
GOLDEN, CHECKED = 8, 200
"""Sentences that the bundle carries as proof, and that are compared before it is written."""
TOLERANCE = 1e-4
GOLDEN_LONGEST = 60


class NotEqual(RuntimeError):
    """The exported model does not answer as the trained one did."""


@dataclass
class Job:
    """One run: what to do, on what, and where to put it."""

    recipe: Recipe
    snapshot: Path
    out: Path
    files: Path | None = None
    resume: bool = False


def run(
    job: Job, control: Control, *, clock: Callable[[], float] = time.perf_counter
) -> Iterator[Event]:
    """Carry out a job, one event at a time; raises what `failure` turns into a sentence."""
    torch.set_num_threads(1)  # two trainings with two threads each are slower than with one
    recipe = job.recipe
    limit = None if recipe.maximum_length == "auto" else recipe.maximum_length
    corpus = read(job.snapshot, scheme=recipe.scheme, limit=limit)
    job.out.mkdir(parents=True, exist_ok=True)
    device = choose_device(recipe.device)
    learner = learner_of(job, corpus, device)
    identity = _identity(recipe, corpus)
    resumed = None
    if job.resume and isinstance(learner, Stored):
        done = checkpoint.restore(learner, job.out / "checkpoint", identity)
        resumed = learner.at.epoch if done else None
    yield events.start(learner, corpus, device, resumed)
    yield from events.notes(learner, corpus)
    if not control.stop or not isinstance(learner, Stored):
        yield from _learn(job, learner, control, identity, clock)
    yield from _finish(job, learner, corpus)


def choose_device(wanted: str) -> str:
    """A device that torch can use; raises ValueError where the chosen one is not there."""
    if wanted == "auto":
        return "cuda:0" if torch.cuda.is_available() else "cpu"
    if wanted.startswith("cuda") and int(wanted[5:]) >= torch.cuda.device_count():
        count = torch.cuda.device_count()
        raise ValueError(
            f"The device {wanted} is not here ({count} GPUs); choose auto or cpu as the device."
        )
    return wanted


def learner_of(job: Job, corpus: Corpus, device: str) -> Learner:
    """What the job's recipe trains."""
    setting = Setting(job.recipe.seed, device, job.files, job.out)
    return job.recipe.algorithm.learner(corpus, setting)


def _identity(recipe: Recipe, corpus: Corpus) -> str:
    """What a checkpoint must have been made from, to be taken up again."""
    said = recipe.model_dump_json() + corpus.manifest.hash + str(corpus.parts["train"].tokens)
    return hashlib.sha256(said.encode()).hexdigest()


def _learn(
    job: Job, learner: Learner, control: Control, identity: str, clock: Callable[[], float]
) -> Iterator[Event]:
    """Drive the learner; write a checkpoint at each epoch and every 20 seconds between."""
    control.learning = True
    stored = told = clock()
    pace = events.Pace(clock())
    for news in learner.fit():
        now = clock()
        if isinstance(news, Step):
            pace.count(news, now)
            if now - told >= TELL_SECONDS:
                told = now
                yield pace.event(news)
        elif isinstance(news, Note):
            yield log(news.level, news.message)
        else:
            yield {"event": "epoch", **news._asdict()}
        stopped = control.stop and isinstance(learner, Stored)
        learner.at.finished |= stopped
        wait = EPOCH_CHECKPOINT_SECONDS if isinstance(news, Epoch) else CHECKPOINT_SECONDS
        due = now - stored >= wait
        if isinstance(learner, Stored) and (due or control.leave or stopped):
            checkpoint.store(learner, job.out / "checkpoint", identity)
            stored = clock()
        if control.leave:
            raise Left
        if stopped:
            best = learner.at.best_epoch
            kept = f"epoch {best}, the best so far" if best else "the weights of this moment"
            yield log("info", f"Stopped; kept is {kept}.")
            break
    control.learning = False


def _finish(job: Job, learner: Learner, corpus: Corpus) -> Iterator[Event]:
    """Export what was learned, check it against the network, score it, write the bundle."""
    best = learner.keep_best()
    learner.rest()
    yield log("info", "Exporting the model and checking that it answers as it was trained.")
    sample = [words for words in _sample(corpus) if words]
    golden = [words for words in sample if len(words) <= GOLDEN_LONGEST][:GOLDEN] or sample[:1]
    exported = export.files(learner, golden)
    manifest = _manifest(job.recipe, corpus, exported)
    tagger = open_bundle(Bundle("", manifest, exported.files))
    largest, other = export.differences(learner, tagger, sample)
    if largest > TOLERANCE:
        raise NotEqual(
            f"The exported model differs from the trained one by {largest:.2g} in its scores and "
            f"in {other} tags of {len(sample)} sentences; it is not written."
        )
    yield log(
        "info",
        f"The exported model answers as the trained one on {len(sample)} sentences "
        f"({other} tags differ, scores by at most {largest:.1g}).",
    )
    pieces = exported.files.get("pieces.json")
    found = evaluate.evaluate(
        tagger, job.snapshot, corpus, learner.at.history, best, job.recipe.metrics,
        cutting.loads(pieces) if pieces else None,
    )  # fmt: skip
    evaluate.write(found, job.out)
    _write(job.out, manifest, exported, found.report)
    shutil.rmtree(job.out / "checkpoint", ignore_errors=True)
    yield {"event": "done", "bundle": "bundle", "report": "report.json", "best_epoch": best}


def _sample(corpus: Corpus) -> Iterator[list[str]]:
    part = next(name for name in ("test", "dev", "train") if corpus.parts[name].tokens)
    stride = max(1, len(corpus.parts[part]) // CHECKED)
    for at, words in enumerate(corpus.words_of(part)):
        if at % stride == 0 and at // stride < CHECKED:
            yield words


def _manifest(recipe: Recipe, corpus: Corpus, exported: Exported) -> Manifest:
    said = corpus.manifest
    plain = said.task == "tokens"
    labels = corpus.tags if plain else {tag[2:] for tag in corpus.tags if tag != "O"}
    packages = ("numpy", "onnxruntime", "torch", "onnx", "python-crfsuite")
    return Manifest(
        kind=exported.kind,
        task="tokens" if plain else "ner",
        tags=tuple(corpus.tags),
        labels=tuple(sorted(labels)),
        scheme=corpus.scheme,
        tokenizer=said.tokenizer,
        language=said.language,
        decoder=exported.decoder,
        constrained=exported.constrained,
        recipe=recipe.model_dump(mode="json"),
        versions={name: version(name) for name in packages},
        snapshot_hash=said.hash,
    )


def _write(out: Path, manifest: Manifest, exported: Exported, report: Event) -> Tagger:
    """The bundle with its card, complete or not at all; answers it as an endpoint would load it."""
    card = {
        "entity": report["entity"],
        "accuracy": report["tokens"]["accuracy"],
        "part": report["part"],
        "parts": report["parts"],
        "best_epoch": report["best_epoch"],
    }
    draft, final = out / "bundle.part", out / "bundle"
    shutil.rmtree(draft, ignore_errors=True)
    said = json.loads(json.dumps(card))
    bundles.write(draft, replace(manifest, card=said), exported.files)
    shutil.rmtree(final, ignore_errors=True)
    draft.rename(final)
    return open_bundle(bundles.read(final))


FAILURES: dict[type[Exception], str] = {
    BadSnapshot: "bad_snapshot",
    BadVectors: "bad_vectors",
    BadLexicon: "bad_lexicon",
    BadELMo: "bad_elmo",
    BadCheckpoint: "bad_checkpoint",
    BadBundle: "bad_bundle",
    NotEqual: "not_equal",
    Diverged: "diverged",
    MemoryError: "out_of_memory",
    OSError: "storage",
    ValueError: "bad_recipe",
}
"""What a run can fail of, with the word that programs know it by."""


def code_of(fault: Exception) -> str:
    """The word for a failure; the first class that fits."""
    return next(code for kind, code in FAILURES.items() if isinstance(fault, kind))
