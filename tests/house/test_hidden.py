"""What somebody sees does not depend on what they must not see: letter for letter, on every page that they open.

The same school is visited twice: once as it is, and once with a concern and a case more that are hidden from whoever
looks. Afterwards something happens that they may see, so that a number that counts on shows what it counted.
"""

import re
from datetime import timedelta

import pytest
import time_machine

from schoolgate.access import Machine
from schoolgate.cases.actions import chronology, readers
from schoolgate.cases.models.case import EmergencyAccess
from schoolgate.cases.models.chronicle import Check, Event
from schoolgate.cases.tests import story as case_story
from schoolgate.concerns.actions import triage
from schoolgate.concerns.rules import ConcernKind
from schoolgate.concerns.tests import story
from schoolgate.post import actions as post
from schoolgate.post.models import Message
from schoolgate.post.rules import Letter
from schoolgate.sealed import ids
from tests import work
from tests.cast import MONDAY, client_of
from tests.house.reached import undone
from tests.house.scene import drawn
from tests.house.test_urls import table
from tests.house.visits import NAMES

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HIDDEN = {
    "head": ("chair", ConcernKind.COLLEAGUE),
    "dsl": ("head", ConcernKind.COLLEAGUE),
    "other_teacher": ("head", ConcernKind.COLLEAGUE),
    "chair": ("head", ConcernKind.COLLEAGUE),
    "young_pupil": ("dsl", ConcernKind.STAFF),
}
"""About whom there is one more concern and one more case, and who reads both."""
OTHERS = ("office", "it", "teacher", "parent")
"""Who is barred from all of them."""
BY_ITSELF = (
    r'name="csrfmiddlewaretoken" value="\w+"',
    r'name="(form_token|kept|page|reference|token)"\s+value="[^"]*"',
    r"\b[a-z2-7]{26}\b",  # the number of a row, drawn
)
"""What differs from one look to the next, whatever there is."""


def hide(visits, about: str) -> None:
    """A concern about them with a picture, read, and a case about them with everything that a case has."""
    cast = visits.scene.cast
    whom, (reader, kind) = getattr(cast, about), HIDDEN[about]
    by = {"by": story.fresh(getattr(cast, reader)), "at": MONDAY}
    there = set(Message.objects.values_list("pk", flat=True))
    concern = story.staff(
        cast, by=cast.governor, about=[whom], kind=kind, enclosures=(story.picture(b"hidden", shown=drawn()),)
    )
    story.read(concern, by["by"])
    triage.look_at_evidence(concern.evidence.get(), **by)
    if about == "young_pupil":
        case = case_story.bullying(cast, by=by["by"])
    else:
        case = case_story.adult(cast, whom, by=by["by"])
    chronology.add_event(case, words="Hidden.", **by)
    readers.look(case, **by)
    mails = Message.objects.filter(kind__startswith="private.").exclude(pk__in=there)
    assert mails.exists()
    mails.update(state="failed", problem="No such address.")


def show(visits) -> None:
    """Something that everyone may know of: a mail that the office sees."""
    cast = visits.scene.cast
    mail = Letter(cast.parent.pk, cast.parent.email, "policy.ask", "Please read", "Please read our policy.")
    post.send(cast.school, letters=[mail], by=Machine(cast.school.pk), at=MONDAY + HOUR)


def make_addresses(visits) -> None:
    """Some addresses make the row that they lead to: all are there before anybody looks, so that who looks changes nothing."""
    for name in NAMES:
        visits.scene.address(name)


def seen(visits, part: str) -> dict[str, tuple[int, str]]:
    """What somebody finds at every address that opens to them; in `make test-all` at all others too."""
    person = visits.scene.cast.members()[part]
    found = {}
    for name in NAMES if work.WHOLE else opened_by(part):
        with time_machine.travel(MONDAY, tick=False):  # forms begin with the minute in which they are opened
            answer = visits.attempt(person, "get", visits.scene.address(name), whole=work.WHOLE)
        found[name] = (answer.status_code, bare(answer))
    return found


def opened_by(part: str) -> list[str]:
    """The addresses that open to them, as the table of pages has it."""
    shown = {
        name: who.split("get yes: ")[-1].split(";")[0].split() for name, who in table().items() if "get yes" in who
    }
    return [name for name in NAMES if {part, "everyone"} & set(shown.get(name, ()))]


def bare(answer) -> str:
    if answer.streaming or not answer.get("Content-Type", "").startswith(("text/", "application/json")):
        return ""
    page = answer.content.decode()
    for pattern in BY_ITSELF:
        page = re.sub(pattern, "…", page)
    return page


@pytest.fixture(scope="module")
def known():
    """Pages without anything hidden, by who looks: asked for once."""
    return {}


def without(visits, known, part: str) -> dict[str, tuple[int, str]]:
    if part not in known:
        with undone():
            show(visits)
            known[part] = seen(visits, part)
    return known[part]


@pytest.mark.parametrize("about", HIDDEN)
def test_no_page_shows_that_there_is_a_concern_or_a_case_more(visits, known, about):
    parts = (about, *OTHERS) if work.WHOLE else (about, "office")
    make_addresses(visits)
    before = {part: without(visits, known, part) for part in parts}
    with undone():
        hide(visits, about)
        show(visits)
        after = {part: seen(visits, part) for part in parts}
    for part in parts:
        differ = [name for name in before[part] if after[part][name] != before[part][name]]
        assert not differ, f"{part} sees at {differ} that something about {about} is on record"


def test_the_walk_would_notice(visits):
    """Of what is not hidden from them it shows more than one page that differs."""
    make_addresses(visits)
    with undone():
        show(visits)
        before = seen(visits, "dsl")
    with undone():
        hide(visits, "young_pupil")
        show(visits)
        after = seen(visits, "dsl")
    differ = {name for name in before if after[name] != before[name]}
    assert {"concerns:queue", "cases:cases", "home"} <= differ


# ---- numbers of rows


COUNTED = {"post:message": Message, "cases:addendum": Event, "cases:acknowledge_emergency_access": EmergencyAccess}


def test_a_number_that_is_shown_is_turned_back_by_the_key_alone(settings):
    shown = [ids.shown("message", number) for number in range(1, 200)]
    assert len(set(shown)) == len(shown) and all(re.fullmatch("[a-z2-7]{26}", one) for one in shown)
    assert [ids.number_of("message", one) for one in shown] == list(range(1, 200))
    assert sorted(shown) != shown and len({one[:4] for one in shown}) > 150, "they do not follow each other"
    for one in ("a" * 26, ids.shown("event", 7), shown[0][:-2] + "aa"):
        with pytest.raises(ValueError):
            ids.number_of("message", one)
    settings.TRAIL_KEY = "another"
    with pytest.raises(ValueError):
        ids.number_of("message", shown[0])


def test_no_page_shows_the_number_of_a_row_that_others_count_in(visits):
    """Addresses in pages of mails, entries, emergency accesses and legal points hold no number."""
    cast, scene = visits.scene.cast, visits.scene
    pages = {
        "office": ("post:outbox", "post:message"),
        "dsl": ("cases:chronology", "cases:case", "cases:emergency"),
        "head": ("cases:desk", "cases:emergency", "cases:case"),
    }
    found = []
    for part, names in pages.items():
        client = client_of(getattr(cast, part))
        for name in names:
            answer = client.get(scene.address(name))
            if answer.status_code == 200:
                page = answer.content.decode()
                found += re.findall(r'(?:href|action)="(/[^"]*(?:post|chronology|emergencies|checks)/\d+/[^"]*)"', page)
                assert name not in ("post:outbox", "cases:chronology") or re.search(r"/[a-z2-7]{26}/", page), name
    assert not found


@pytest.mark.parametrize(
    "name", ["post:message", "cases:addendum", "cases:check", "cases:acknowledge_emergency_access"]
)
def test_a_number_is_no_address_any_more(visits, name):
    """Counting through them finds nothing, whoever counts."""
    address = visits.scene.address(name)
    token = re.search("[a-z2-7]{26}", address)[0]
    for part in ("office", "head", "dsl"):
        for number in range(1, 30):
            answer = visits.attempt(visits.scene.cast.members()[part], "get", address.replace(token, str(number)))
            assert answer.status_code == 404, (part, number)


def test_rows_that_are_counted_have_their_numbers_still(visits):
    """They are turned back to the rows that they belong to."""
    assert ids.number_of("message", re.search("[a-z2-7]{26}", visits.scene.address("post:message"))[0]) in set(
        Message.objects.values_list("pk", flat=True)
    )
    assert Check.objects.exists()
