"""One system on one corpus: trained in a process of its own, then asked through its bundle."""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.systems.corpora import Corpus, snapshot
from kernel import sentences as lines
from training.tagger.presets import preset
from training.tagger.recipe import Recipe

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "systems.json"
TEXT = (
    "Angela Merkel met the president of the United States in Berlin on Monday to speak about NATO"
)
CALLS, ROUNDS = 50, 5


@dataclass
class Found:
    """What one training brought; F1 of entities (of tokens for a layer of tags), in shares of 1."""

    f1: float
    low: float
    high: float
    seconds: float
    """Of processor time: reading, learning, export and report."""
    epochs: int
    tokens_per_second: float
    megabytes: float
    milliseconds: float
    parameters: int
    accuracy: float
    recipe: str
    macro_tags: float = 0.0
    micro_tags: float = 0.0

    def cells(self) -> tuple[str, ...]:
        """As a table shows it."""
        return (
            f"{100 * self.f1:.1f} [{100 * self.low:.1f}, {100 * self.high:.1f}]",
            f"{self.seconds:,.0f}",
            f"{self.tokens_per_second:,.0f}",
            f"{self.megabytes:.1f}",
            f"{self.milliseconds:.2f}",
        )


def key(name: str, corpus: str, sample: float) -> str:
    """What a figure is kept under."""
    return f"{name} {corpus}" + ("" if sample == 1 else f" {sample:g}")


def digest(recipe: Recipe) -> str:
    """Names a recipe, so that a figure is not shown for another one."""
    return hashlib.sha256(recipe.model_dump_json().encode()).hexdigest()[:16]


def load() -> dict[str, Found]:
    """All figures that are kept."""
    said = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    return {name: Found(**one) for name, one in said.items()}


def keep(name: str, found: Found) -> None:
    """Write one figure down, beside those that others may have written meanwhile."""
    said = {one: asdict(figures) for one, figures in (load() | {name: found}).items()}
    draft = KEPT.with_suffix(".part")
    draft.write_text(json.dumps(said, indent=1, sort_keys=True) + "\n", "utf-8")
    os.replace(draft, KEPT)


def known(
    name: str, corpus: Corpus, sample: float, *, again: bool = False, store: bool = True
) -> Found:
    """The kept figure of this very recipe, or a new one."""
    recipe = preset(name).recipe
    place = key(name, corpus.name, sample)
    before = load().get(place)
    if before and before.recipe == digest(recipe) and not again:
        return before
    found = run(recipe, corpus, sample)
    if store:
        keep(place, found)
    return found


def run(recipe: Recipe, corpus: Corpus, sample: float) -> Found:
    """Train, score, weigh and time."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        snapshot(corpus, sample, place / "snapshot")
        chosen, learning = _with_bilm(recipe, place)
        (place / "recipe.json").write_text(chosen.model_dump_json(), "utf-8")
        said, seconds = _fit(place)
        seconds += learning
        start, epochs = said[0], said[1:]
        report = json.loads((place / "out" / "report.json").read_bytes())
        bundle = place / "out" / "bundle"
        size = sum(file.stat().st_size for file in bundle.iterdir())
        return Found(
            **_scores(report, corpus.task),
            seconds=round(seconds, 1),
            epochs=len(epochs),
            tokens_per_second=round(start["tokens"]["train"] * len(epochs) / seconds),
            megabytes=round(size / 2**20, 2),
            milliseconds=round(_latency(bundle), 3),
            parameters=start["parameters"],
            recipe=digest(recipe),
        )


def _scores(report: dict[str, Any], task: str) -> dict[str, float]:
    tokens = report["tokens"]
    micro = report["entity"]["micro"]
    low, high = micro["interval"]["f1"][-2:]
    return {
        "f1": round(micro["f1"], 5),
        "low": round(low, 5),
        "high": round(high, 5),
        "accuracy": round(tokens["accuracy"], 5),
        "macro_tags": round(tokens["macro"]["f1"], 5),
        "micro_tags": round(tokens["micro"]["f1"], 5),
    }


def _with_bilm(recipe: Recipe, place: Path) -> tuple[Recipe, float]:
    """A recipe over a biLM of the project gets one of the training part's text, with the defaults;
    the seconds of processor time that it took."""
    said = recipe.model_dump(mode="json")
    context = said["algorithm"].get("context", {})
    if context.get("kind") != "bilm":
        return recipe, 0.0
    rows = (place / "snapshot" / "train.jsonl").read_text("utf-8").splitlines()
    text = "\n".join(" ".join(lines.words(lines.read(row))) for row in rows)
    (place / "text").write_text(text, "utf-8")
    (place / "bilm.json").write_text('{"method": {"kind": "bilm"}}', "utf-8")
    command = ["embed", str(place / "bilm.json"), str(place / "text"), "--out", str(place)]
    _, seconds = _tagger(command)
    raw = (place / "bilm").read_bytes()
    context["file"] = hashlib.sha256(raw).hexdigest()
    (place / "files").mkdir()
    (place / "files" / context["file"]).write_bytes(raw)
    return Recipe.model_validate(said), seconds


def _fit(place: Path) -> tuple[list[dict[str, Any]], float]:
    """The start event and those of the epochs, and the seconds of processor time of all of it."""
    command = ["fit", str(place / "recipe.json"), str(place / "snapshot"), "--out"]
    said, seconds = _tagger([*command, str(place / "out"), "--files", str(place / "files")])
    return [one for one in said if one["event"] in ("start", "epoch")], seconds


def _tagger(arguments: list[str]) -> tuple[list[dict[str, Any]], float]:
    """What a command of the tagger tells, and the seconds of processor time that it took."""
    command = [sys.executable, "-m", "training.tagger", *arguments]
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "platform")))
    environment = os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    )
    assert process.stdout is not None
    said = [json.loads(line) for line in process.stdout]
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"The training failed: {said[-1:]}")
    return said, used.ru_utime + used.ru_stime


def _latency(bundle: Path) -> float:
    """Milliseconds of one sentence whose words were met before: the best median of some rounds."""
    from training.tagger.runtime import load as opened

    tagger, words = opened(bundle), TEXT.split(" ")
    return min(statistics.median(_calls(tagger, words)) for _ in range(ROUNDS))


def _calls(tagger: Any, words: list[str]) -> Iterator[float]:
    for _ in range(CALLS):
        began = time.perf_counter()
        tagger.tag([words])
        yield 1000 * (time.perf_counter() - began)
