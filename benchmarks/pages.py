"""What a newcomer waits for: bytes of the first page, the first label, a key until it shows."""

import gzip
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.client import Client
from benchmarks.household import House, household
from benchmarks.report import Section
from benchmarks.size import Size

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / "platform" / "tagwright" / "static_built"
FIRST = "src/main.tsx"
ANNOTATE = "src/rooms/annotation/AnnotatePage.tsx"
TOKENS, SPANS = 5_000, 500
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
LISTEN = """
window.taken = [];
addEventListener("keydown", (event) => {
  if (event.key === "Shift") return;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.taken.push([event.key, performance.now() - event.timeStamp]);
    port2.postMessage(0);
  });
}, true);
"""
"""The message arrives after the frame that the key brought about is painted."""


def measure(section: Section, size: Size) -> None:
    """Sizes from the built files; times in headless Chromium on this machine."""
    section.remark("No other labelling tool is installed to be measured beside.")
    _sizes(section)
    try:
        with household() as house, _chromium() as browser:
            _first_label(section, house, browser, size)
            _keys(section, house, browser, size)
    except ImportError as fault:
        section.remark(f"Times are absent: {fault}")


def _sizes(section: Section) -> None:
    manifest = BUILT / ".vite" / "manifest.json"
    if not manifest.exists():
        section.remark("Sizes are absent: the pages are not built.")
        return
    chunks = json.loads(manifest.read_text("utf-8"))
    table = section.table("Bytes, compressed by gzip", "page", "JS", "CSS", "together")
    first = _files(chunks, FIRST)
    wanted = {"what every page loads first": first}
    if ANNOTATE in chunks:
        wanted["what the annotation page adds"] = _files(chunks, ANNOTATE) - first
    for name, files in wanted.items():
        sizes = {
            kind: sum(_gzipped(file) for file in files if file.endswith(kind))
            for kind in (".js", ".css")
        }
        cells = (*sizes.values(), sum(sizes.values()))
        table.row(name, *(f"{size / 1000:,.1f} kB" for size in cells))


def _files(chunks: dict[str, Any], name: str) -> set[str]:
    """A chunk's files and those of all it imports at once."""
    found: set[str] = set()
    waiting, seen = [name], set()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        found |= {chunks[at]["file"], *chunks[at].get("css", [])}
        waiting += chunks[at].get("imports", [])
    return found


def _gzipped(file: str) -> int:
    return len(gzip.compress((BUILT / file).read_bytes(), 9))


@contextmanager
def _chromium() -> Iterator[Any]:
    """Without its sandbox, which root cannot have."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise ImportError("Chromium is not installed.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, chromium_sandbox=False, args=QUIET)
        yield browser
        browser.close()


def _link(house: House) -> str:
    command = [sys.executable, "manage.py", "link", "--home", str(house.home)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _first_label(section: Section, house: House, browser: Any, size: Size) -> None:
    """From the link to a label, as fast as clicks can follow each other; nothing is cached."""
    steps: dict[str, list[float]] = {}
    for _ in range(size.rounds):
        link = _link(house)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        began = time.perf_counter()
        page.goto(link)
        page.get_by_role("link", name="Camera reviews").first.click()
        steps.setdefault("projects shown and one opened", []).append(time.perf_counter() - began)
        page.get_by_role("link", name="Start labelling").first.click()
        canvas = page.get_by_role("application")
        canvas.focus()
        steps.setdefault("a document to label", []).append(time.perf_counter() - began)
        _press(page, "Home", "ArrowRight", "Shift+ArrowRight", "1")
        canvas.locator("mark").first.wait_for()
        steps.setdefault("the first label", []).append(time.perf_counter() - began)
        _press(page, "Control+z")  # the next round finds the project as this one did
        canvas.locator("mark").first.wait_for(state="detached")
        page.get_by_text("Saved").first.wait_for()
        page.close()
    table = section.table("From the sign-in link, seconds by the clock", "until", "median")
    for name, took in steps.items():
        table.row(name, f"{statistics.median(took):.2f}")


def _press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _keys(section: Section, house: House, browser: Any, size: Size) -> None:
    """A long document with many labels: milliseconds from a key to the painted frame."""
    project, document = _long_document(house.client)
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(_link(house))
    page.get_by_role("link", name="Long").first.wait_for()
    address = f"{house.client.url}/projects/{project}/documents/{document}"
    page.goto(address)
    canvas = page.get_by_role("application")
    canvas.locator("mark").first.wait_for()
    canvas.focus()
    page.evaluate(LISTEN)
    for at in range(size.of(60, 10)):
        _press(page, "ArrowRight", "ArrowRight", "Shift+ArrowRight", "12"[at % 2])
    page.wait_for_timeout(200)
    taken = page.evaluate("window.taken")
    page.close()
    table = section.table(
        f"Key to paint, {TOKENS:,} tokens and {SPANS} labels, milliseconds",
        "key", "p50", "p95", "presses",
    )  # fmt: skip
    _key_row(table, "arrow", [took for key, took in taken if key.startswith("Arrow")])
    _key_row(table, "label", [took for key, took in taken if not key.startswith("Arrow")])


def _key_row(table: Any, name: str, took: Sequence[float]) -> None:
    ranked = sorted(took)
    p50, p95 = (ranked[int(len(ranked) * share)] for share in (0.5, 0.95))
    table.row(name, f"{p50:.1f}", f"{p95:.1f}", str(len(ranked)))


def _long_document(client: Client) -> tuple[int, int]:
    project = client.post("/projects", {"name": "Long", "task": "ner"})["id"]
    for name in ("PNAME", "PFEATURE"):
        client.post(f"/projects/{project}/labels", {"name": name})
    words = ["camera" if at % 7 else "zoom" for at in range(TOKENS)]
    text = " ".join(words)
    made = client.post(f"/projects/{project}/documents", {"texts": [text]})
    document = client.get(f"/documents/{made['ids'][0]}")
    tokens = document["tokens"]
    spans = [
        {"start": tokens[at][0], "end": tokens[at][1], "label": ("PNAME", "PFEATURE")[at // 10 % 2]}
        for at in range(5, len(tokens), TOKENS // SPANS)
    ]
    client.put(f"/documents/{document['id']}/annotation", {"spans": spans}, document["version"])
    return project, document["id"]
