"""Tagging beside spaCy and Flair: one sentence, and 1,000 of them; CPU time on one thread."""

import tempfile
from pathlib import Path

from benchmarks import texts, trained
from benchmarks.contest import Contestant, Said, contest, rates
from benchmarks.report import Section, aim, ratio
from benchmarks.size import Size

OURS, SMALL = "Tagwright", "Tagwright, int8"
PEERS = {"spaCy ner": "benchmarks.peers.spacy_ner", "Flair": "benchmarks.peers.flair_tagger"}
SKIPPED, LENGTH, MANY, CALLS = 20_000, 25, 1_000, 500
AIMS = {"spaCy ner": (5.0, 10.0), "Flair": (10.0, 25.0)}
OWN = (OURS, SMALL)
"""How many times faster we want to be with one sentence, and with 1,000."""


def measure(section: Section, size: Size) -> None:
    """From lists of words to entities."""
    with tempfile.TemporaryDirectory() as folder, trained.model(size) as model:
        chosen = texts.some(MANY, SKIPPED)
        one = next(words for words, _ in texts.some(20_000) if len(words) == LENGTH)
        text = str(texts.write(Path(folder) / "text.json", chosen))
        given = {"sentences": text, "one": one}
        wanted: dict[str, tuple[str, Said]] = {
            OURS: ("benchmarks.ours", {**given, "bundle": str(model.bundle)}),
            SMALL: (
                "benchmarks.ours",
                {**given, "bundle": str(_shrunk(model.bundle, Path(folder)))},
            ),
            **{name: (module, given) for name, module in PEERS.items()},
        }
        tokens = sum(len(words) for words, _ in chosen)
        section.remark(
            f"{texts.source()}: one sentence of {LENGTH} words; {MANY:,} sentences, {tokens:,} "
            "words, batches of 64. Ours also scores every entity; spaCy's is another architecture."
        )
        with contest(section, wanted) as here:
            _race(section, size, here)


def _shrunk(large: Path, folder: Path) -> Path:
    """The same model in int8: one sentence a call."""
    from training.tagger import int8
    from training.tagger.bundles import bundle

    read = bundle.read(large)
    bundle.write(folder / "int8", read.manifest, int8.shrink(read))
    return folder / "int8"


def _race(section: Section, size: Size, here: dict[str, Contestant]) -> None:
    lone: dict[str, list[float]] = {name: [] for name in here}
    many: dict[str, list[Said]] = {name: [] for name in here}
    fresh = []
    for one in here.values():
        one.ask("one", calls=20)
        one.ask("many")
    for _ in range(size.rounds):
        for name, one in here.items():
            calls = size.of(CALLS if name in OWN else CALLS // 5, 20)
            lone[name] += one.ask("one", calls=calls)["milliseconds"]
            many[name].append(one.ask("many"))
        fresh.append(here[OURS].ask("fresh"))
    _show_one(section, {name: sorted(took) for name, took in lone.items()})
    _show_many(section, {name: rates(took) for name, took in many.items()}, rates(fresh))


def _show_one(section: Section, took: dict[str, list[float]]) -> None:
    table = section.table(
        "One sentence, milliseconds of CPU time", "tagger", "p50", "p99", "ours is", "aim"
    )
    middles = {name: times[len(times) // 2] for name, times in took.items()}
    for name, times in took.items():
        times_faster = middles[name] / middles[OURS]
        told = (
            (ratio(middles[name], middles[OURS]), aim(times_faster, AIMS[name][0], least=True))
            if name not in OWN
            else ()
        )
        table.row(name, f"{middles[name]:.3f}", f"{times[int(len(times) * 0.99)]:.3f}", *told)


def _show_many(section: Section, speeds: dict[str, float], fresh: float) -> None:
    table = section.table(
        "1,000 sentences, words per second of CPU time", "tagger", "words/s", "ours is", "aim"
    )
    table.row(f"{OURS}, words met before", f"{speeds[OURS]:,.0f}")
    table.row(f"{OURS}, words met for the first time", f"{fresh:,.0f}")
    table.row(SMALL, f"{speeds[SMALL]:,.0f}", ratio(speeds[OURS], speeds[SMALL]))
    for name in [name for name in speeds if name not in OWN]:
        said = aim(speeds[OURS] / speeds[name], AIMS[name][1], least=True)
        table.row(name, f"{speeds[name]:,.0f}", ratio(speeds[OURS], speeds[name]), said)
