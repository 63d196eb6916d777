"""The whole line on a million tokens, through the API: import, export, freeze, train, deploy, predict.

Prints seconds and peak memory of each step and checks the figures that the corpus is known by.
"""

import csv
import io
import json
import lzma
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.client import Client, data_folder

ROOT = Path(__file__).parents[1]
KNOWN = {"documents": 47_959, "tokens": 1_048_575, "entities": 111_891, "tags": 17}


@contextmanager
def household() -> Iterator[tuple[Client, Path]]:
    """A fresh household without the demo, on free ports, ended afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        home, out = Path(folder) / "home", Path(folder) / "out"
        command = [sys.executable, "manage.py", "up", "--home", str(home), "--no-demo"]
        with out.open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            while "/sign-in/" not in out.read_text("utf-8"):
                if process.poll() is not None:
                    raise SystemExit(out.read_text("utf-8"))
                time.sleep(0.1)
            url = next(w for w in out.read_text("utf-8").split() if "/sign-in/" in w).split(
                "/sign-in/"
            )[0]
            token = subprocess.run(
                [sys.executable, "manage.py", "token", "--home", str(home)],
                cwd=ROOT, capture_output=True, text=True, check=True,
            ).stdout.strip()  # fmt: skip
            yield Client(url, token), home
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def processes(home: Path, words: str) -> list[int]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (
                (place / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            )
            environ = (place / "environ").read_bytes()
        except OSError:
            continue
        if words in command and (str(home) in command or str(home).encode() in environ):
            found.append(int(place.name))
    return found


class Peak(threading.Thread):
    """Watches the largest resident memory and the CPU seconds of the processes whose command holds `words`."""

    def __init__(self, home: Path, words: str) -> None:
        super().__init__(daemon=True)
        self.home, self.words, self.mb, self.cpu, self.over = (
            home,
            words,
            0.0,
            0.0,
            threading.Event(),
        )

    def run(self) -> None:
        while not self.over.wait(0.05):
            self.look()

    def look(self) -> None:
        pids = processes(self.home, self.words) or []
        self.mb = max([self.mb, *(self._mb(pid) for pid in pids)])
        self.cpu = max([self.cpu, *(self._cpu(pid) for pid in pids)])

    @staticmethod
    def _mb(pid: int) -> float:
        try:
            lines = Path(f"/proc/{pid}/status").read_text().split("\n")
        except OSError:
            return 0.0
        return next(
            (int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0
        )

    @staticmethod
    def _cpu(pid: int) -> float:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self) -> "Peak":
        self.began = time.monotonic()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self.began
        self.over.set()
        self.join()


def say(step: str, watch: Peak, more: str = "") -> None:
    print(f"{step:<34}{watch.seconds:8.2f} s  {watch.mb:7.0f} MB  {more}", flush=True)


class Saver(threading.Thread):
    """Saves one annotation again and again beside other work; keeps how long each save took."""

    def __init__(self, client: Client, project: int) -> None:
        super().__init__(daemon=True)
        self.client, self.over, self.waits = client, threading.Event(), list[float]()
        made = client.post(f"/projects/{project}/documents", {"texts": ["Sony CE rocks"]})
        self.path = f"/documents/{made['ids'][0]}"

    def run(self) -> None:
        version = self.client.get(self.path)["version"]
        while not self.over.wait(0.02):
            began = time.perf_counter()
            version = self.client.put(f"{self.path}/annotation", {"spans": []}, version)["version"]
            self.waits.append(time.perf_counter() - began)

    def figures(self) -> str:
        self.over.set()
        self.join()
        worst, middle = max(self.waits) * 1000, statistics.median(self.waits) * 1000
        return f"a saver beside: {len(self.waits)} saves, median {middle:.0f} ms, longest {worst:.0f} ms"


def main(recipe_changes: dict[str, Any] | None = None) -> None:
    folder = data_folder()
    if folder is None:
        print("gmb: skipped, the corpus is not at hand (set TAGWRIGHT_DATA)")
        return
    raw = lzma.decompress((folder / "gmb" / "ner_dataset.csv.xz").read_bytes())
    print(f"{'step':<34}{'wall':>10}{'peak':>11}")
    with household() as (client, home):
        project = client.post("/projects", {"name": "GMB", "task": "ner"})["id"]
        line(client, home, project, raw)


def line(client: Client, home: Path, project: int, raw: bytes) -> None:
    imported(client, home, project, raw)
    exported(client, home, project, raw)
    grouped = frozen(client, home, project, "duplicates")
    run = trained(client, home, grouped, "repeats grouped")
    deployed(client, home, run)
    plain = frozen(client, home, project, None)
    trained(client, home, plain, "plain random split")


def imported(client: Client, home: Path, project: int, raw: bytes) -> None:
    other = client.post("/projects", {"name": "Beside"})["id"]
    saver = Saver(client, other)
    saver.start()
    with Peak(home, "celery") as watch:
        made = client.upload(f"/projects/{project}/imports", {"file": ("ner_dataset.csv", raw)},
                             format="gmb_csv", options=json.dumps({"encoding": "cp1252"}))  # fmt: skip
        began = time.monotonic()
        done = client.until_over(f"/imports/{made['id']}", every=0.02)
        job = time.monotonic() - began
    labels = client.get(f"/projects/{project}/labels")["results"]
    entities = sum(label["spans"] for label in labels)
    say("import", watch, f"job {job:.2f} s; {done['written']:,} written, {done['rejected']} rejected, "
        f"{entities:,} entities, {2 * len(labels) + 1} tags")  # fmt: skip
    print(" " * 36 + saver.figures())
    check("documents", done["written"], KNOWN["documents"])
    check("entities", entities, KNOWN["entities"])


def exported(client: Client, home: Path, project: int, raw: bytes) -> None:
    with Peak(home, "gunicorn") as watch:
        found = client.send("GET", f"/projects/{project}/export?format=gmb_csv")
    same = rows(found.decode("utf-8")) == rows(raw.decode("cp1252"))
    say("export as CSV", watch, f"{len(found):,} bytes; same words, POS and tags: {same}")


def rows(text: str) -> list[list[str]]:
    return [row[1:] for row in csv.reader(io.StringIO(text, newline=""))][1:]


def frozen(client: Client, home: Path, project: int, group: str | None) -> int:
    split = {"kind": "random", "train": 0.7, "dev": 0.1, "test": 0.2, "seed": 13, "group": group}
    with Peak(home, "celery") as watch:
        made = client.post(
            f"/projects/{project}/feature-sets", {"name": f"70/10/20 {group}", "split": split}
        )
        client.until_over(f"/feature-sets/{made['id']}", every=0.05)
    found = client.get(f"/feature-sets/{made['id']}")["summary"]["duplicates"]
    say(f"feature set, group={group}", watch, f"{found['extra_copies']} extra copies of "
        f"{found['sentences']} sentences, {found['conflicting']} with conflicting tags")  # fmt: skip
    return int(made["id"])


def trained(client: Client, home: Path, feature_set: int, name: str) -> int:
    with Peak(home, "training.tagger") as watch:
        run = client.post(
            f"/feature-sets/{feature_set}/runs", {"preset": "bilstm_crf", "name": name}
        )
        done = client.until_over(f"/runs/{run['id']}", every=0.5)
    report = client.get(f"/runs/{run['id']}/report")
    speed = max(e["tokens_per_second"] for e in done["epochs"])
    say(f"train, {name}", watch, f"{len(done['epochs'])} epochs, best {done['best_epoch']}, "
        f"{speed:,.0f} tokens/s, {watch.cpu:.0f} CPU s, test F1 {report['entity']['micro']['f1']:.4f}")  # fmt: skip
    print(" " * 36 + "dev F1 by epoch: " + " ".join(f"{e['f1']:.3f}" for e in done["epochs"]))
    return int(run["id"])


def deployed(client: Client, home: Path, run: int) -> None:
    with Peak(home, "deployments.serving") as watch:
        made = client.post(f"/runs/{run}/deploy", {"name": "GMB"})
        client.until_over(f"/deployments/{made['id']}", every=0.02)
    say("deploy", watch)
    endpoint = Client(made["url"], made["key"])
    text = json.dumps({"text": "Barack Obama flew from Washington to Berlin on Monday ."}).encode()
    answer = json.loads(endpoint.send("POST", made["url"], text, Content_Type="application/json"))
    waits = list(
        timed(
            lambda: endpoint.send("POST", made["url"], text, Content_Type="application/json"), 200
        )
    )
    print(f"predict: {[(e['text'], e['label']) for e in answer['entities']]}; "
          f"median {statistics.median(waits) * 1000:.2f} ms with a new connection each")  # fmt: skip


def timed(act: Callable[[], Any], times: int) -> Iterator[float]:
    for _ in range(times):
        began = time.perf_counter()
        act()
        yield time.perf_counter() - began


def check(what: str, found: int, known: int) -> None:
    print(
        " " * 36
        + (f"{what}: {found:,} as known" if found == known else f"{what}: {found:,}, NOT {known:,}")
    )
