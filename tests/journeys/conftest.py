"""A real browser over a real server; every page a journey visits is checked for accessibility."""

import itertools
import os
import re
from pathlib import Path

import pytest

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's own loop runs in the test's thread

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PHONE = {"width": 375, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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

    def __init__(self, page, address: str, picture_name) -> None:
        self.page, self.address, self.picture_name = page, address, picture_name

    def go(self, path: str) -> int:
        """Opens a page, looks at it, and returns its status."""
        answer = self.page.goto(self.address + path)
        self.look()
        return answer.status

    def press(self, name: str) -> None:
        """Presses the button or follows the link with this name, as it is read out, to the page behind it."""
        with self.page.expect_navigation(wait_until="load"):
            self._named(name).click()
        self.look()

    def press_in_place(self, name: str, sees: str) -> None:
        """Presses what changes a part of the page, and waits for the words that come with it."""
        self._named(name).click()
        self.page.get_by_text(sees, exact=True).first.wait_for()
        self.look()

    def _named(self, name: str):
        button = self.page.get_by_role("button", name=_read_out(name))
        return (button if button.count() else self.page.get_by_role("link", name=_read_out(name))).first

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(words)

    def fill_day(self, day) -> None:
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            self.fill(label, str(number))

    def choose(self, label: str, choice: str) -> None:
        """Chooses, from a list, the first line that begins with these words."""
        lines = self.page.get_by_label(label, exact=True).first
        line = lines.locator("option").filter(has_text=re.compile(rf"^{re.escape(choice)}")).first
        lines.select_option(line.get_attribute("value"))

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def untick(self, label: str) -> None:
        self.page.get_by_label(label).first.uncheck()

    def hand_in(self, label: str, name: str, content: bytes) -> None:
        """Chooses a file."""
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.get_by_label(label).first.set_input_files(file)

    def sees(self, words: str) -> bool:
        from playwright.sync_api import TimeoutError as NotInTime

        try:
            self.page.get_by_text(words).first.wait_for(timeout=5000)
        except NotInTime as late:
            raise AssertionError(f"“{words}” is not to be seen at {self.page.url}: {self.reads()}") from late
        return True

    def sees_problem(self, words: str) -> bool:
        """There is a problem, and these words say which."""
        summary = self.page.locator(".govuk-error-summary")
        found = summary.inner_text()
        assert words in found, f"the problem is another: {found}"
        return True

    def tab_to(self, name: str) -> None:
        """Presses Tab until what has this name, as it is read out, has the focus; each stop has to be seen."""
        wanted = _read_out(name)
        for _ in range(200):
            self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus")
            assert focused.count(), f"the focus was lost on the way to {name}"
            self._shows_focus(focused)
            if focused.and_(self._called(wanted)).count():
                return
        raise AssertionError(f"Tab never came to {name}")

    def key(self, key: str, *, opens: str = "") -> None:
        """Presses a key; `opens` is the address that it leads to."""
        self.page.keyboard.press(key)
        if opens:
            self.page.wait_for_url(opens)
            self.look()

    def _called(self, wanted):
        named = self.page.get_by_label(wanted)
        for role in ("link", "button", "checkbox", "radio"):
            named = named.or_(self.page.get_by_role(role, name=wanted))
        return named

    def _shows_focus(self, focused) -> None:
        """Without the focus, the same place on the page looks otherwise."""
        box = focused.bounding_box()
        around = {"x": box["x"] - 6, "y": box["y"] - 6, "width": box["width"] + 12, "height": box["height"] + 12}
        around = {**around, "x": max(0, around["x"]), "y": max(0, around["y"])}
        element = focused.element_handle()
        with_focus = self.page.screenshot(clip=around)
        element.evaluate("e => e.blur()")
        without = self.page.screenshot(clip=around)
        element.evaluate("e => e.focus()")
        assert with_focus != without, f"nobody sees the focus on {element.evaluate('e => e.outerHTML')[:200]}"

    def reads(self) -> str:
        """All the words of the page's main part, as they are seen: what is folded away is not among them."""
        return " ".join(self.page.locator("main").inner_text().split())

    def look(self) -> None:
        """Checks the page with axe (nothing may be found), and that it fits a phone and a desktop."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("() => axe.run({resultTypes: ['violations']})")["violations"]
        words = [f"{v['id']}: {v['help']} {[n['target'] for n in v['nodes']][:4]}" for v in found]
        assert not words, f"{self.page.url}: {words}"
        own = self.page.viewport_size
        for size in [item for item in (PHONE, DESKTOP) if item != own] + [own]:
            self.page.set_viewport_size(size)
            self._fits(size["width"])

    def _fits(self, width: int) -> None:
        wide = self.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url} scrolls sideways by {wide} of {width} pixels"
        if os.environ.get("SCHOOLGATE_SHOTS"):
            place = self.page.url.removeprefix(self.address).split("?")[0].split("#")[0]
            name = place.strip("/").replace("/", "-") or "home"
            self.page.screenshot(path=self.picture_name(name, width), full_page=True)


def _read_out(name: str) -> re.Pattern:
    """A name as a browser reads it: words hidden from the eyes are boxes of their own, with a space before their colon."""
    return re.compile(rf"^{re.escape(name).replace(':', ' ?:')}$")


@pytest.fixture
def visitor(chromium, live_server, settings, transactional_db, request):
    """Makes visitors: `visitor(person)` is signed in, on a phone when asked."""
    from tests import cast as people

    settings.ALLOWED_HOSTS = ["*"]
    contexts = []
    folder, seen = ROOT / "shots" / request.node.name, itertools.count(2)

    def picture_name(name: str, width: int) -> Path:
        """Pictures of one test lie together, numbered in the order of its pages: one for each width."""
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{next(seen) // 2:02}-{name}-{width}.png"

    def make(person=None, *, phone: bool = False) -> Visitor:
        context = chromium.new_context(viewport=PHONE if phone else DESKTOP, reduced_motion="reduce")
        contexts.append(context)
        if person is not None:
            client = people.client_of(type(person).objects.get(pk=person.pk))  # as they are now
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.add_init_script(
            "window.failures = []; addEventListener('securitypolicyviolation', e => failures.push(e.violatedDirective))"
        )
        return Visitor(page, live_server.url, picture_name)

    yield make
    for context in contexts:
        context.close()
