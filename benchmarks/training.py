"""Training of one architecture by us and by the peers: tokens per second of one core's CPU time."""

import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import texts
from benchmarks.contest import Contestant, Said, contest, rates
from benchmarks.report import Section, Table, aim, ratio
from benchmarks.size import Size

SENTENCES = 14_000
OURS, NCRFPP, FLAIR = "benchmarks.ours", "benchmarks.peers.ncrfpp", "benchmarks.peers.flair_tagger"
SLOW = {OURS: 60_000, NCRFPP: 20_000, FLAIR: 10_000}
"""Tokens of a round: enough for each to settle, not more than it can do in some seconds."""
BATCHES = (32, 128)
FLOAT32 = "Tagwright, batch auto, all in float32"
"""On processors that multiply bfloat16 large steps learn in it; this is ours as on the others."""
AIMS = {NCRFPP: 7.0, FLAIR: 12.0}
FLOP = 3 * 2 * 2 * (150 + 100) * 400
"""Forward and twice as much backward; two directions; rows of 150 and states of 100 to 4 gates."""
Entry = tuple[str, int]


def measure(section: Section, size: Size) -> None:
    """Character CNN beside NCRF++, character BiLSTM beside Flair and NCRF++."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = texts.some(size.of(SENTENCES, 1500))
        text = str(texts.write(Path(folder) / "text.json", chosen))
        snapshot = str(texts.snapshot(Path(folder) / "snapshot", train=chosen))
        tokens = sum(len(words) for words, _ in chosen)
        section.remark(f"{len(chosen):,} sentences, {tokens:,} tokens of {texts.source()}.")
        for characters in ("cnn", "bilstm"):
            _race(section, size, characters, text, snapshot)
        _together(section, size, snapshot)


def _race(section: Section, size: Size, characters: str, text: str, snapshot: str) -> None:
    ours = {
        f"Tagwright, batch {batch}": (OURS, _ours(characters, batch) | {"snapshot": snapshot})
        for batch in ("auto", 32)
    }
    ours[FLOAT32] = (OURS, ours["Tagwright, batch auto"][1] | {"float32": True})
    spelled = {"cnn": "CNN", "bilstm": "LSTM"}[characters]
    peers = {"NCRF++": (NCRFPP, {"characters": spelled, "sentences": text})}
    if characters == "bilstm":
        peers["Flair"] = (FLAIR, {"sentences": text})
    table = section.table(
        f"Training, character {spelled}: word 100, BiLSTM 2×100, "
        "CRF, one thread; tokens per CPU second, median of interleaved rounds",
        "loop", "tokens/s", "ours is", "aim",
    )  # fmt: skip
    with contest(section, {**ours, **peers}) as here:
        found = _rounds(here, {**ours, **peers}, size)
        product = here["Tagwright, batch auto"].ask("product", calls=size.of(2_000))
    best = _show(table, found, {**ours, **peers})
    floor = product["flop_per_second"] / FLOP
    section.remark(
        f"One core multiplies float32 matrices at {product['flop_per_second'] / 1e9:.0f} GFLOP/s "
        f"here. The two LSTMs need {FLOP / 1e6:.1f} MFLOP a token with their gradients: at most "
        f"{floor:,.0f} tokens/s; our quickest is {100 * best / floor:.0f} % of that, and all in "
        f"float32 {100 * rates(found[FLOAT32, 0]) / floor:.0f} %."
    )


def _together(section: Section, size: Size, snapshot: str) -> None:
    """Two trainings at once against one, by the clock: each has one thread and needs one core."""
    ours = (OURS, _ours("cnn", "auto") | {"snapshot": snapshot})
    tokens = size.of(3 * SLOW[OURS])
    found: dict[int, list[float]] = {1: [], 2: []}
    with contest(section, {"first": ours, "second": ours}) as here:
        for count in (1, 2) * (size.rounds + 1):
            found[count].append(_paced(list(here.values())[:count], tokens))
    one, both = (statistics.median(found[count][1:]) for count in (1, 2))
    table = section.table(
        "Trainings at once, by the clock", "trainings", "tokens/s", "of one", "aim"
    )
    table.row("one", f"{one:,.0f}")
    table.row("two", f"{both:,.0f}", ratio(both, one), aim(both / one, 1.8, least=True))


def _paced(contestants: Sequence[Contestant], tokens: int) -> float:
    """Tokens per second that these reach together."""
    began = time.perf_counter()
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda one: one.ask("train", tokens=tokens, batch=0), contestants))
    return sum(float(answer["tokens"]) for answer in answers) / (time.perf_counter() - began)


def _ours(characters: str, batch: str | int) -> dict[str, Any]:
    letters: dict[str, Any] = {"kind": characters}
    letters |= {"filters": 50, "dimension": 30} if characters == "cnn" else {"units": 25}
    algorithm = {
        "kind": "bilstm_crf", "words": {"kind": "random", "dimension": 100}, "characters": letters,
        "encoder": {"kind": "bilstm", "units": 100, "dropout": 0.5}, "batch_size": batch,
        "epochs": 1000, "early_stopping": 0, "optimizer": {"kind": "adam"},
    }  # fmt: skip
    return {"recipe": {"algorithm": algorithm}}


def _rounds(
    here: dict[str, Contestant], modules: dict[str, tuple[str, Said]], size: Size
) -> dict[Entry, list[Said]]:
    """A first round to warm up, then the rounds that count; each in turn."""
    found: dict[Entry, list[Said]] = {}
    for number in range(size.rounds + 1):
        for name, one in here.items():
            module = modules[name][0]
            tokens = size.of(SLOW[module]) if number else size.of(SLOW[module] // 8)
            for batch in BATCHES if module != OURS else (0,):
                answer = one.ask("train", tokens=tokens, batch=batch)
                if number:
                    found.setdefault((name, batch), []).append(answer)
    return found


def _show(
    table: Table, found: dict[Entry, list[Said]], modules: dict[str, tuple[str, Said]]
) -> float:
    """The rows; answers our best rate, against which the peers' best is held."""
    speeds = {entry: rates(answers) for entry, answers in found.items()}
    best = max((speed for (_, batch), speed in speeds.items() if not batch), default=0.0)
    for (name, batch), speed in speeds.items():
        if not batch:
            table.row(name, f"{speed:,.0f}")
            continue
        peer = max(other for (whose, _), other in speeds.items() if whose == name)
        wanted = AIMS[modules[name][0]]
        said = aim(best / peer, wanted, least=True) if speed == peer and _aimed(name, table) else ""
        table.row(f"{name}, batch {batch}", f"{speed:,.0f}", ratio(best, speed), said)
    return best


def _aimed(name: str, table: Table) -> bool:
    """NCRF++ has its aim with the character CNN, Flair with the BiLSTM."""
    return ("character CNN" in table.title) == (name == "NCRF++")
