"""The whole line on a million tokens through the API, with what each step takes.

Checks the figures that the corpus is known by, and saves an annotation again and again meanwhile.
"""

import csv
import io
import lzma
import statistics
import threading
import time
from typing import Any

from benchmarks import texts
from benchmarks.client import Client
from benchmarks.household import Watch, household
from benchmarks.line import COLUMNS, Line
from benchmarks.report import Section, aim
from benchmarks.size import Size

KNOWN = {"documents": 47_959, "entities": 111_891, "tags": 17, "rejected": 0}
TEXT = "Barack Obama flew from Washington to Berlin on Monday ."


def measure(section: Section, size: Size) -> None:
    """Import, export, freeze, train, deploy, predict; then once more on a plain random split."""
    file = texts.gmb_file()
    if file is None:
        section.remark("Skipped: the corpus is not at hand (set TAGWRIGHT_DATA).")
        return
    raw = lzma.decompress(file.read_bytes())
    if not size.full:
        raw = b"Sentence: ".join(raw.split(b"Sentence: ")[: size.of(KNOWN["documents"])])
    with household("--no-demo") as house:
        table = section.table("GMB through the API, default recipe", *COLUMNS)
        line = Line(house, table, name="GMB", task="ner")
        _import(section, line, raw, size)
        _export(line, raw)
        for group, name in (("duplicates", "repeats grouped"), (None, "plain random")):
            _learn(line, group, name, size)


def _import(section: Section, line: Line, raw: bytes, size: Size) -> None:
    saver = Saver(line.client)
    saver.start()
    watch, done = line.import_file("ner_dataset.csv", raw, "gmb_csv", {"encoding": "cp1252"})
    waits = saver.end()
    labels = line.client.get(f"/projects/{line.project}/labels")["results"]
    found = {
        "documents": done["written"],
        "entities": sum(label["spans"] for label in labels),
        "tags": 2 * len(labels) + 1,
        "rejected": done["rejected"],
    }
    said = ", ".join(f"{count:,} {what}" for what, count in found.items())
    aims = f"{aim(watch.seconds, 4, 's')}, {aim(watch.megabytes, 250, 'MB', digits=0)}"
    line.table.row("import", *watch.cells(), aims, said)
    if size.full and found != KNOWN:
        section.remark(f"The import did NOT find what the corpus is known to hold: {KNOWN}.")
    middle, longest = 1000 * statistics.median(waits), 1000 * max(waits)
    line.table.row(
        "a saver beside the import", "", "", "", aim(longest, 200, "ms", digits=0),
        f"{len(waits)} saves, median {middle:.0f} ms, longest {longest:.0f} ms",
    )  # fmt: skip


def _export(line: Line, raw: bytes) -> None:
    with Watch(line.home, "gunicorn") as watch:
        found = line.client.send("GET", f"/projects/{line.project}/export?format=gmb_csv")
    same = _rows(found.decode("utf-8")) == _rows(raw.decode("cp1252"))
    said = "same words, POS and tags" if same else "NOT the same words, POS and tags"
    line.table.row("export as CSV", *watch.cells(), aim(watch.seconds, 3, "s"), said)


def _rows(text: str) -> list[list[str]]:
    rows = (row[1:] for row in csv.reader(io.StringIO(text, newline="")))
    return [row for row in rows if row][1:]


def _learn(line: Line, group: str | None, name: str, size: Size) -> None:
    split = {"kind": "random", "train": 0.7, "dev": 0.1, "test": 0.2, "seed": 13, "group": group}
    watch, made = line.freeze(f"70/10/20, {name}", split)
    repeats = made["summary"]["duplicates"]
    line.table.row(
        f"feature set, {name}", *watch.cells(), aim(watch.seconds, 5, "s"),
        f"{repeats['extra_copies']} extra copies of {repeats['sentences']} sentences, "
        f"{repeats['conflicting']} with other tags",
    )  # fmt: skip
    watch, run, said = line.train(made, name, epochs=25 if size.full else 2)
    line.table.row(f"train, {name}", *watch.cells(), _training_aims(run.f1, run, group), said)
    if group:
        line.deploy(run.id, TEXT)


def _training_aims(f1: float, run: Any, group: str | None) -> str:
    """The aims speak of grouped repeats; the plain split stands beside for comparison."""
    if group is None:
        return ""
    speed = aim(run.tokens_per_second, 35_000, "tokens/s", least=True, digits=0)
    return f"{speed}, F1 {aim(f1, 0.83, least=True, digits=2)}"


class Saver(threading.Thread):
    """Saves one annotation again and again beside other work; keeps how long each save took."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self.client, self._over = client, threading.Event()
        self._waits: list[float] = []
        project = client.post("/projects", {"name": "Beside"})["id"]
        made = client.post(f"/projects/{project}/documents", {"texts": ["Sony CE rocks"]})
        self.path = f"/documents/{made['ids'][0]}"

    def run(self) -> None:
        version = self.client.get(self.path)["version"]
        while not self._over.wait(0.02):
            began = time.perf_counter()
            saved = self.client.put(f"{self.path}/annotation", {"spans": []}, version)
            self._waits.append(time.perf_counter() - began)
            version = saved["version"]

    def end(self) -> list[float]:
        """Stop; seconds of each save."""
        self._over.set()
        self.join()
        return self._waits
