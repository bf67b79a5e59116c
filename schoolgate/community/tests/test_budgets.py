"""Pages about people take the same number of queries at 60 and at 240 pupils; `python -m bench people` asks at 5,000."""

from datetime import date

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.community.models import Care, Classroom, Person, Placement, Role
from schoolgate.community.queries import people as community_people
from schoolgate.community.queries import tasks
from tests.cast import JOINED, MONDAY, client_of

SIZES = (60, 240)
TODAY = MONDAY.date()


def fill(school, numbers):
    """A pupil with a parent for each of these numbers, in classes of thirty."""
    rooms = [Classroom(school=school, name=f"Class {n}", year_group=n % 7) for n in numbers[::30]]
    Classroom.objects.bulk_create(rooms)
    children = [
        Person(school=school, first_name=f"Child{n}", last_name=f"Name{n % 97}", born_on=date(2017, 1, 1))
        for n in numbers
    ]
    parents = [Person(school=school, first_name=f"Adult{n}", last_name=f"Name{n % 97}") for n in numbers]
    Person.objects.bulk_create([*children, *parents])
    Role.objects.bulk_create(
        Role(person=person, duty=duty, since_on=JOINED)
        for people, duty in ((children, "pupil"), (parents, "parent"))
        for person in people
    )
    Placement.objects.bulk_create(
        Placement(pupil=child, classroom=rooms[n // 30], since_on=JOINED) for n, child in enumerate(children)
    )
    Care.objects.bulk_create(
        Care(parent=parent, child=child, since_on=JOINED) for parent, child in zip(parents, children, strict=True)
    )


def looks(cast):
    """Every look that must not grow with the school, and the most queries it may take."""
    office = client_of(cast.office)
    pages = {
        "people": ("people", [], {}, 14),
        "a later page": ("people", [], {"page": "3"}, 14),
        "found by name": ("people", [], {"name": "name1"}, 14),
        "pupils": ("people", [], {"kind": "pupil"}, 14),
        "former": ("people", [], {"former": "on"}, 14),
        "one person": ("person", [cast.pupil.pk], {}, 20),
        "classes": ("classes", [], {}, 12),
        "a class": ("class", [cast.kestrels.pk], {}, 12),
        "family links": ("family_links", [], {}, 12),
    }
    for name, (view, args, query, most) in pages.items():
        yield name, lambda v=view, a=args, q=query: office.get(reverse(f"community:{v}", args=a), q), most
    yield "tasks", lambda: tasks.tasks_for(cast.head, MONDAY), 11
    yield "a parent's people", lambda: list(community_people.visible_to(cast.parent, TODAY)), 1
    yield "a teacher's people", lambda: list(community_people.visible_to(cast.teacher, TODAY)), 1


def counted(look):
    look()
    with CaptureQueriesContext(connection) as context:
        answer = look()
    assert getattr(answer, "status_code", 200) == 200
    return len(context)


def test_no_look_takes_more_queries_in_a_larger_school(cast):
    there, taken = 0, []
    with time_machine.travel(MONDAY, tick=False):
        for pupils in SIZES:
            fill(cast.school, range(there, pupils))
            there = pupils
            taken.append({name: counted(look) for name, look, _ in looks(cast)})
    assert taken[0] == taken[1]
    most = {name: most for name, _, most in looks(cast)}
    assert [name for name, number in taken[1].items() if number > most[name]] == []
