"""Someone at the pages: a browser, its clicks and keys, and what a page must be for everyone."""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Playwright

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
QUIET = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launched(play: Playwright, executable: str) -> Browser:
    return play.chromium.launch(executable_path=executable, chromium_sandbox=False, args=QUIET)


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


def barriers(page: Page) -> list[tuple[str, str]]:
    """What keeps someone from using this page, and where (axe, WCAG 2.2 AA)."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RULES)["violations"]
    return [(one["id"], one["nodes"][0]["html"][:120]) for one in found]


def keep(page: Page, name: str) -> None:
    """Save a screenshot when SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(
            path=str(Path(folder) / (re.sub(r"\W+", "-", name) + ".png")), full_page=True
        )
