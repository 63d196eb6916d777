"""A newcomer in a real Chromium, from the first page to an answer of the deployed API.

The first test meets the household as it is after its first start, the second goes the same way on.
"""

import shutil
import subprocess
from typing import Any

import pytest
from playwright.sync_api import expect

from benchmarks.client import Client
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_CLICKS = 15


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


def test_the_same_way_by_keyboard_alone(embedded: Any, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(embedded.one_time_link())
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
    go(page.get_by_role("radio", name="Few sentences"))
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
    found: int = Client(house.url, house.token()).get("/projects/1/documents/next?state=new")["id"]
    return found


def test_curl_is_there_for_the_snippet() -> None:
    assert shutil.which("curl")
