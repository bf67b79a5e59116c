"""Every address of a record × method × member of another school's cast; and every list, which shows nothing of a school beside."""

import re
from itertools import islice

import pytest
from django.urls import reverse

from schoolgate.community.models import Person
from tests import work
from tests.house.scene import Scene
from tests.house.visits import NAMES, Visits

pytestmark = pytest.mark.django_db
TWINS = {"other_teacher", "young_pupil", "stranger"}
"""Here nothing tells a second teacher or pupil from the first, and a stranger is of no school: test_urls.py asks for one."""


@pytest.mark.parametrize("name", [name for name in NAMES if name in Scene.ARGUMENTS and name not in Scene.OPEN])
def test_nobody_of_another_school_reaches_a_record(visits_from_beside, name):
    """An address that names a record answers 404 or 403 to every member of another school's cast, like one that is not there."""
    visits = visits_from_beside
    url = visits.scene.address(name)
    theirs = visits.others[0].members()
    for part in theirs.keys() - TWINS:
        person = theirs[part]
        for method in ("get", "post"):
            response = visits.attempt(person, method, url)
            refused = response.status_code in {403, 404, 405} or (
                response.status_code == 302 and "/account/sign-in/" in response.url
            )
            assert refused, f"{part} of another school: {method} {url} answered {response.status_code}"
            assert visits.scene.cast.school.name not in response.content.decode(errors="replace")


@pytest.mark.parametrize("name", ["cases:case", "concerns:concern", "policy:draft"])
def test_the_page_of_a_refusal_says_nothing_of_this_school(visits_from_beside, name):
    """Beside the walk, which leaves the page around a refusal out: that page, for every member."""
    visits = visits_from_beside
    for part, person in visits.others[0].members().items():
        if person:
            response = visits.attempt(person, "get", visits.scene.address(name), whole=True)
            words = response.content.decode()
            assert response.status_code in {403, 404} and "</html>" in words, part
            assert visits.others[0].school.name in words and visits.scene.cast.school.name not in words, part


# ---- lists

DRAWN = re.compile(
    r'(name="(?:csrfmiddlewaretoken|form_token|kept|token)" value|nonce)="[^"]*"|[A-Za-z0-9_-]{22,}:[A-Za-z0-9_:-]+'
)
"""What is drawn anew each time that a page is shown."""
LISTS = [name for name in NAMES if not Scene.needs_arguments(name)]
WHO = ("head", "dsl", "chair", "office", "teacher", "parent", "pupil")
"""Whoever else is asked only in the long profile, in which every list is asked of everybody."""
ENOUGH = 2
"""Of so many members a list is asked, in that order."""


def lists_that_open(visits: Visits) -> dict[tuple[str, str], str]:
    """By member of the other school and list, what they find where it opens to them."""
    found: dict[tuple[str, str], str] = {}
    for name in LISTS:
        asked = ((part, page(visits, part, name)) for part in members(visits))
        opens = ((part, words) for part, words in asked if words is not None)
        found |= {(part, name): words for part, words in (opens if work.LONG else islice(opens, ENOUGH))}
    return found


def members(visits: Visits) -> list[str]:
    there = visits.others[0].members()
    return [part for part in (there if work.LONG else WHO) if there[part] is not None]


def page(visits: Visits, part: str, name: str) -> str | None:
    """What somebody of the other school finds there; None where it does not open."""
    response = visits.attempt(visits.others[0].members()[part], "get", reverse(name))
    if response.status_code != 200 or response.streaming:
        return None
    return DRAWN.sub("…", response.content.decode(errors="replace"))


def named_otherwise(cast) -> None:
    """No name of the other school is one of the first: whatever of these stands in a page came from there."""
    for person in Person.objects.filter(school=cast.school):
        person.first_name, person.last_name = f"Zed{person.pk}", f"Quaggarth{person.pk}"
        person.save()
    for part, person in cast.members().items():
        if person:
            setattr(cast, part, Person.objects.get(pk=person.pk))


def test_no_list_of_another_school_shows_anything_of_this_one(other_school):
    """Each list is the same to the letter before this school is on the installation and after: no name, number or count."""
    named_otherwise(other_school)
    visits = Visits(other_school, scene=False)
    before = lists_that_open(visits)
    assert len({name for _, name in before}) > 40, "most lists open to somebody"
    told = {str(person) for person in Person.objects.filter(school=Scene().cast.school)}
    for (part, name), was in before.items():
        words = page(visits, part, name) or ""
        shown = sorted(one for one in told if one in words)
        assert not shown, f"{part} of another school sees {shown} at {name}"
        assert words == was, f"{part} of another school finds another page at {name} since there is this one"
