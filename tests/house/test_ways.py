"""The way about: at most seven places for anybody, every entry opens for those who see it, and no page is without a way.

Entries are declared in each app's `ways.py`, beside its urls; `schoolgate/config/ways.py` puts the places in order.
"""

import re
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import schoolgate
from schoolgate.access.table import TABLE
from schoolgate.config import ways
from schoolgate.design.tests.page import Page
from tests.cast import MONDAY, client_of
from tests.house.test_urls import table
from tests.house.visits import NAMES

pytestmark = pytest.mark.django_db

MOST_PLACES = 7
MOST_PAGES = 8
MEMBERS = [
    "head",
    "deputy",
    "dsl",
    "deputy_dsl",
    "teacher",
    "other_teacher",
    "assistant",
    "office",
    "it",
    "chair",
    "governor",
    "parent",
    "pupil",
    "young_pupil",
]

WITHOUT_A_WAY = {
    "demo": "reached from the welcome page of the demonstration",
    "set_up": "reached by the address and the code that the server shows before there is a school",
    "design": "reached from nowhere: the gallery of parts, for those who build pages",
}
"""Namespaces of which no page is in the menu, with the place that they are reached from."""

OUTSIDE = {
    # the button for telling stands in the header of every page
    "concerns:staff",
    "concerns:staff_form",
    "concerns:doors",
    "concerns:child",
    "concerns:worry",
    "concerns:unhappy",
    "concerns:receipt",
    "concerns:leave",
    "concerns:poster",
    # before somebody is signed in, and after
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "no_longer",
    "socialaccount_login_cancelled",
    # what is asked again in between
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    # not for people
    "healthz",
}
"""Pages that belong to no place; the menu stands above them with none of its places marked."""

NOT_PAGES = (
    "pdf",
    "csv",
    "_table",
    "export",
    "import_example",
    "_blurred",
    "_original",
    "_page",
    "picture",
    "_file",
    "poster",
)
"""What is downloaded or shown inside a page has no menu."""


def declared() -> dict[str, list]:
    """The entries of each app, by its name."""
    folder = Path(schoolgate.__file__).parent
    found = {path.parent.name: f"schoolgate.{path.parent.name}.ways" for path in folder.glob("*/ways.py")}
    return {app: import_module(module).WAYS for app, module in found.items() if app != "config"}


def everything() -> list:
    return [*chain.from_iterable(declared().values()), ways.HOME, ways.TRAIL]


def namespaces() -> set[str]:
    return {name.split(":")[0] for name in NAMES if ":" in name}


def around(person, page="", path="/nowhere/"):
    return ways.navigation(person, page=page, path=path, at=MONDAY)


def test_every_declared_entry_is_in_a_place():
    composed = [way for place in ways.PLACES for way in ways.of_place(place)]
    lost = [f"{app}: {way.text}" for app, those in declared().items() for way in those if way not in composed]
    assert not lost, f"add the app to its place in PLACES of schoolgate/config/ways.py: {lost}"
    assert len(ways.PLACES) <= MOST_PLACES


def test_every_entry_leads_to_an_address_and_asks_the_access_table():
    for way in everything():
        looks = (way.look,) if isinstance(way.look, str) else way.look
        assert set(looks) <= set(TABLE), f"{way.text}: not in schoolgate/access/table.py"
        unknown = {way.page, *way.covers} - set(NAMES)
        assert not unknown, f"{way.text}: no such address: {unknown}"


def test_every_namespace_has_a_way():
    """A new app has entries in its own `ways.py`, or says here from where its pages are reached."""
    led = {name.split(":")[0] for way in everything() for name in (way.page, *way.covers) if ":" in name}
    missing = namespaces() - led - set(WITHOUT_A_WAY)
    assert not missing, f"declare entries in ways.py of these apps, or name them in WITHOUT_A_WAY: {missing}"


def test_a_stranger_has_no_menu(visits):
    assert around(None) is None
    assert "govuk-service-navigation" not in visits.attempt(None, "get", "/").content.decode()


@pytest.mark.parametrize("part", MEMBERS)
def test_nobody_has_more_than_seven_places(visits, part):
    found = around(visits.scene.cast.members()[part])
    assert 2 <= len(found.places) <= MOST_PLACES
    assert [place.text for place in found.places] == [
        name for name in ways.PLACES if name in {place.text for place in found.places}
    ]


@pytest.mark.parametrize("part", MEMBERS)
def test_every_entry_opens_for_those_who_see_it(visits, part):
    """And the page it opens marks the place and the entry; children's own pages have cards in place of a menu."""
    person, seen = visits.scene.cast.members()[part], []
    for place in around(person).places:
        pages = around(person, path=place.url, page="home" if place.url == "/" else "").pages
        assert 1 <= len(pages) <= MOST_PAGES, f"{place.text} has {len(pages)} pages for {part}: put one into `covers`"
        assert place.url == pages[0].url
        for entry in pages:
            response = visits.attempt(person, "get", entry.url)
            assert response.status_code == 200, f"{entry.text} in {place.text} for {part}: {response.status_code}"
            if "pupil" not in person.duties:
                assert marked(response) == {"true": [place.text], "page": [entry.text]}
            seen.append(entry.url)
    assert len(seen) == len(set(seen))


def marked(response) -> dict[str, list[str]]:
    """What the two rows of the menu say is current."""
    page = Page(response.content.decode())
    links = [link for link in page.all("a") if {"govuk-service-navigation__link", "sg-pages__link"} & set(link.classes)]
    return {
        value: [link.text.strip() for link in links if link.attrs.get("aria-current") == value]
        for value in ("true", "page")
    }


def test_every_page_belongs_to_a_place(visits):
    """For everyone who sees it, by the written table of who may: the second row is there, with the best entry marked."""
    members, lost = visits.scene.cast.members(), []
    for name, who in table().items():
        if "get yes: " not in who or name in OUTSIDE or name.endswith(NOT_PAGES):
            continue
        parts = who.split("get yes: ")[1].split(";")[0]
        url = visits.scene.address(name)
        for part in members if parts == "everyone" else parts.split():
            if part == "stranger" or "pupil" in part or is_own_child(name, part):
                continue
            found = around(members[part], page=name, path=url)
            best = [page.text for page in found.pages if page.current]
            if len(best) != 1 and is_led_to(name, members[part]):
                lost.append(f"{name} for {part}: {found.place or 'no place'}, {best}")
    assert not lost, f"name these pages in `covers` of an entry in the app's ways.py, or in OUTSIDE: {lost}"


def is_own_child(name: str, part: str) -> bool:
    """A parent comes to the page of a child of theirs, and has no pages of the school."""
    return part == "parent" and name == "community:person"


def is_led_to(name: str, person) -> bool:
    """Who was let into no case, and has no letter, may open the empty list and is not led there."""
    return all(way.shown_to is None or way.shown_to(person, MONDAY) for way in everything() if way.page == name)


def test_a_place_that_is_not_there_for_somebody_is_not_marked(visits):
    members = visits.scene.cast.members()
    found = around(members["parent"], page="community:person", path="/people/3/")
    assert (found.place, found.pages) == ("", ())
    assert [place.text for place in found.places] == ["Today", "Policy"]
    assert not any(place.current for place in found.places)


@pytest.mark.parametrize("part", MEMBERS)
def test_the_menu_takes_few_queries(visits, part):
    """Whatever the page and whoever looks: a condition is asked once, and only inside its place; and whose family they are."""
    person = visits.scene.cast.members()[part]
    assert person.duties
    assert person.school
    for page in {way.page for way in everything()}:
        with CaptureQueriesContext(connection) as asked:
            found = around(person, page=page)
        assert len(asked) <= (2 if found.place in {"Safeguarding", "Today"} else 0), (page, asked.captured_queries)


def test_a_page_without_a_menu_pays_nothing_for_one(visits, monkeypatch):
    made = []
    monkeypatch.setattr(ways, "navigation", lambda *args, **kwargs: made.append(kwargs["page"]))
    cast = visits.scene.cast
    assert visits.attempt(cast.pupil, "get", "/").status_code == 200
    assert made == []
    assert visits.attempt(cast.head, "get", "/").status_code == 200
    assert made == ["home"]


def entries(person, page: str) -> list[str]:
    return [entry.text for entry in around(person, page=page).pages]


def test_cases_are_shown_to_those_who_were_let_into_one(visits):
    cast = visits.scene.cast
    assert entries(cast.teacher, "concerns:queue") == ["Concerns", "Arrangements"]
    assert entries(cast.assistant, "concerns:queue") == ["Concerns", "Cases", "Arrangements", "Cases by child"]
    assert "Cases" in entries(cast.deputy, "concerns:queue")


def test_letters_are_shown_to_those_who_have_one(visits):
    cast = visits.scene.cast
    assert "Letters for you" in entries(cast.parent, "home")
    assert "Letters for you" not in entries(cast.teacher, "home")


def test_who_sees_which_places(visits):
    cast = visits.scene.cast
    places = {part: [place.text for place in around(cast.members()[part]).places] for part in MEMBERS}
    assert places["head"] == ["Today", "Policy", "Safeguarding", "School"]
    assert places["governor"] == ["Today", "Policy", "Safeguarding", "School"]
    assert entries(cast.governor, "community:duties") == ["Duties"]
    assert places["parent"] == ["Today", "Policy"]
    assert entries(cast.parent, "policy:mine") == ["Your policy", "May I?", "App age limits"]
    assert entries(cast.it, "signin:invite_all") == ["Invitations", "Relatives at school", "Whether mail leaves"]
    assert entries(cast.head, "trail") == [
        "People",
        "Classes",
        "Invitations",
        "Term dates",
        "Relatives at school",
        "School details",
        "Emails and letters",
        "Activity log",
    ]


def test_a_child_has_cards_and_no_menu(visits):
    page = visits.attempt(visits.scene.cast.pupil, "get", "/").content.decode()
    assert "sg-cards" in page
    assert "govuk-service-navigation" not in page
    assert "sg-pages" not in page


def test_the_head_begins_with_today(visits):
    page = Page(visits.attempt(visits.scene.cast.head, "get", "/").content.decode())
    assert page.one("h1").text == "Today"
    assert [nav["aria-label"] for nav in page.all("nav")][:2] == ["Menu", "Today"]


def test_the_order_is_that_of_the_keyboard_and_needs_no_script(visits):
    """Skip link, header, places, pages of the place, main; until a script folds it, the menu stands open."""
    page = Page(visits.attempt(visits.scene.cast.head, "get", "/concerns/").content.decode())
    stops = [
        next(iter(element.classes), element.tag)
        for element in page.elements
        if element.tag in {"a", "button", "main"} and "hidden" not in element.attrs
    ]
    before = [stop for place, stop in enumerate(stops) if stop not in stops[:place]]
    assert before[:7] == [
        "govuk-skip-link",
        "sg-header__home",
        "sg-header__tell",
        "sg-account__button",
        "govuk-service-navigation__link",
        "sg-pages__link",
        "govuk-main-wrapper",
    ]
    assert "hidden" not in page.one("ul", id="navigation").attrs


@pytest.mark.parametrize("part", ["head", "dsl", "office", "teacher", "parent", "chair"])
def test_the_menu_calls_a_page_what_its_heading_does(visits, part):
    """The first page is the place Today itself; ages say of which day they are."""
    person = getattr(visits.scene.cast, part)
    for way in (way for place in ways.PLACES for way in ways.of_place(place) if ways._may(person, way)):
        page = client_of(person).get(ways._address(way, person), follow=True).content.decode()
        heading = re.sub(r"<[^>]+>", "", re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)[1]).strip()
        assert way is ways.HOME or heading.removesuffix(" on 23 November 2026") == way.text


def test_an_address_that_takes_only_a_form_says_so_in_a_page(cast):
    answer = client_of(cast.office).get(reverse("policy:letters"))
    assert answer.status_code == 405 and "only takes what a form sends" in answer.content.decode()
    assert client_of(cast.office).delete("/").status_code == 405


def test_an_address_that_was_printed_leads_on(cast):
    answer = client_of(cast.head).get("/cases/records/?words=a b")
    assert (answer.status_code, answer.url) == (302, "/records/?words=a%20b")


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_that_no_database_counts_to_is_no_page(cast, number):
    assert client_of(cast.head).get(reverse("community:person", args=[number])).status_code == 404
