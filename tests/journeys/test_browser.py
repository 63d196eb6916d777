"""A newcomer in a real Chromium, from the first page to an answer of the deployed API."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.journeys.conftest import ROOT, _binary, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_CLICKS = 15
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
QUIET = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path=_binary("chromium"), chromium_sandbox=False, args=QUIET
        )
        yield browser
        browser.close()


class Visitor:
    """One person at one page: counts clicks, keeps what the console complained about."""

    def __init__(self, browser: Browser, **context: Any) -> None:
        self.context = browser.new_context(
            **({"viewport": {"width": 1280, "height": 860}} | context)
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.clicks, self.complaints = 0, list[str]()
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type == "error" else None
        )
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=re.compile(name)).first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(name)).first

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, what: Locator, most: int = 60) -> None:
        """Reach something by Tab alone."""
        what.wait_for()
        for _ in range(most):
            if what.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{what} was not reached by {most} Tabs")


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    found = Visitor(chromium)
    yield found
    found.context.close()


def one_time_link(house: Any) -> str:
    command = [
        str(ROOT / ".venv" / "bin" / "python"),
        "manage.py",
        "link",
        "--home",
        str(house.home),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=house.env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_p1_from_the_first_page_to_an_answer_of_the_api(embedded: Any, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(embedded.link)
    visitor.click(visitor.link("Camera reviews"))
    visitor.click(visitor.link("Start labelling"))
    label_three_sentences(visitor)
    visitor.click(visitor.link("^Home"))
    visitor.click(visitor.link("Make a feature set"))
    visitor.click(visitor.button("^Freeze"))
    visitor.click(visitor.link("^Train on this set"))
    visitor.click(visitor.button("^Train$"))
    expect(visitor.button("^Deploy$")).to_be_visible(timeout=180_000)
    visitor.click(visitor.button("^Deploy$"))
    expect(page.get_by_text("live", exact=True).first).to_be_visible(timeout=30_000)
    answer = call(page.locator("pre", has_text="curl").first.inner_text())
    assert '"PNAME"' in answer, answer
    assert visitor.clicks <= MOST_CLICKS
    assert visitor.complaints == []


def call(code: str) -> str:
    """Run a copied snippet in a shell, word for word."""
    return subprocess.run(
        ["bash", "-c", code], capture_output=True, text=True, timeout=30, check=False
    ).stdout


def label_three_sentences(visitor: Visitor) -> None:
    """“The Canon G3 has excellent battery life.”: two words, their key, done and next."""
    page = visitor.page
    canvas = page.get_by_role("application")
    expect(canvas).to_contain_text("Canon G3")
    canvas.focus()
    visitor.press("Home", "ArrowRight", "Shift+ArrowRight", "1")
    expect(canvas.locator("mark", has_text="Canon")).to_be_visible()
    first = page.url
    visitor.press("Enter")
    expect(page).not_to_have_url(first)
    expect(page.get_by_text("Saved").first).to_be_visible()


def test_p4_the_playground_shows_entities_the_json_and_how_long_it_took(
    embedded: Any, visitor: Visitor
) -> None:
    page = visitor.page
    page.goto(one_time_link(embedded))
    page.goto(f"{embedded.url}/projects/1/deployments/1")
    page.get_by_role("textbox").first.fill("My Canon G3 has a good battery life.")
    visitor.button("^Find entities").click()
    expect(page.locator("mark", has_text="Canon G3").first).to_be_visible()
    expect(page.get_by_text('"label": "PNAME"').first).to_be_visible()
    expect(page.get_by_text(re.compile(r"answered in \d+ ms"))).to_be_visible()
    assert visitor.complaints == []


def test_the_same_way_by_keyboard_alone(embedded: Any, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(one_time_link(embedded))
    go = visitor.tab_to
    go(visitor.link("Camera reviews"))
    visitor.press("Enter")
    go(visitor.link("^Documents"))
    visitor.press("Enter")
    page.wait_for_url("**/documents**")
    page.goto(f"{embedded.url}/projects/1/documents/{open_document(embedded)}")
    go(page.get_by_role("application"))
    page.keyboard.press("n")
    visitor.press("Shift+ArrowRight", "1", "b", "b", "Control+z", "Control+Shift+z", "Enter")
    expect(page.get_by_text("Saved").first).to_be_visible()
    go(visitor.link("^Feature sets"))
    visitor.press("Enter")
    go(visitor.link("New feature set|Make a feature set"))
    visitor.press("Enter")
    go(visitor.button("^Freeze"))
    visitor.press("Enter")
    go(visitor.link("^Train on this set"))
    visitor.press("Enter")
    go(page.get_by_role("radio", name=re.compile("Linear CRF|BiLSTM-CRF")).first)
    go(visitor.button("^Train$"), most=120)
    visitor.press("Enter")
    expect(visitor.button("^Deploy$")).to_be_visible(timeout=180_000)
    go(visitor.button("^Deploy$"))
    visitor.press("Enter")
    expect(page.get_by_text("live", exact=True).first).to_be_visible(timeout=30_000)
    go(page.get_by_role("textbox").first)
    page.keyboard.type("The Canon G3 has a zoom.")
    visitor.press("Control+Enter")
    expect(page.locator("mark", has_text="Canon G3").first).to_be_visible()
    assert visitor.clicks == 0
    assert visitor.complaints == []


def open_document(house: Any) -> int:
    from benchmarks.client import Client

    found: int = Client(house.url, house.token()).get("/projects/1/documents/next?state=new")["id"]
    return found


PAGES = [
    "projects",
    "account",
    "projects/1",
    "projects/1/import",
    "projects/1/documents",
    "projects/1/documents/3",
    "projects/1/feature-sets",
    "projects/1/feature-sets/new",
    "projects/1/feature-sets/1",
    "projects/1/feature-sets/1/train",
    "projects/1/runs",
    "projects/1/runs/1",
    *(f"projects/1/runs/1?tab={tab}" for tab in ("slices", "tokens", "costs", "why", "tests")),
    "projects/1/readings/1",
    "projects/1/compare?runs=1,2",
    "projects/1/studies",
    "projects/1/studies/new",
    "projects/1/studies/new?kind=learning_curve&run=1",
    "projects/1/studies/1",
    "projects/1/embeddings",
    "projects/1/embeddings/new",
    "projects/1/embeddings/1",
    "projects/1/deployments",
    "projects/1/deployments/1",
    "projects/1/deployments/1/evaluate",
    "projects/1/deployments/1/evaluations/1",
    "projects/1/settings",
    "gallery",
]


def a_reading(house: Any) -> None:
    """A run read on a part that it was not scored on."""
    from benchmarks.client import Client

    client = Client(house.url, house.token())
    if not client.get("/projects/1/readings")["results"]:
        client.post("/feature-sets/1/readings", {"run": 1, "part": "dev"})
    until(lambda: client.get("/readings/1")["state"] == "done", "the reading", 60)


def a_study(house: Any) -> None:
    """A learning curve that has answered, so that its page shows all it can."""
    from benchmarks.client import Client

    client = Client(house.url, house.token())
    if not client.get("/projects/1/studies")["results"]:
        plan = {"kind": "learning_curve", "points": 3}
        client.post("/feature-sets/1/studies", {"preset": "linear_crf", "plan": plan})
    until(lambda: client.get("/studies/1")["state"] == "done", "the study", 180)


def an_embedding(house: Any) -> None:
    """Word vectors that were learned, so that their page shows neighbours and a curve."""
    from benchmarks.client import Client

    client = Client(house.url, house.token())
    if not client.get("/projects/1/embeddings")["results"]:
        recipe = {"method": {"kind": "fasttext", "dimension": 10, "epochs": 3, "buckets": 500}}
        client.post("/projects/1/embeddings", {"recipe": recipe})
    until(lambda: client.get("/embeddings/1")["state"] == "done", "the word vectors", 60)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_phone(
    embedded: Any, chromium: Browser, scheme: Any, tmp_path: Path
) -> None:
    a_reading(embedded)
    a_study(embedded)
    an_embedding(embedded)
    an_evaluation(embedded)
    visitor = Visitor(chromium, color_scheme=scheme)
    page = visitor.page
    page.goto(one_time_link(embedded))
    faults = []
    for path in PAGES:
        page.set_viewport_size({"width": 1280, "height": 860})
        page.goto(f"{embedded.url}/{path}")
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        faults += [(path, v["id"], v["nodes"][0]["html"][:120]) for v in found["violations"]]
        keep(page, f"{path}-{scheme}")
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(100)
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [(path, "wider than a phone", wide)] if wide > 390 else []
        keep(page, f"{path}-{scheme}-390")
    visitor.context.close()
    assert faults == []
    assert visitor.complaints == []


def keep(page: Page, name: str) -> None:
    """Save a screenshot when SCREENSHOTS names a folder."""
    import os

    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(
            path=str(Path(folder) / (re.sub(r"\W+", "-", name) + ".png")), full_page=True
        )


def an_evaluation(house: Any) -> None:
    """What a labelled sentence says of the first deployment."""
    from benchmarks.client import Client

    client = Client(house.url, house.token())
    if client.get("/deployments/1/evaluations")["results"]:
        return
    truth = {"file": ("truth.conll", b"The O\nCanon B-PNAME\nG3 I-PNAME\nrocks O\n")}
    found = client.upload("/deployments/1/evaluations", truth, format="conll")
    client.until_over(f"/evaluations/{found['id']}")


def test_p3_a_visitor_tries_a_featured_model_without_signing_in(
    embedded: Any, visitor: Visitor
) -> None:
    from benchmarks.client import Client

    client = Client(embedded.url, embedded.token())
    client.post("/deployments/1/feature", {"public": True, "example": "The Canon G3 rocks."})
    page = visitor.page
    page.goto(f"{embedded.url}/sign-in")
    visitor.click(visitor.link("try the models in the gallery"))
    visitor.click(visitor.link("trained on .* sentences"))
    expect(page.get_by_text("Intended use")).to_be_visible()
    visitor.click(visitor.button("^Find entities"))
    expect(page.locator("mark", has_text="Canon G3").first).to_be_visible()
    expect(page.get_by_label("Answer as JSON")).to_contain_text('"label"')
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [one["id"] for one in found["violations"]] == []
    assert visitor.complaints == []


def test_p5_a_labelled_file_is_held_against_a_deployed_model(
    embedded: Any, visitor: Visitor, tmp_path: Path
) -> None:
    (truth := tmp_path / "truth.conll").write_text(
        "The O\nCanon B-PNAME\nG3 I-PNAME\nrocks O\n\nIts O\nshade B-SHADE\nfails O\n"
    )
    page = visitor.page
    page.goto(one_time_link(embedded))
    page.goto(f"{embedded.url}/projects/1/deployments/1/evaluate")
    page.get_by_label("Files to import").set_input_files(truth)
    expect(page.get_by_text("does not know 1 label").first).to_be_visible()
    visitor.click(visitor.button("^Compare 2 sentences"))
    expect(page.get_by_role("row").filter(has_text="shade SHADE").first).to_be_visible()
    with page.expect_download() as download:
        visitor.click(visitor.link("^All rows as CSV"))
    said = Path(download.value.path()).read_text("utf-8")
    assert said.startswith("sentence,document,text,verdict,")
    assert "SHADE,shade" in said
    assert visitor.complaints == []


def test_curl_is_there_for_the_snippet() -> None:
    assert shutil.which("curl")
