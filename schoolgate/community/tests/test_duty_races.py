"""At one moment: the school is never without a head, and no duty is given or ended twice."""

from datetime import timedelta

from django.db import transaction

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.actions import appointments, people
from schoolgate.community.models import Person, Role
from schoolgate.community.queries.appointments import changing
from schoolgate.community.tests.files import EVERYONE, imported
from tests import cast as cast_of
from tests.at_once import ON_SERVER, at_once, in_rounds
from tests.cast import MONDAY

pytestmark = ON_SERVER
TODAY = MONDAY.date()
TOMORROW = TODAY + timedelta(days=1)
TURNS = 6


def fresh(person: Person) -> Person:
    return Person.objects.select_related("school").prefetch_related("roles").get(pk=person.pk)


def second_head(cast) -> Person:
    there = Person.objects.filter(school=cast.school, first_name="Ivy").first()
    return there or cast_of.person(cast.school, "Ivy", "Stone", Duty.HEAD)


def begin(cast) -> None:
    """Everybody's duties as they were at first, and a second head beside the first."""
    Role.objects.filter(person__school=cast.school).exclude(since_on=cast_of.JOINED).delete()
    Role.objects.filter(person__school=cast.school).update(until_on=None)
    # The trail has begun: two first entries at once would fail by themselves, whatever the deeds do.
    appointments.set_appointment_days(cast.school, days=2, by=fresh(cast.chair), at=MONDAY)


def heads() -> int:
    return Person.objects.holding(Duty.HEAD, on=TOMORROW).count()


def ends(person, by, until_on=TODAY):
    role = person.roles.get(duty="head")
    return lambda: people.end_duty(fresh(person), role=role, until_on=until_on, by=by, at=MONDAY)


def refused(answers) -> list:
    found = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(answer, (Broken, access.Refused)) for answer in found), answers
    return found


@in_rounds(TURNS)
def test_two_heads_who_end_each_others_duty_leave_one(cast, turn):
    begin(cast)
    second = second_head(cast)
    until_on = TODAY - timedelta(days=turn % 2)
    one, other = fresh(cast.head), fresh(second)
    answers = at_once(ends(cast.head, other, until_on), ends(second, one, until_on))
    assert heads() == 1 and len(refused(answers)) == 1, answers


@in_rounds(TURNS)
def test_two_heads_who_leave_at_once_leave_one(cast, turn):
    begin(cast)
    both = (cast.head, second_head(cast))
    left_on = TODAY - timedelta(days=turn % 2)

    def leaves(person, by):
        return lambda: people.record_leaving(fresh(person), left_on=left_on, by=by, at=MONDAY)

    one, other = (fresh(person) for person in both)
    answers = at_once(leaves(both[0], other), leaves(both[1], one))
    assert heads() == 1 and len(refused(answers)) == 1, answers


@in_rounds(TURNS)
def test_one_who_leaves_by_a_file_and_one_whose_duty_is_ended_leave_one(cast, turn):
    begin(cast)
    second = second_head(cast)
    second.numbers.get_or_create(school=cast.school, kind="staff", number="S9")
    office = fresh(cast.office)
    answers = at_once(lambda: imported(cast.school, EVERYONE, by=office), ends(cast.head, fresh(cast.head)))
    assert heads() == 1 and len(refused(answers)) <= 1, answers


@in_rounds(TURNS)
def test_the_first_dsl_is_given_by_one_to_one(cast, turn):
    begin(cast)
    Role.objects.filter(duty="dsl").delete()
    head, both = fresh(cast.head), (cast.teacher, cast.assistant)
    answers = at_once(
        *(lambda p=p: people.give_duty(p, duty=Duty.DSL, since_on=TODAY, by=head, at=MONDAY) for p in both)
    )
    assert Role.objects.filter(duty="dsl").count() == 1 and len(refused(answers)) == 1


@in_rounds(TURNS)
def test_a_proposal_is_agreed_to_once_or_withdrawn(cast, turn):
    begin(cast)
    head, chair = fresh(cast.head), fresh(cast.chair)
    asked = appointments.propose_duty(
        cast.teacher, duty=Duty.DEPUTY_DSL, since_on=TODAY, reason="x", by=head, at=MONDAY
    )
    answers = at_once(
        lambda: appointments.agree_duty(asked, by=chair, at=MONDAY),
        lambda: appointments.agree_duty(asked, by=chair, at=MONDAY),
        lambda: appointments.withdraw_appointment(asked, reason="x", by=head, at=MONDAY),
    )
    asked.refresh_from_db()
    there = Role.objects.filter(person=cast.teacher, duty="deputy_dsl").count()
    assert there == (asked.withdrawn_at is None) and refused(answers)


def test_a_duty_that_is_being_changed_holds_nobody_up_who_tells(cast):
    """Another deed hangs on the school's row as well: it must not wait for whoever changes a duty."""
    with transaction.atomic():
        changing("community.give_duty")(cast.teacher, fresh(cast.head), MONDAY)
        (answer,) = at_once(lambda: cast_of.person(cast.school, "Jo", "Lane", Duty.STAFF))
    assert not isinstance(answer, Exception)
