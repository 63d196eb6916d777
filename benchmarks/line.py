"""The steps of the straight line through the API, each watched: import, freeze, train, deploy."""

import json
import statistics
import time
from typing import Any, NamedTuple

from benchmarks.client import Client
from benchmarks.household import House, Watch
from benchmarks.report import Table

COLUMNS = ("step", "seconds", "CPU s", "peak MB", "aim", "found")
JSON = "application/json"


class Run(NamedTuple):
    """A finished run: its number and what it scored on the test part."""

    id: int
    f1: float
    tokens_per_second: float


class Pace:
    """Training tokens per CPU second, from the end of the first epoch to that of the last.

    Scoring the dev part after each epoch is in it, so the loop alone is a little quicker.
    """

    def __init__(self, watch: Watch, feature_set: dict[str, Any]) -> None:
        parts = feature_set["summary"]["parts"]
        self.watch, self.tokens = (
            watch,
            next(int(p["tokens"]) for p in parts if p["name"] == "train"),
        )
        self.ends: list[tuple[int, float]] = []

    def look(self, run: dict[str, Any]) -> None:
        """Note the CPU time when a new epoch is seen."""
        count = len(run["epochs"])
        if count and (not self.ends or count > self.ends[-1][0]):
            self.ends.append((count, self.watch.cpu_seconds))

    @property
    def rate(self) -> float:
        if len(self.ends) < 2:
            return 0.0
        (first, before), (last, after) = self.ends[0], self.ends[-1]
        return float(self.tokens) * (last - first) / (after - before)

    def said(self, epochs: list[dict[str, Any]]) -> str:
        """The rate by CPU time, and by the clock of the run itself."""
        clock = statistics.median(epoch["tokens_per_second"] for epoch in epochs)
        return f"{self.rate:,.0f} tokens per CPU second; {clock:,.0f} by the clock"


class Line:
    """One project of a household, walked step by step into a table."""

    def __init__(self, house: House, table: Table, **project: str) -> None:
        self.client, self.home, self.table = house.client, house.home, table
        self.project = int(self.client.post("/projects", project)["id"])

    def import_file(
        self, name: str, raw: bytes, format: str, options: dict[str, Any]
    ) -> tuple[Watch, dict[str, Any]]:
        """Upload one file and wait until it is imported."""
        said = {"format": format, "options": json.dumps(options)}
        with Watch(self.home, "celery") as watch:
            made = self.client.upload(
                f"/projects/{self.project}/imports", {"file": (name, raw)}, **said
            )
            done = self.client.until_over(f"/imports/{made['id']}", every=0.02)
        return watch, done

    def freeze(self, name: str, split: dict[str, Any]) -> tuple[Watch, dict[str, Any]]:
        """A feature set and its summary."""
        with Watch(self.home, "celery") as watch:
            body = {"name": name, "split": split}
            made = self.client.post(f"/projects/{self.project}/feature-sets", body)
            self.client.until_over(f"/feature-sets/{made['id']}", every=0.02)
        return watch, self.client.get(f"/feature-sets/{made['id']}")

    def train(self, feature_set: dict[str, Any], name: str, epochs: int) -> tuple[Watch, Run, str]:
        """The default preset; the text says what its epochs brought."""
        preset = next(p for p in self.client.get("/presets") if p["name"] == "bilstm_crf")
        recipe = preset["recipe"]
        recipe["algorithm"]["epochs"] = min(epochs, recipe["algorithm"]["epochs"])
        with Watch(self.home, "training.tagger") as watch:
            pace = Pace(watch, feature_set)
            body = {"recipe": recipe, "name": name}
            made = self.client.post(f"/feature-sets/{feature_set['id']}/runs", body)
            done = self.client.until_over(f"/runs/{made['id']}", every=0.2, look=pace.look)
        micro = self.client.get(f"/runs/{made['id']}/report")["entity"]["micro"]
        found = (
            f"test F1 {micro['f1']:.4f}; {len(done['epochs'])} epochs, the best is "
            f"{done['best_epoch']}; {pace.said(done['epochs'])}"
        )
        return watch, Run(made["id"], micro["f1"], pace.rate), found

    def deploy(self, run: int, text: str) -> None:
        """Two rows: until the address answers, and what it answers to a text."""
        with Watch(self.home, "deployments.serving") as watch:
            made = self.client.post(f"/runs/{run}/deploy", {"name": "Benchmark"})
            self.client.until_over(f"/deployments/{made['id']}", every=0.02)
        self.table.row("deploy, until it answers", *watch.cells())
        endpoint = Client(made["url"], made["key"])
        body = json.dumps({"text": text}).encode()
        took, answer = [], b""
        for _ in range(100):
            began = time.perf_counter()
            answer = endpoint.send("POST", made["url"], body, Content_Type=JSON)
            took.append(time.perf_counter() - began)
        entities = [f"{e['text']} {e['label']}" for e in json.loads(answer)["entities"]]
        self.table.row(
            "predict, a new connection each", f"{statistics.median(took):.4f}", "", "", "",
            ", ".join(entities),
        )  # fmt: skip
