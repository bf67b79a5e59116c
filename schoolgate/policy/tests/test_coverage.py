from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate.access import Refused
from schoolgate.access.duties import Duty
from schoolgate.community.models import Care, Classroom, Person, Placement, Role
from schoolgate.policy.models import Signature
from schoolgate.policy.queries import coverage, signing
from schoolgate.policy.rules import Audience
from schoolgate.policy.tests import published
from schoolgate.policy.tests.published import fresh
from tests.cast import JOINED, MONDAY, person, pupil

TODAY = MONDAY.date()

pytestmark = pytest.mark.django_db


def figures(shares):
    return {share.label: (share.done, share.total) for share in shares}


def signs(who, version, audience):
    return Signature.objects.create(
        school=version.school,
        person=who,
        version=version,
        audience=audience,
        way="screen",
        at=MONDAY,
        signed_on=TODAY,
        places=[],
        digest="",
    )


def test_every_audience_is_counted_by_who_is_there(cast):
    version = published.first(cast)
    signs(cast.parent, version, "parent")
    signs(cast.pupil, version, "pupil")
    picture = coverage.picture(cast.school.pk, TODAY)
    assert figures(picture.audiences) == {
        "Pupils": (1, 3),
        "Parents and carers": (1, 2),
        "Staff": (0, 9),
        "Governors": (0, 2),
    }
    assert figures(picture.pupils) == {"Wrens": (0, 1), "Kestrels": (1, 2)}
    assert figures(picture.parents) == {"Wrens": (1, 1), "Kestrels": (1, 2)}


def test_someone_who_has_left_is_counted_nowhere(cast):
    version = published.first(cast)
    signs(cast.pupil, version, "pupil")
    gone = TODAY - timedelta(days=1)
    for who in (cast.pupil, cast.teacher):
        Role.objects.filter(person=who).update(until_on=gone)
    Placement.objects.filter(pupil=cast.pupil).update(until_on=gone)
    picture = coverage.picture(cast.school.pk, TODAY)
    assert figures(picture.audiences)["Pupils"] == (0, 2)
    assert figures(picture.audiences)["Staff"] == (0, 8)
    assert figures(picture.pupils)["Kestrels"] == (0, 1)
    assert cast.teacher not in coverage.owing(cast.school.pk, TODAY)


def test_a_pupil_who_moved_class_is_counted_in_the_new_one_only(cast):
    published.first(cast)
    Placement.objects.filter(pupil=cast.pupil).update(until_on=TODAY - timedelta(days=1))
    Placement.objects.create(pupil=cast.pupil, classroom=cast.wrens, since_on=TODAY)
    picture = coverage.picture(cast.school.pk, TODAY)
    assert figures(picture.pupils) == {"Wrens": (0, 2), "Kestrels": (0, 1)}
    assert figures(picture.parents) == {"Wrens": (0, 1), "Kestrels": (0, 1)}


@pytest.mark.clause("9.2")
def test_a_material_change_lowers_only_the_coverage_of_those_it_asks(cast):
    one = published.first(cast)
    signs(cast.parent, one, "parent")
    signs(cast.teacher, one, "staff")
    published.revised(cast, one, {"4.6": "Staff say nothing about anyone."}, at=MONDAY + timedelta(days=9))
    picture = coverage.picture(cast.school.pk, TODAY)
    assert figures(picture.audiences)["Parents and carers"] == (1, 2)
    assert figures(picture.audiences)["Staff"] == (0, 9)


def test_the_figures_and_what_each_person_owes_say_the_same(cast):
    """The figures are counted in the database, a person's own view in Python: two ways to one answer."""
    one = published.first(cast)
    signs(cast.teacher, one, "staff")
    signs(cast.parent, one, "parent")
    two = published.revised(cast, one, {"4.6": "Staff say nothing.", "9.1": "Yearly."}, at=MONDAY)
    signs(cast.head, two, "staff")
    picture = coverage.picture(cast.school.pk, TODAY)
    for share in picture.audiences:
        people = [fresh(someone) for someone in Person.objects.filter(school=cast.school)]
        asked = [someone for someone in people if share.key in signing.audiences_of(someone)]
        owing = [someone for someone in asked if any(owed.audience == share.key for owed in signing.owed_by(someone))]
        assert (share.left, share.total) == (len(owing), len(asked)), share.label
        listed = coverage.owing(cast.school.pk, TODAY, audience=share.key)
        assert {someone.pk for someone in listed} == {someone.pk for someone in owing}


def test_the_list_says_who_and_how_to_reach_them(cast):
    published.first(cast)
    Person.objects.filter(pk=cast.assistant.pk).update(email="")
    cast.governor.account.delete()
    found = {str(row.person): row for row in coverage.chase(fresh(cast.office), TODAY).people}
    assert found["Kath Doyle"].way == coverage.ON_PAPER
    assert found["Kath Doyle"].classes == ("Kestrels",)
    assert found["Priya Nair"].way == coverage.BY_EMAIL
    assert set(found["Priya Nair"].classes) == {"Kestrels", "Wrens"}
    assert found["Maya Nair"].way == coverage.IN_CLASS
    assert found["Lucy Grant"].way == coverage.ON_PAPER
    assert found["David Lin"].way == coverage.NO_ACCOUNT


def test_the_list_is_filtered(cast):
    published.first(cast)

    def names(**asked):
        return {str(row.person) for row in coverage.chase(fresh(cast.office), TODAY, **asked).people}

    assert names(audience="parent") == {"Kath Doyle", "Priya Nair"}
    assert names(classroom=str(cast.wrens.pk)) == {"Arun Nair", "Priya Nair"}
    assert names(audience="pupil", classroom=str(cast.kestrels.pk)) == {"Maya Nair", "Liam Doyle"}
    assert names(way="paper") == {"Kath Doyle"}
    assert names(audience="parent", way="email") == {"Priya Nair"}
    assert names(way="class") == {"Maya Nair", "Liam Doyle", "Arun Nair"}


@pytest.mark.parametrize("who", ["governor", "chair", "teacher", "parent"])
def test_names_are_for_those_who_chase(cast, who):
    published.first(cast)
    with pytest.raises(Refused):
        coverage.chase(fresh(getattr(cast, who)), TODAY)


def test_another_school_is_not_in_the_figures(cast, other_school):
    version = published.first(cast)
    assert coverage.picture(other_school.school.pk, TODAY) is None
    signs(other_school.parent, version, "parent")
    assert figures(coverage.picture(cast.school.pk, TODAY).audiences)["Parents and carers"] == (0, 2)


def test_an_audience_with_no_clause_is_not_asked(cast):
    version = published.first(cast)
    version.clauses.filter(place__in=["1.1", "9.1"]).delete()
    assert "Governors" not in figures(coverage.picture(cast.school.pk, TODAY).audiences)
    assert signing.owed_by(fresh(cast.governor)) == []


def queries_of(ask):
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def fill(school, pupils):
    """Many pupils with two parents each, in classes of thirty, half of them signed."""
    rooms = Classroom.objects.bulk_create(
        Classroom(school=school, name=f"Class {n}", year_group=n % 7, code=f"c{school.pk}-{n}")
        for n in range(pupils // 30)
    )

    def people(kind, count, **fields):
        return Person.objects.bulk_create(
            Person(school=school, first_name=f"{kind}{n}", last_name="Bulk", **fields) for n in range(count)
        )

    children, parents = people("Child", pupils), people("Parent", pupils * 2, email="bulk@larkhollow.example")
    Role.objects.bulk_create(
        Role(person=item, duty=duty.value, since_on=JOINED)
        for group, duty in ((children, Duty.PUPIL), (parents, Duty.PARENT))
        for item in group
    )
    Placement.objects.bulk_create(
        Placement(pupil=child, classroom=rooms[n % len(rooms)], since_on=JOINED) for n, child in enumerate(children)
    )
    Care.objects.bulk_create(
        Care(parent=parent, child=children[n // 2], since_on=JOINED) for n, parent in enumerate(parents)
    )
    return children, parents


def test_coverage_and_the_list_take_as_many_queries_for_many_as_for_few(cast):
    version = published.first(cast)
    office = fresh(cast.office)

    def ask():
        coverage.picture(cast.school.pk, TODAY)

    def chase():
        assert coverage.chase(office, TODAY, page=1).people

    def export():
        assert coverage.everyone_to_chase(office, TODAY)

    few = [queries_of(item) for item in (ask, chase, export)]
    children, parents = fill(cast.school, 1200)
    for group, audience in ((children[:600], Audience.PUPIL), (parents[:1200], Audience.PARENT)):
        Signature.objects.bulk_create(
            Signature(
                school=cast.school,
                person=item,
                version=version,
                audience=audience.value,
                way="screen",
                at=MONDAY,
                signed_on=TODAY,
                digest="",
            )
            for item in group
        )
    many = [queries_of(item) for item in (ask, chase, export)]
    assert many == few
    assert few[0] <= 12
    picture = coverage.picture(cast.school.pk, TODAY)
    assert figures(picture.audiences)["Pupils"] == (600, 1203)
    assert figures(picture.audiences)["Parents and carers"] == (1200, 2402)
    assert sum(share.total for share in picture.pupils) == 1203


def test_class_figures_need_a_current_parent(cast):
    published.first(cast)
    Care.objects.filter(parent=cast.parent).update(until_on=TODAY - timedelta(days=1))
    assert figures(coverage.picture(cast.school.pk, TODAY).parents) == {"Kestrels": (0, 1)}


def test_a_pupil_who_starts_later_is_not_counted_yet(cast):
    published.first(cast)
    late = pupil(cast.school, "Edie", "Moss", date(2020, 1, 1), cast.wrens)
    Role.objects.filter(person=late).update(since_on=TODAY + timedelta(days=1))
    assert figures(coverage.picture(cast.school.pk, TODAY).audiences)["Pupils"] == (0, 3)
    person(cast.school, "Sid", "Moss", Duty.PARENT)
    assert figures(coverage.picture(cast.school.pk, TODAY).audiences)["Parents and carers"] == (0, 3)
