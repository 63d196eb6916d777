"""The annotation page in a real Chromium: keys, drags, conflicts, a lost network, a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from benchmarks.client import Client
from tests.journeys.conftest import household, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAIN = "Maria Keller of Northwind, Ltd met Maria Keller in Berlin."


class Desk:
    """A household without demo, one signed-in person, and a project with two labels."""

    def __init__(self, house: Any, browser: Browser) -> None:
        self.url, self.browser = house.url, browser
        self.api = Client(house.url, house.token())
        first = self.context()
        first.new_page().goto(house.link)
        self.signed_in: Any = first.storage_state()
        first.close()
        self.project: int = self.api.post("/projects", {"name": "Desk"})["id"]
        for name in ("PER", "ORG"):
            self.api.post(f"/projects/{self.project}/labels", {"name": name})
        self.api.send(
            "PATCH",
            f"/projects/{self.project}",
            b'{"guideline": "# Names\\n- **People** are PER"}',
            Content_Type="application/json",
        )

    def context(self, **more: Any) -> BrowserContext:
        size = {"width": 1280, "height": 860}
        context = self.browser.new_context(**({"viewport": size} | more))
        context.add_init_script("localStorage.setItem('tagwright-coach-seen', 'yes')")
        return context

    def texts(self, *texts: str) -> list[int]:
        body = {"texts": list(texts), "split": "text"}
        found: list[int] = self.api.post(f"/projects/{self.project}/documents", body)["ids"]
        return found

    def spans(self, document: int) -> list[tuple[str, str]]:
        """What the server holds, cut out of the text as Python cuts."""
        found = self.api.get(f"/documents/{document}")
        text = found["text"]
        return [(text[s["start"] : s["end"]], s["label"]) for s in found["spans"]]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("annotating")
    with household(folder, None, "--no-demo") as house:
        yield Desk(house, chromium)


@pytest.fixture
def context(desk: Desk) -> Iterator[BrowserContext]:
    made = desk.context(storage_state=desk.signed_in)
    yield made
    made.close()


def at(desk: Desk, context: BrowserContext, document: int) -> Page:
    page = context.new_page()
    page.goto(f"{desk.url}/projects/{desk.project}/documents/{document}")
    expect(canvas(page)).to_be_focused()
    return page


def canvas(page: Page) -> Locator:
    return page.get_by_role("application")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def word(page: Page, token: int) -> Locator:
    return canvas(page).locator(f"[data-t='{token}']")


def saved(page: Page) -> None:
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def test_d9_one_key_labels_and_two_words_are_exported_as_b_and_i(
    desk: Desk, context: BrowserContext
) -> None:
    (document,) = desk.texts("Anna Braun sings in Rome.")
    page = at(desk, context, document)
    press(page, "Home", "Shift+ArrowRight", "1")
    expect(canvas(page).locator("mark")).to_contain_text("Anna Braun")
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "2", "Enter")
    until(lambda: desk.api.get(f"/documents/{document}")["state"] == "done", "the save", 10)
    assert desk.spans(document) == [("Anna Braun", "PER"), ("Rome", "ORG")]
    lines = desk.api.send(
        "GET", f"/projects/{desk.project}/export?format=conll&scheme=IOB2&state=done"
    ).decode()
    assert [line.split()[-1] for line in lines.strip().splitlines() if line.strip()] == [
        *("B-PER", "I-PER", "O", "O", "B-ORG", "O")
    ]


def test_fifty_undos_give_back_the_first_state(desk: Desk, context: BrowserContext) -> None:
    (document,) = desk.texts(" ".join(f"word{i}" for i in range(50)))
    page = at(desk, context, document)
    press(page, "Home", *("1", "ArrowRight") * 50)
    expect(canvas(page).locator("mark")).to_have_count(50)
    press(page, *["Control+z"] * 50)
    expect(canvas(page).locator("mark")).to_have_count(0)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    saved(page)
    assert desk.spans(document) == []


def test_shift_and_a_key_label_every_same_run_and_one_undo_takes_it_back(
    desk: Desk, context: BrowserContext
) -> None:
    (document,) = desk.texts(PLAIN)
    page = at(desk, context, document)
    press(page, "Home", "Shift+ArrowRight", "Shift+Digit1")
    expect(canvas(page).locator("mark")).to_have_count(2)
    expect(page.get_by_text("2 labelled PER")).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    expect(canvas(page).locator("mark")).to_have_count(0)


def test_d9_a_drag_takes_whole_words_and_leaves_the_comma(
    desk: Desk, context: BrowserContext
) -> None:
    (document,) = desk.texts(PLAIN)
    page = at(desk, context, document)
    first, last = word(page, 3).bounding_box(), word(page, 4).bounding_box()
    assert first
    assert last
    middle = first["y"] + first["height"] / 2
    page.mouse.move(first["x"] + first["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 1, middle, steps=4)
    page.mouse.up()
    press(page, "2")
    saved(page)
    assert desk.spans(document) == [("Northwind", "ORG")]


def test_alt_and_arrows_move_the_end_and_never_overlap(desk: Desk, context: BrowserContext) -> None:
    (document,) = desk.texts("Anna Braun Paris")
    page = at(desk, context, document)
    press(page, "Home", "1", "Alt+ArrowRight")
    expect(canvas(page).locator("mark")).to_contain_text("Anna Braun")
    press(page, "End", "2", "ArrowLeft", "Alt+ArrowRight")
    saved(page)
    spans = desk.spans(document)
    assert [text for text, _ in spans] == ["Anna Braun", "Paris"]
    press(page, "Home", "Alt+ArrowLeft")
    expect(page.get_by_role("button", name="Remove Anna Braun")).to_have_count(0)
    saved(page)
    assert desk.spans(document)[0] == ("Anna", "PER")


def test_offsets_of_emoji_and_joined_letters_are_those_of_python(
    desk: Desk, context: BrowserContext
) -> None:
    (document,) = desk.texts("👩‍👩‍👧 Zoe\u0308 flew\tto Köln 🇩🇪 today")
    page = at(desk, context, document)
    place = next(
        t
        for t in range(12)
        if word(page, t).count() and word(page, t).inner_text().startswith("Köln")
    )
    word(page, place).click()
    press(page, "1")
    saved(page)
    assert desk.spans(document) == [("Köln", "PER")]


def test_of_two_tabs_the_later_save_asks(desk: Desk, context: BrowserContext) -> None:
    (document,) = desk.texts(PLAIN)
    one, other = at(desk, context, document), at(desk, context, document)
    press(one, "Home", "1")
    saved(one)
    press(other, "End", "ArrowLeft", "2")
    dialog = other.get_by_role("dialog", name="Someone else saved")
    expect(dialog.get_by_label("Saved by someone else")).to_contain_text("Maria")
    assert desk.spans(document) == [("Maria", "PER")]
    dialog.get_by_role("button", name="Keep both").click()
    expect(dialog).to_have_count(0)
    saved(other)
    assert desk.spans(document) == [("Maria", "PER"), ("Berlin", "ORG")]


def test_work_without_a_network_is_counted_kept_and_saved_once(
    desk: Desk, context: BrowserContext
) -> None:
    documents = desk.texts(*[f"Person{i} came." for i in range(6)])
    page = at(desk, context, documents[0])
    context.route("**/annotation", lambda route: route.abort())
    press(page, *["Home", "1", "Enter"] * 5)  # faster than the pages come
    expect(page.get_by_text("5 unsaved")).to_be_visible()
    context.unroute("**/annotation")
    page.goto(f"{desk.url}/projects")  # any page drains what waits
    page.wait_for_load_state("networkidle")
    found = [desk.api.get(f"/documents/{document}") for document in documents[:5]]
    assert [(one["version"], one["state"], len(one["spans"])) for one in found] == [
        (2, "done", 1)
    ] * 5


def test_a_label_is_made_while_tagging_and_given_at_once(
    desk: Desk, context: BrowserContext
) -> None:
    (document,) = desk.texts("Vienna is old.")
    page = at(desk, context, document)
    press(page, "Home", "l")
    page.get_by_role("combobox", name="Name of the label").fill("CITY")
    press(page, "ArrowUp", "Enter")
    page.get_by_label("Key", exact=True).fill("g")
    expect(page.get_by_text("is kept for an act")).to_be_visible()
    page.get_by_label("Key", exact=True).fill("k")
    page.get_by_role("button", name="Make this label").click()
    expect(canvas(page).locator("mark")).to_contain_text("CITY")
    expect(canvas(page)).to_be_focused()
    saved(page)
    assert desk.spans(document) == [("Vienna", "CITY")]


def test_the_guideline_is_in_view_and_g_hides_it(desk: Desk, context: BrowserContext) -> None:
    (document,) = desk.texts("Anna sings.")
    page = at(desk, context, document)
    panel = page.get_by_role("region", name="Guideline")
    expect(panel.get_by_role("heading", name="Names")).to_be_visible()
    expect(panel.locator("strong")).to_have_text("People")
    press(page, "g")
    expect(panel).to_have_count(0)
    press(page, "g")
    expect(panel).to_be_visible()
    press(page, "Tab")
    expect(canvas(page)).not_to_be_focused()


def test_on_a_phone_two_taps_and_a_label_mark_the_words(desk: Desk) -> None:
    (document,) = desk.texts(PLAIN)
    phone = desk.context(
        storage_state=desk.signed_in,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = at(desk, phone, document)
    word(page, 0).tap()
    word(page, 1).tap()
    page.get_by_role("toolbar", name="Labels").get_by_role("button", name="PER").tap()
    expect(canvas(page).locator("mark")).to_contain_text("Maria Keller")
    done = page.get_by_role("button", name="Done, next").bounding_box()
    assert done
    assert done["x"] + done["width"] <= 390
    assert done["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    saved(page)
    assert desk.spans(document) == [("Maria Keller", "PER")]
    phone.close()
