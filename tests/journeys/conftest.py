"""A real browser over a real server; every page a journey visits is checked for accessibility."""

import os
from pathlib import Path

import pytest

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's own loop runs in the test's thread

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PHONE = {"width": 375, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    from tests.journeys import browser

    path = browser.find()
    if not path:
        pytest.skip("no Chromium was found: install one (Debian: apt install chromium) to run the journeys")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


class Visitor:
    """One person in a browser of their own."""

    def __init__(self, page, address: str, shots: Path) -> None:
        self.page, self.address, self.shots = page, address, shots

    def go(self, path: str) -> int:
        """Opens a page, looks at it, and returns its status."""
        answer = self.page.goto(self.address + path)
        self.look()
        return answer.status

    def press(self, name: str) -> None:
        """Presses the button or follows the link with this name, as it is read out."""
        button = self.page.get_by_role("button", name=name, exact=True)
        target = button if button.count() else self.page.get_by_role("link", name=name, exact=True)
        target.first.click()
        self.page.wait_for_load_state("load")
        self.look()

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(words)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def sees(self, words: str) -> bool:
        self.page.get_by_text(words).first.wait_for(timeout=5000)
        return True

    def look(self) -> None:
        """Checks the page with axe (nothing may be found) and keeps a picture of it."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("() => axe.run({resultTypes: ['violations']})")["violations"]
        words = [f"{v['id']}: {v['help']} {[n['target'] for n in v['nodes']][:4]}" for v in found]
        assert not words, f"{self.page.url}: {words}"
        wide = self.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 1, f"{self.page.url} scrolls sideways by {wide} pixels"
        if os.environ.get("SCHOOLGATE_SHOTS"):
            width = self.page.viewport_size["width"]
            name = (
                self.page.url.removeprefix(self.address).strip("/").replace("/", "-").split("?")[0] or "home"
            )
            self.shots.mkdir(exist_ok=True)
            self.page.screenshot(path=self.shots / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def visitor(chromium, live_server, settings, transactional_db):
    """Makes visitors: `visitor(person)` is signed in, on a phone when asked."""
    from tests import cast as people

    settings.ALLOWED_HOSTS = ["*"]
    contexts = []

    def make(person=None, *, phone: bool = False) -> Visitor:
        context = chromium.new_context(viewport=PHONE if phone else DESKTOP, reduced_motion="reduce")
        contexts.append(context)
        if person is not None:
            client = people.client_of(person)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.add_init_script(
            "window.failures = []; addEventListener('securitypolicyviolation', e => failures.push(e.violatedDirective))"
        )
        return Visitor(page, live_server.url, ROOT / "shots")

    yield make
    for context in contexts:
        context.close()
