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

    def train(self, feature_set: int, name: str, epochs: int) -> tuple[Watch, Run, str]:
        """The default preset; the text says what its epochs brought."""
        preset = next(p for p in self.client.get("/presets") if p["name"] == "bilstm_crf")
        recipe = preset["recipe"]
        recipe["algorithm"]["epochs"] = min(epochs, recipe["algorithm"]["epochs"])
        with Watch(self.home, "training.tagger") as watch:
            body = {"recipe": recipe, "name": name}
            made = self.client.post(f"/feature-sets/{feature_set}/runs", body)
            done = self.client.until_over(f"/runs/{made['id']}", every=0.3)
        micro = self.client.get(f"/runs/{made['id']}/report")["entity"]["micro"]
        speeds = [epoch["tokens_per_second"] for epoch in done["epochs"]]
        found = (
            f"test F1 {micro['f1']:.4f}; {len(speeds)} epochs, the best is {done['best_epoch']}; "
            f"tokens/s by the clock: median epoch {statistics.median(speeds):,.0f}, "
            f"quickest {max(speeds):,.0f}"
        )
        return watch, Run(made["id"], micro["f1"], max(speeds)), found

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
