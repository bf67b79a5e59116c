"""No record ends early because somebody puts a date wrong: a date of birth, or a last day, by hand or by an import."""

from datetime import date, timedelta

import pytest
from django.db import connection

from schoolgate.broken import Broken
from schoolgate.cases.models.case import Case
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_approvals import ask
from schoolgate.community.actions import people as people_actions
from schoolgate.community.models import Person, Role
from schoolgate.concerns.actions import outcomes
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import Outcome
from schoolgate.concerns.tests import story as told
from schoolgate.config import verifying
from schoolgate.records import noticing, tasks
from schoolgate.records.models import Certificate, EarlierBirth, Leaving
from schoolgate.records.queries import concerns, retention
from schoolgate.records.rules import Due, RecordClass
from schoolgate.records.tests.test_records import closed, due_case
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
fresh = story.fresh
OLD = date(1995, 1, 1)
YEAR = timedelta(days=366)


def born(cast, *children: Person, on: date | None = OLD) -> None:
    for child in children:
        people_actions.edit_person(fresh(child), born_on=on, by=fresh(cast.office), at=MONDAY)


def due_of(case: Case, at=MONDAY) -> Due:
    own = retention.rules_of(case.school_id)
    return retention.due_of(Case.objects.get(pk=case.pk), own, at.date())


def check_stays(cast, case, at) -> None:
    with pytest.raises(Broken, match="not due yet"):
        ask(case, What.DESTROY, {}, by=cast.dsl, second=cast.head, at=at)
    assert Case.objects.filter(pk=case.pk).exists() and not Certificate.objects.exists()


def test_a_case_is_not_due_on_the_day_it_is_closed_because_the_office_puts_the_birth_dates_wrong(cast):
    case = due_case(cast)
    born(cast, cast.pupil, cast.young_pupil)
    assert due_of(case).on == date(2044, 12, 1)
    check_stays(cast, case, MONDAY)


def test_nor_years_later(cast):
    case = due_case(cast)
    at = MONDAY + 12 * YEAR
    born(cast, cast.pupil, cast.young_pupil)
    assert due_of(case, at).on == date(2044, 12, 1)
    check_stays(cast, case, at)


def test_nor_where_it_is_put_wrong_in_steps_or_past_the_forms_or_taken_away_first(cast):
    case = due_case(cast)
    at = MONDAY + 12 * YEAR
    for on in (date(2005, 1, 1), date(2001, 1, 1), OLD):
        born(cast, cast.pupil, cast.young_pupil, on=on)
    Person.objects.update(born_on=None)
    assert due_of(case, at).on is None, "kept until somebody enters it"
    Person.objects.update(born_on=OLD)
    for person in (batch := list(Person.objects.all())):
        person.born_on = date(1994, 1, 1)
    Person.objects.bulk_update(batch, ["born_on"])
    assert due_of(case, at).on == date(2044, 12, 1)
    check_stays(cast, case, at)


def test_nor_where_no_date_of_birth_was_ever_on_record(cast):
    Person.objects.update(born_on=None)
    EarlierBirth.objects.all().delete()
    case = due_case(cast)
    born(cast, cast.pupil, cast.young_pupil)
    assert due_of(case).on == date(2033, 11, 23)
    check_stays(cast, case, MONDAY + 6 * YEAR)


def test_a_birth_date_that_is_put_right_to_a_later_one_counts(cast):
    case = due_case(cast)
    born(cast, cast.young_pupil, on=date(2020, 12, 1))
    assert due_of(case).on == date(2045, 12, 1)


def test_nor_an_adults_birth_date(cast):
    Person.objects.filter(pk=cast.teacher.pk).update(born_on=date(1990, 5, 1))
    case = closed(story.adult(cast))
    born(cast, cast.teacher, on=date(1950, 5, 1))
    assert due_of(case).on == date(2058, 5, 1)


def test_a_record_that_is_joined_to_another_keeps_its_dates(cast):
    case = due_case(cast)
    for child in (cast.pupil, cast.young_pupil):
        kept = Person.objects.create(school=cast.school, first_name="Other", last_name="Record", born_on=OLD)
        Role.objects.filter(person=child).update(person=kept)
        case.parts.filter(person=child).update(person=kept)
        Person.objects.filter(pk=child.pk).update(same_as=kept, born_on=None if child == cast.pupil else child.born_on)
    assert due_of(case).on == date(2044, 12, 1)
    Person.objects.filter(pk=cast.young_pupil.pk).update(born_on=OLD)
    assert due_of(case).on == date(2044, 12, 1)


def test_a_concern_without_a_case_neither(cast):
    concern = told.read(told.staff(cast, about=[cast.young_pupil]), cast.dsl)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="x", by=fresh(cast.dsl), at=MONDAY)
    born(cast, cast.young_pupil)
    for at in (MONDAY, MONDAY + 12 * YEAR):
        with pytest.raises(Broken, match="not due yet"):
            concerns.check_destroyable(concern, at)
    assert Concern.objects.exists()


# ---- who leaves


def low_level(cast) -> Case:
    """A low-level case about a teacher that ended years before."""
    case = story.adult(cast)
    at = MONDAY - 4 * YEAR
    Case.objects.filter(pk=case.pk).update(
        procedure="conduct", opened_at=at, closed_at=at, closed_by=case.opened_by, outcome="closed"
    )
    cast.teacher.roles.update(since_on=at.date() - YEAR)
    case = Case.objects.get(pk=case.pk)
    assert retention.class_of(case) is RecordClass.LOW_LEVEL and due_of(case).on is None
    return case


@pytest.mark.parametrize("back", [0, 1, 300])
def test_a_low_level_record_is_not_due_by_a_last_day_that_is_put_in_today(cast, back):
    case = low_level(cast)
    left_on = MONDAY.date() - timedelta(days=back)
    people_actions.record_leaving(fresh(cast.teacher), left_on=left_on, by=fresh(cast.head), at=MONDAY)
    tomorrow = MONDAY + timedelta(days=1)
    assert due_of(case, tomorrow).on == date(2027, 11, 24), "what the clock has not noticed was put in today"
    tasks.daily(MONDAY)
    tasks.daily(tomorrow)
    assert Leaving.objects.get(person=cast.teacher).noticed_on == MONDAY.date()
    for at in (tomorrow, MONDAY + timedelta(days=300)):
        assert due_of(case, at).on == date(2027, 11, 23)
        with pytest.raises(Broken, match="not due yet"):
            retention.check_destroyable(Case.objects.get(pk=case.pk), at)
    assert retention.check_destroyable(Case.objects.get(pk=case.pk), MONDAY + YEAR)


def test_a_last_day_that_is_changed_afterwards_is_new_again(cast):
    case = low_level(cast)
    cast.teacher.roles.update(until_on=MONDAY.date())
    tasks.daily(MONDAY)
    later = MONDAY + timedelta(days=200)
    cast.teacher.roles.update(until_on=MONDAY.date() - timedelta(days=500))
    assert due_of(case, later).on == later.date().replace(year=later.year + 1)


def test_an_allegation_that_was_untrue_is_not_due_on_the_day_it_is_closed(cast):
    case = closed(story.adult(cast))
    Case.objects.filter(pk=case.pk).update(outcome="false")
    assert due_of(case).on == date(2027, 11, 23)


def test_dates_are_asked_for_many_cases_as_for_one(cast, django_assert_num_queries):
    one, two = due_case(cast), due_case(cast)
    born(cast, cast.pupil, cast.young_pupil)
    with django_assert_num_queries(7):
        retention.told_of_each({one.pk}, MONDAY.date())
    with django_assert_num_queries(7):
        retention.told_of_each({one.pk, two.pk}, MONDAY.date())


@pytest.mark.parametrize("name", ["records_born_before", "records_left"])
def test_that_the_database_does_not_keep_them_any_more_is_found(name):
    assert not verifying.spoilt_triggers()
    table = next(table for one, table, *_ in noticing.WATCHED if one == name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert verifying.spoilt_triggers() == {name}
    noticing.install()
    assert not verifying.spoilt_triggers()
