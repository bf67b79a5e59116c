"""The yearly check: who says it is done, who is reminded when, and who is asked on the first page."""

from datetime import date, timedelta

import pytest

from schoolgate import access
from schoolgate.community.models import Person
from schoolgate.policy import reminders, tasks
from schoolgate.policy.actions import ages as policy_ages
from schoolgate.policy.models import RegisterCheck
from schoolgate.policy.queries import ages, todo
from schoolgate.policy.tests import published, register
from schoolgate.policy.tests.published import fresh
from schoolgate.post.models import Message
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
D = timedelta(days=1)
TITLE = "Check the age register"
YEAR_ON = MONDAY + 365 * D


def check(cast, by=None, at=MONDAY, note=""):
    return policy_ages.check_register(cast.school, note=note, by=fresh(by or cast.head), at=at)


@pytest.mark.clause("1.5")
@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_those_who_keep_it_say_that_they_have_checked_it(cast, who):
    check(cast, by=getattr(cast, who), note="Looked at the ten most used.")
    assert RegisterCheck.objects.get().checked_by == getattr(cast, who)
    assert ages.check_due_on(cast.school.pk) == date(2027, 11, 23)
    assert register.events(cast) == ["policy.check_register"]


@pytest.mark.parametrize("who", ["deputy_dsl", "teacher", "office", "it", "chair", "parent", "pupil"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        check(cast, by=getattr(cast, who))
    assert not RegisterCheck.objects.exists()


def test_the_shipped_tables_are_good_for_a_year(cast):
    assert ages.check_due_on(cast.school.pk) == date(2027, 8, 22)


def test_a_check_on_a_leap_day_is_due_at_the_end_of_february():
    assert reminders.check_due_on(date(2028, 2, 29)) == date(2029, 2, 28)


# ---- on the first page


def asked(who, at):
    return {task.title: task for task in todo.tasks_for(fresh(who), at)}.get(TITLE)


def test_it_is_asked_for_from_thirty_days_before_and_urgent_when_late(cast):
    check(cast)
    assert asked(cast.head, YEAR_ON - 31 * D) is None
    task = asked(cast.head, YEAR_ON - 30 * D)
    assert (task.url, task.hint, task.urgent) == ("/policy/register/check/", "Due on 23 November 2027.", False)
    assert asked(cast.dsl, YEAR_ON + D).urgent and asked(cast.dsl, YEAR_ON + D).hint.startswith("It was due")
    for who in (cast.teacher, cast.office, cast.it, cast.chair, cast.parent, cast.pupil):
        assert asked(who, YEAR_ON + D) is None


def test_having_checked_ends_it(cast, other_school):
    check(other_school)
    assert asked(cast.head, date_of(2027, 9, 1)) is not None
    check(cast, at=date_of(2027, 9, 1))
    assert asked(cast.head, date_of(2027, 9, 1)) is None


def date_of(year, month, day):
    return MONDAY.replace(year=year, month=month, day=day)


# ---- by e-mail


def mails():
    return Message.objects.filter(kind="register.remind")


def test_head_and_dsl_are_reminded_before_on_and_weekly_after_the_day(cast):
    published.first(cast)
    check(cast)
    written = []
    for day in range(-40, 16):
        before = mails().count()
        tasks.remind_of_register(YEAR_ON + day * D)
        tasks.remind_of_register(YEAR_ON + day * D)
        if mails().count() > before:
            written.append((day, mails().count() - before))
    assert written == [(-30, 2), (0, 2), (7, 2), (14, 2)]
    assert {mail.person for mail in mails()} == {cast.head, cast.dsl}


def test_the_mail_says_by_when_and_where(cast):
    published.first(cast)
    tasks.daily(date_of(2027, 8, 1))
    mail = mails().get(person=cast.head)
    assert mail.subject == "The age register: please check it by 22 August 2027"
    assert "Dear Ruth Adeyemi" in mail.body and "/policy/register/" in mail.body
    assert "post.remind_of_register" in register.events(cast)


def test_who_has_checked_or_has_no_e_mail_is_not_written_to(cast):
    published.first(cast)
    Person.objects.filter(pk=cast.dsl.pk).update(email="")
    tasks.remind_of_register(date_of(2027, 8, 1))
    assert [mail.person for mail in mails()] == [cast.head]
    check(cast, at=date_of(2027, 8, 2))
    tasks.remind_of_register(date_of(2027, 8, 30))
    assert mails().count() == 1


def test_the_next_year_s_reminder_comes_although_there_was_one_last_year(cast):
    published.first(cast)
    tasks.remind_of_register(date_of(2027, 8, 22))
    check(cast, at=date_of(2027, 8, 22))
    tasks.remind_of_register(date_of(2028, 8, 1))
    assert mails().count() == 4
