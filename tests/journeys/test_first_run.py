"""From an empty folder to a school with its people: the code, the set-up, the head's link, the second step, the import."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone

from schoolgate.community.actions import set_up
from schoolgate.community.models import Person, School
from schoolgate.community.tests.files import EVERYONE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "walnut-comet-kettle"


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_a_school_begins(visitor, settings, phone):
    cache.clear()
    settings.DELIVERY = {}
    it = visitor(phone=phone)
    it.go("/")
    it.fill("Code", "amber-kite-owl-10")
    it.press("Continue")
    assert it.sees_problem("too old") or it.sees_problem("not the code")
    it.fill("Code", set_up.make_code(timezone.now()).upper().replace("-", " "))
    it.press("Continue")
    school(it)
    (head, *_) = links(it)
    people_come_in(visitor(phone=phone), head)


def school(it):
    it.fill("Name of the school", "Elm Primary School")
    it.press("Save and continue")
    assert it.sees_problem("Enter the address")
    it.fill("Address", "1 Elm Row\nElm")
    it.tick("Primary")
    it.press("Save and continue")
    person(it, "Ann", "Lea", "ann@elm.example")
    it.go("/set-up/")  # left, and gone on with
    assert it.sees("The chair of governors")
    person(it, "Bob", "Moor", "bob@home.example")
    it.tick("Someone else")
    person(it, "Cy", "Nash", "cy@elm.example")
    for _ in ("LADO", "terms", "half-terms"):
        it.press("Save and continue")
    it.tick("I print the links and hand them over")
    it.press("Save and continue")
    assert it.sees("Check your answers") and not School.objects.exists()
    it.press("Make the school")
    assert it.sees("Your school is ready.") and School.objects.get().dates.count() == 6


def person(it, first, last, email):
    it.fill("First name", first)
    it.fill("Last name", last)
    it.page.get_by_label("Email address").first.fill(email)
    it.press("Save and continue")


def links(it):
    found = re.findall(r"(http://\S+/sign-in/invitation/\S+/)", it.reads())
    assert len(found) == 3 and all(link.startswith(it.address) for link in found)
    it.page.emulate_media(media="print")
    assert not it.page.get_by_text("What is next").is_visible() and it.page.get_by_text(found[0]).is_visible()
    it.page.emulate_media(media="screen")
    assert it.go("/set-up/") == 404
    return found


def people_come_in(head, link):
    head.go(link.removeprefix(head.address))
    head.page.locator("input[type=password]").first.fill(PASSWORD)
    head.press("Go on")
    second_step(head)
    head.go("/people/import/")
    head.hand_in("Files from your management system", "people.csv", EVERYONE.encode())
    head.press("Look at these files")
    head.press("Import these people")
    assert head.sees("The import is done") and Person.objects.filter(first_name="Rosa").exists()
    head.go("/people/import/")
    head.hand_in("Files from your management system", "people.csv", "".join(EVERYONE.splitlines(True)[:3]).encode())
    head.tick("They have left: everybody is in these files")
    head.press("Look at these files")
    assert head.sees("Nothing to do")
    head.go("/people/import/")
    head.hand_in("Files from your management system", "people.csv", "".join(EVERYONE.splitlines(True)[:2]).encode())
    head.tick("They have left: everybody is in these files")
    head.press("Look at these files")
    assert head.sees("1 of 2 pupils would leave.")
    head.press("Import these people")
    assert head.sees_problem("Enter how many people leave by this import")
    head.fill("How many people leave by this import?", "1")
    head.press("Import these people")
    assert head.sees("The import is done")
    head.press("Take this import back")
    head.press("Take it back")
    assert Person.objects.filter(first_name="Ivo").current(timezone.localdate()).exists()


def second_step(head):
    head.go("/account/second-step/app/")
    secret = head.page.locator("input#authenticator_secret, [name=secret], #id_secret").first
    key = secret.input_value() if secret.count() else re.search(r"\b[A-Z2-7]{16,}\b", head.page.content()).group()
    counter = next(iter(yield_hotp_counters_from_time()))
    code = str(hotp_value(key, counter)).zfill(6)
    head.page.locator("input[name=code]").fill(code)
    head.page.locator("main form button").first.click()
    head.page.wait_for_load_state()
    assert TOTP
