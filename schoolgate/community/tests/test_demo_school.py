from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.community.models import Account, FamilyLink, Person, School
from schoolgate.community.tests.trailing import events
from schoolgate.demo import community

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def count(school, *duties):
    return Person.objects.filter(school=school).holding(*duties, on=TODAY).count()


def test_the_demo_school_is_whole():
    school = community.load(today=TODAY)
    assert (count(school, Duty.PUPIL), count(school, *GOVERNORS), school.invented) == (210, 9, True)
    assert 32 <= count(school, *EMPLOYED) <= 38 and 320 <= count(school, Duty.PARENT) <= 340
    assert school.classrooms.count() == 7 and school.dates.filter(kind="term").count() == 6
    for duty in (Duty.HEAD, Duty.DSL, Duty.CHAIR):
        assert count(school, duty) == 1
    assert Person.objects.filter(school=school).former(TODAY).exists()
    assert FamilyLink.objects.filter(approved=None).count() == 1
    assert FamilyLink.objects.filter(approved=True).count() == 4
    assert events(school)[:3] == ["community.set_up_school", "community.import_people", "community.edit_dates"]


def test_the_cast_can_sign_in_and_nobody_has_a_password():
    community.load(today=TODAY)
    for name in ("Ruth Adeyemi", "Martin Hale", "Asha Kapoor", "Jean Barlow", "Helen Marsh", "Priya Nair", "Maya Nair"):
        first, last = name.split()
        account = Account.objects.get(person__first_name=first, person__last_name=last)
        assert not account.has_usable_password()
    assert not Account.objects.filter(person__first_name="Kath", person__last_name="Doyle").exists()


def test_loading_again_keeps_what_is_there():
    school = community.load(today=TODAY)
    Person.objects.filter(first_name="Maya", last_name="Nair").update(known_as="May")
    people = Person.objects.count()
    assert community.load(today=TODAY, pupils=30) == school
    assert (Person.objects.count(), School.objects.count()) == (people, 1)
    assert Person.objects.filter(known_as="May").exists()


def test_the_same_seed_gives_the_same_people():
    names = []
    for _ in range(2):
        school = community.load(today=TODAY, pupils=40, seed=7)
        names.append(sorted(str(person) for person in Person.objects.filter(school=school)))
        School.objects.filter(pk=school.pk).update(slug=f"before-{school.pk}")
    assert names[0] == names[1]


def test_a_number_that_cannot_be_is_refused_whole():
    with pytest.raises(ValueError, match="5,000"):
        community.load(today=TODAY, pupils=6000)
    assert not School.objects.exists()


def test_a_larger_school_takes_no_more_queries_and_tells_how_far_it_is():
    """`python -m bench people` makes one of 5,000 pupils."""
    taken, inserted, told = [], [], []
    for pupils in (40, 70):
        with CaptureQueriesContext(connection) as queries:
            school = community.load(pupils=pupils, today=TODAY, progress=lambda done, total: told.append((done, total)))
        inserts = sum(query["sql"].startswith("INSERT") for query in queries)
        taken.append(len(queries) - inserts)
        inserted.append(inserts)
        assert count(school, Duty.PUPIL) == pupils
        assert told[-1][0] == told[-1][1] > 2 * pupils
        School.objects.filter(pk=school.pk).update(slug=f"before-{school.pk}")
    assert taken[1] <= taken[0], "some of the queries are about family of those who read, as it was drawn"
    assert inserted[1] - inserted[0] <= 1, "SQLite takes so many rows in one statement and no more"
