"""Somebody who is suspended walks to every address: of pupils they read nothing any more, whatever their duty."""

import html
import pickle
import re
from copy import copy

import pytest
from django.urls import resolve

from schoolgate.access import may
from schoolgate.access.table import SUSPENDED, TABLE
from schoolgate.community.actions import standing
from schoolgate.community.models import Person
from schoolgate.community.person_middleware import OPEN_SUSPENDED, SIGN_IN
from schoolgate.community.queries import people as community_people
from tests.cast import client_of
from tests.house.visits import NAMES, Visits

pytestmark = pytest.mark.django_db
WHO = ("teacher", "dsl", "head", "chair", "office", "deputy_dsl", "it", "governor")


def suspended(visits: Visits, part: str) -> tuple[Visits, Person]:
    """The same scene with one of its members suspended, who has signed in again."""
    person = getattr(visits.scene.cast, part)
    standing.set_standing(person.pk, suspended=True)
    person = Person.objects.get(pk=person.pk)
    own = copy(visits)
    own.cookies, own.sessions = dict(visits.cookies), dict(visits.sessions)
    own.accounts, own.people = dict(visits.accounts), dict(visits.people)
    client, account = client_of(person), person.account
    own.cookies[person.pk] = client.cookies
    own.sessions[client.session.session_key] = pickle.dumps(client.session.load())
    own.accounts[str(account.pk)] = pickle.dumps(type(account).objects.get(pk=account.pk))
    own.people[account.pk] = pickle.dumps(community_people.person_of(account))
    return own, person


def is_theirs(name: str, url: str) -> bool:
    """Whether a page is open to a stranger as well, or shows what concerns themselves alone."""
    is_open = not getattr(resolve(url.split("?")[0]).func, "login_required", True)
    return is_open or name in OPEN_SUSPENDED or name.startswith(SIGN_IN)


@pytest.mark.clause("6.5")
@pytest.mark.parametrize("part", WHO)
def test_whoever_is_suspended_opens_only_what_concerns_themselves(visits, part):
    own, person = suspended(visits, part)
    pupils = [str(child) for child in Person.objects.filter(roles__duty="pupil").distinct()]
    assert len(pupils) > 2
    shut = 0
    for name in NAMES:
        url = own.scene.address(name)
        if is_theirs(name, url):
            page = own.attempt(person, "get", url)
            words = b"" if page.streaming else page.content
            found = [child for child in pupils if child.encode() in words]
            assert page.status_code != 200 or not found, f"{name} names {found}"
            continue
        for method in ("get", "post"):
            status = own.attempt(person, method, url).status_code
            assert status in (403, 404, 405), f"{method} {name}: {status}"
            shut += 1
    assert shut > 200


def test_they_keep_the_policy_their_signature_their_letters_and_their_way_in(visits):
    own, person = suspended(visits, "teacher")
    for name in ("home", "policy:mine", "letters:mine", "policy:public", "mfa_index"):
        assert own.attempt(person, "get", own.scene.address(name)).status_code == 200, name


@pytest.mark.parametrize("part", WHO)
def test_nothing_on_their_first_page_leads_to_a_page_that_is_closed_to_them(visits, part):
    own, person = suspended(visits, part)
    shown = own.attempt(person, "get", own.scene.address("home")).content.decode()
    links = {html.unescape(link) for link in re.findall(r'<a [^>]*href="(/[^"]*)"', shown)}
    assert own.scene.address("policy:mine") in links, "they sign what is theirs"
    closed = {link for link in links if own.attempt(person, "get", link).status_code in (403, 404)}
    assert not closed


def test_no_deed_is_open_to_them_but_their_own():
    """What is not named is closed, so that a new deed is closed too."""
    from schoolgate.access.duties import PEOPLE

    class Someone:
        id, school_id, duties, suspended = 1, 1, PEOPLE, True

    assert {name for name in TABLE if may(Someone(), name)} == {name for name in SUSPENDED if TABLE[name] & PEOPLE}
    assert not {name for name in SUSPENDED if name not in TABLE}


def test_nobody_else_is_shown_that_somebody_is_suspended(visits):
    """The list of people, their page, duties and classes read for the head as they did before."""
    head, teacher = visits.scene.cast.head, visits.scene.cast.teacher
    looked = ("community:people", "community:duties", "community:classes", "policy:coverage", "home")

    def pages() -> list[str]:
        urls = [visits.scene.address(name) for name in looked] + [f"/people/{teacher.pk}/"]
        found = [visits.attempt(head, "get", url).content.decode() for url in urls]
        return [page.split("<main")[-1] for page in found]

    before = pages()
    standing.set_standing(teacher.pk, suspended=True)
    assert pages() == before and not any("suspend" in page.lower() for page in before[:-1])
