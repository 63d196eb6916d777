"""Every page in a real Chromium: usable by everyone, also on a phone; what stands on it works."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.client import Client
from tests.journeys.visiting import Visitor, barriers, keep

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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


@pytest.fixture(scope="module")
def furnished(embedded: Any) -> Any:
    """The demo project with one of everything that has a page, and two runs to compare."""
    client = Client(embedded.url, embedded.token())
    split = {"kind": "random", "train": 0.7, "dev": 0.1, "test": 0.2, "seed": 13, "group": None}
    made(client, "/projects/1/feature-sets", "/feature-sets", {"name": "first", "split": split})
    for preset in ("camera_reviews", "linear_crf"):
        made(client, "/feature-sets/1/runs", "/runs", {"preset": preset})
    made(client, "/runs/1/deploy", "/deployments", {"name": "cameras"})
    made(client, "/feature-sets/1/readings", "/readings", {"run": 1, "part": "dev"})
    study = {"preset": "linear_crf", "plan": {"kind": "learning_curve", "points": 3}}
    made(client, "/feature-sets/1/studies", "/studies", study)
    small = {"method": {"kind": "fasttext", "dimension": 10, "epochs": 3, "buckets": 500}}
    made(client, "/projects/1/embeddings", "/embeddings", {"recipe": small})
    truth = {"file": ("truth.conll", b"The O\nCanon B-PNAME\nG3 I-PNAME\nrocks O\n")}
    found = client.upload("/deployments/1/evaluations", truth, format="conll")
    client.until_over(f"/evaluations/{found['id']}", 60)
    return embedded


def made(client: Client, at: str, kind: str, body: Any) -> None:
    client.until_over(f"{kind}/{client.post(at, body)['id']}", 180)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_phone(
    furnished: Any, chromium: Browser, scheme: Any
) -> None:
    visitor = Visitor(chromium, color_scheme=scheme)
    page = visitor.page
    page.goto(furnished.one_time_link())
    faults = []
    for path in PAGES:
        page.set_viewport_size({"width": 1280, "height": 860})
        page.goto(f"{furnished.url}/{path}")
        page.wait_for_load_state("networkidle")
        faults += [(path, *barrier) for barrier in barriers(page)]
        keep(page, f"{path}-{scheme}")
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(100)
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [(path, "wider than a phone", wide)] if wide > 390 else []
        keep(page, f"{path}-{scheme}-390")
    visitor.context.close()
    assert faults == []
    assert visitor.complaints == []


def test_p4_the_playground_shows_entities_the_json_and_how_long_it_took(
    furnished: Any, visitor: Visitor
) -> None:
    page = visitor.page
    page.goto(furnished.one_time_link())
    page.goto(f"{furnished.url}/projects/1/deployments/1")
    page.get_by_role("textbox").first.fill("My Canon G3 has a good battery life.")
    visitor.button("^Find entities").click()
    expect(page.locator("mark", has_text="Canon G3").first).to_be_visible()
    expect(page.get_by_text('"label": "PNAME"').first).to_be_visible()
    expect(page.get_by_text(re.compile(r"answered in \d+ ms"))).to_be_visible()
    assert visitor.complaints == []


def test_p3_a_visitor_tries_a_featured_model_without_signing_in(
    furnished: Any, visitor: Visitor
) -> None:
    client = Client(furnished.url, furnished.token())
    client.post("/deployments/1/feature", {"public": True, "example": "The Canon G3 rocks."})
    page = visitor.page
    page.goto(f"{furnished.url}/sign-in")
    visitor.click(visitor.link("try the models in the gallery"))
    visitor.click(visitor.link("trained on .* sentences"))
    expect(page.get_by_text("Intended use")).to_be_visible()
    visitor.click(visitor.button("^Find entities"))
    expect(page.locator("mark", has_text="Canon G3").first).to_be_visible()
    expect(page.get_by_label("Answer as JSON")).to_contain_text('"label"')
    assert barriers(page) == []
    assert visitor.complaints == []


def test_what_was_chosen_before_training_outlives_a_way_to_the_embeddings(
    furnished: Any, visitor: Visitor
) -> None:
    page, train = visitor.page, f"{furnished.url}/projects/1/feature-sets/1/train"
    page.goto(furnished.one_time_link())
    page.goto(train)
    name = page.get_by_label("Name of the run")
    name.fill("with vectors")
    page.goto(f"{furnished.url}/projects/1/embeddings/new")
    page.goto(train)
    expect(name).to_have_value("with vectors")
    page.goto(f"{train}?run=1")
    expect(name).to_have_value("")
    name.fill("like the first")
    expect(page).to_have_url(train)
    page.reload()
    expect(name).to_have_value("like the first")
    assert visitor.complaints == []


def test_answers_of_another_program_lead_to_what_they_are_worth(
    furnished: Any, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.page
    page.goto(furnished.one_time_link())
    export = page.request.get(f"{furnished.url}/api/v1/projects/1/export?format=jsonl")
    (answers := tmp_path / "answers.jsonl").write_bytes(export.body())
    page.goto(f"{furnished.url}/projects/1/runs")
    with page.expect_file_chooser() as chooser:
        visitor.click(visitor.button("^Upload answers"))
    chooser.value.set_files(answers)
    expect(page).to_have_url(re.compile(r"/projects/1/readings/\d+"))
    expect(page.get_by_text("1.000").first).to_be_visible()
    assert visitor.complaints == []


def test_p5_a_labelled_file_is_held_against_a_deployed_model(
    furnished: Any, visitor: Visitor, tmp_path: Path
) -> None:
    (truth := tmp_path / "truth.conll").write_text(
        "The O\nCanon B-PNAME\nG3 I-PNAME\nrocks O\n\nIts O\nshade B-SHADE\nfails O\n"
    )
    page = visitor.page
    page.goto(furnished.one_time_link())
    page.goto(f"{furnished.url}/projects/1/deployments/1/evaluate")
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
