"""Nobody appoints who watches them: the chair is another governor's to give, the DSL takes head and chair together."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.actions import appointments, intakes, people
from schoolgate.community.actions import school as school_actions
from schoolgate.community.models import Appointment, Person, Role, School
from schoolgate.community.queries import tasks
from schoolgate.community.tests.files import EVERYONE, imported, prepared
from schoolgate.community.tests.trailing import events
from schoolgate.post.models import Message
from tests import cast as cast_of
from tests.cast import MONDAY

TODAY = MONDAY.date()
DAY = timedelta(days=1)
THURSDAY = date(2026, 11, 26)
WHY = "She has chaired before."


def fresh(person: Person) -> Person:
    return Person.objects.prefetch_related("roles").get(pk=person.pk)


def later(days: int) -> datetime:
    return MONDAY + timedelta(days=days)


def holding(duty: Duty, on: date = TODAY) -> set[Person]:
    return set(Person.objects.holding(duty, on=on))


def chair_of(cast, person, *, by, at=MONDAY, since_on=TODAY) -> Appointment:
    return appointments.give_chair(person, since_on=since_on, reason=WHY, by=by, at=at)


def proposed(cast, person, *, by=None, duty=Duty.DEPUTY_DSL, at=MONDAY) -> Appointment:
    by = fresh(by or cast.head)
    return appointments.propose_duty(person, duty=duty, since_on=at.date(), reason=WHY, by=by, at=at)


def appointed(cast, person, *, duty=Duty.DEPUTY_DSL, at=MONDAY) -> Appointment:
    return appointments.agree_duty(proposed(cast, person, duty=duty, at=at), by=fresh(cast.chair), at=at)


def another_governor(cast) -> Person:
    return cast_of.person(cast.school, "Otto", "Webb", Duty.GOVERNOR)


def mails() -> dict[str, str]:
    """The last mail about duties to each of those who got one."""
    return {written.to[0]: written.body for written in mail.outbox if "who holds which duty" in written.subject}


@pytest.fixture
def otto(cast):
    return another_governor(cast)


# ---- the chair


def test_another_governor_gives_the_chair_after_two_working_days(cast, otto):
    made = chair_of(cast, otto, by=cast.governor)
    assert made.day == THURSDAY and otto not in holding(Duty.CHAIR)
    assert otto not in holding(Duty.CHAIR, THURSDAY - DAY) and otto in holding(Duty.CHAIR, THURSDAY)
    assert events(cast.school) == ["community.give_chair"]


def test_a_weekend_and_a_bank_holiday_do_not_count(cast, otto):
    assert chair_of(cast, otto, by=cast.governor, at=datetime(2026, 12, 24, 10, tzinfo=MONDAY.tzinfo)).day == date(
        2026, 12, 31
    )


@pytest.mark.parametrize("who", ["head", "deputy", "office", "dsl", "it", "teacher", "parent"])
def test_nobody_who_works_here_gives_the_chair(cast, otto, who):
    with pytest.raises(access.Refused):
        chair_of(cast, otto, by=getattr(cast, who))
    assert not Appointment.objects.exists() and events(cast.school) == []


@pytest.mark.parametrize("who", ["head", "teacher", "office"])
def test_not_even_as_a_governor_who_works_here(cast, otto, who):
    staff = getattr(cast, who)
    Role.objects.create(person=staff, duty="governor", since_on=TODAY - 100 * DAY)
    with pytest.raises(Broken, match="You work at the school"):
        chair_of(cast, otto, by=fresh(staff))
    role = cast.chair.roles.get(duty="chair")
    with pytest.raises(Broken, match="You work at the school"):
        appointments.end_chair(cast.chair, role=role, until_on=TODAY, reason=WHY, by=fresh(staff), at=MONDAY)


def test_nobody_makes_themselves_the_chair_or_ends_their_own(cast):
    with pytest.raises(Broken, match="your own"):
        chair_of(cast, cast.governor, by=cast.governor)
    role = cast.chair.roles.get(duty="chair")
    with pytest.raises(Broken, match="your own"):
        appointments.end_chair(cast.chair, role=role, until_on=TODAY, reason=WHY, by=cast.chair, at=MONDAY)


@pytest.mark.parametrize("who", ["head", "teacher", "parent"])
def test_only_a_governor_who_does_not_work_here_becomes_chair(cast, who):
    if who == "teacher":
        Role.objects.create(person=cast.teacher, duty="governor", since_on=TODAY)
    with pytest.raises(Broken, match="Only a governor"):
        chair_of(cast, getattr(cast, who), by=cast.governor)


def test_the_head_cannot_do_it_as_any_other_duty(cast, otto):
    with pytest.raises(Broken, match="Another governor gives"):
        people.give_duty(otto, duty=Duty.CHAIR, since_on=TODAY, by=cast.head, at=MONDAY)
    with pytest.raises(access.Refused):
        appointments.propose_duty(otto, duty=Duty.CHAIR, since_on=TODAY, reason=WHY, by=cast.head, at=MONDAY)
    role = cast.chair.roles.get(duty="chair")
    with pytest.raises(Broken, match="Another governor ends"):
        people.end_duty(cast.chair, role=role, until_on=TODAY, by=cast.head, at=MONDAY)
    assert holding(Duty.CHAIR, THURSDAY + 30 * DAY) == {cast.chair}


def test_nor_by_having_the_chair_leave_first(cast, otto):
    people.record_leaving(cast.chair, left_on=TODAY - DAY, by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match="Another governor gives"):
        people.give_duty(otto, duty=Duty.CHAIR, since_on=TODAY, by=cast.head, at=MONDAY)
    assert cast.chair in holding(Duty.CHAIR, THURSDAY + 30 * DAY)
    told = mails()[cast.governor.email]
    assert "Helen Marsh: Governor, last day 22 November 2026" in told
    assert "“Chair of governors” goes on until another governor ends it" in told


@pytest.mark.parametrize("since_on", [TODAY, TODAY - 400 * DAY])
@pytest.mark.parametrize("by_import", [False, True])
def test_nor_through_a_governor_made_for_it(cast, since_on, by_import):
    """The head adds a friend as a governor, perhaps as of last year, and that one gives the chair to another friend."""
    if by_import:
        imported(cast.school, EVERYONE, by=cast.head)
        friend = Person.objects.get(first_name="Otto")
    else:
        name = {"first_name": "Otto", "last_name": "Webb", "email": "otto@home.example"}
        friend = people.add_person(cast.school, duty=Duty.GOVERNOR, since_on=since_on, by=cast.head, at=MONDAY, **name)
    assert "Otto Webb: Governor" in mails()[cast.chair.email], "all governors are told of another one"
    with pytest.raises(Broken, match="only just now"):
        chair_of(cast, cast.governor, by=fresh(friend))
    with time_machine.travel(later(3), tick=True):
        assert chair_of(cast, cast.governor, by=fresh(friend), at=later(3)).day == date(2026, 12, 1)


def test_the_chair_is_ended_by_another_governor_after_the_waiting_time(cast):
    role = cast.chair.roles.get(duty="chair")
    made = appointments.end_chair(cast.chair, role=role, until_on=TODAY, reason=WHY, by=cast.governor, at=MONDAY)
    assert made.day == THURSDAY - DAY
    assert cast.chair in holding(Duty.CHAIR, THURSDAY - DAY) and cast.chair not in holding(Duty.CHAIR, THURSDAY)
    with pytest.raises(access.Refused):
        appointments.withdraw_appointment(made, reason="Mine.", by=fresh(cast.chair), at=MONDAY)
    otto = another_governor(cast)
    appointments.withdraw_appointment(made, reason="Too early.", by=otto, at=MONDAY)
    assert cast.chair in holding(Duty.CHAIR, THURSDAY)


def test_on_the_console_a_chair_is_given_and_ended_too(cast, otto):
    console = access.Machine(cast.school.pk, Duty.CONSOLE)
    assert chair_of(cast, otto, by=console).day == THURSDAY
    role = cast.chair.roles.get(duty="chair")
    appointments.end_chair(cast.chair, role=role, until_on=TODAY, reason=WHY, by=console, at=MONDAY)
    assert holding(Duty.CHAIR, THURSDAY) == {otto}
    with pytest.raises(Broken, match="takes two people"):
        people.give_duty(cast.teacher, duty=Duty.DSL, since_on=TODAY, by=console, at=MONDAY)


# ---- DSL and deputy


@pytest.mark.parametrize("first, second", [("head", "chair"), ("chair", "head")])
@pytest.mark.parametrize("duty", [Duty.DSL, Duty.DEPUTY_DSL])
def test_head_and_chair_give_it_together(cast, first, second, duty):
    asked = proposed(cast, cast.teacher, by=getattr(cast, first), duty=duty)
    assert not cast.teacher.roles.filter(duty=duty).exists()
    made = appointments.agree_duty(asked, by=fresh(getattr(cast, second)), at=MONDAY)
    role = cast.teacher.roles.get(duty=duty)
    assert (made.day, role.since_on) == (THURSDAY, THURSDAY)
    assert {role.given_by, role.agreed_by} == {cast.head, cast.chair}
    assert events(cast.school) == ["community.propose_duty", "community.agree_duty"]


@pytest.mark.parametrize("who", ["office", "deputy", "dsl", "governor", "teacher", "it", "parent"])
def test_nobody_else_proposes_or_agrees(cast, who):
    with pytest.raises(access.Refused):
        proposed(cast, cast.teacher, by=getattr(cast, who))
    with pytest.raises(access.Refused):
        appointments.agree_duty(proposed(cast, cast.teacher), by=fresh(getattr(cast, who)), at=MONDAY)
    assert not cast.teacher.roles.filter(duty="deputy_dsl").exists()


def test_one_of_the_two_is_not_enough_nor_two_heads(cast):
    asked = proposed(cast, cast.teacher)
    second_head = cast_of.person(cast.school, "Ivy", "Stone", Duty.HEAD)
    for who in (cast.head, second_head):
        with pytest.raises(access.Refused):
            appointments.agree_duty(asked, by=fresh(who), at=MONDAY)
    theirs = proposed(cast, cast.assistant, by=cast.chair)
    with pytest.raises(access.Refused):
        appointments.agree_duty(theirs, by=fresh(cast.chair), at=MONDAY)


def test_a_chair_to_be_does_not_agree_before_their_first_day(cast, otto):
    asked = proposed(cast, cast.teacher)
    chair_of(cast, otto, by=cast.governor)
    with pytest.raises(access.Refused):
        appointments.agree_duty(asked, by=fresh(otto), at=MONDAY)
    with time_machine.travel(later(3), tick=True):
        assert appointments.agree_duty(asked, by=fresh(otto), at=later(3)).agreed


def test_a_proposal_lapses_with_the_duty_of_who_made_it_and_is_then_made_anew(cast):
    asked = proposed(cast, cast.teacher, by=cast.chair)
    Role.objects.filter(person=cast.chair, duty="chair").update(until_on=TODAY - DAY)
    Role.objects.create(person=cast.governor, duty="chair", since_on=TODAY)
    with pytest.raises(access.Refused):
        appointments.agree_duty(asked, by=fresh(cast.head), at=MONDAY)
    anew = proposed(cast, cast.teacher)
    assert appointments.agree_duty(anew, by=fresh(cast.governor), at=MONDAY).agreed
    asked.refresh_from_db()
    assert asked.withdrawn_at


def test_it_is_proposed_once_and_refused_with_a_reason(cast):
    asked = proposed(cast, cast.teacher)
    with pytest.raises(Broken, match="proposed already"):
        proposed(cast, cast.teacher, by=cast.chair)
    with pytest.raises(Broken, match="Enter the reason"):
        appointments.refuse_duty(asked, words=" ", by=fresh(cast.chair), at=MONDAY)
    appointments.refuse_duty(asked, words="Not yet trained.", by=fresh(cast.chair), at=MONDAY)
    with pytest.raises(access.Refused):
        appointments.agree_duty(asked, by=fresh(cast.chair), at=MONDAY)
    assert not cast.teacher.roles.filter(duty="deputy_dsl").exists() and not mails()
    assert proposed(cast, cast.teacher).answered_at is None


@pytest.mark.parametrize("who", ["parent", "governor"])
def test_only_somebody_on_the_staff_becomes_dsl(cast, who):
    with pytest.raises(Broken, match="not on the staff"):
        proposed(cast, getattr(cast, who))


def test_somebody_who_left_meanwhile_is_not_given_it(cast):
    asked = proposed(cast, cast.teacher)
    Role.objects.filter(person=cast.teacher).update(until_on=TODAY - DAY)
    with pytest.raises(Broken, match="not on the staff"):
        appointments.agree_duty(asked, by=fresh(cast.chair), at=MONDAY)


def test_it_is_ended_by_both_too_and_by_neither_alone(cast):
    role = cast.dsl.roles.get(duty="dsl")
    for who in (cast.head, cast.chair):
        with pytest.raises((Broken, access.Refused)):
            people.end_duty(cast.dsl, role=role, until_on=TODAY, by=fresh(who), at=MONDAY)
    said = {"role": role, "until_on": TODAY, "reason": WHY, "at": MONDAY}
    asked = appointments.propose_end(cast.dsl, by=fresh(cast.head), **said)
    assert cast.dsl in holding(Duty.DSL, TODAY + 9 * DAY)
    appointments.agree_duty(asked, by=fresh(cast.chair), at=MONDAY)
    assert cast.dsl in holding(Duty.DSL) and cast.dsl not in holding(Duty.DSL, TODAY + DAY)


def test_where_nobody_has_it_now_the_two_give_it_at_once_and_the_head_alone_does_not(cast):
    cast.dsl.roles.update(until_on=TODAY - DAY)
    with pytest.raises(Broken, match="takes two people"):
        people.give_duty(cast.teacher, duty=Duty.DSL, since_on=TODAY, by=cast.head, at=MONDAY)
    assert appointed(cast, cast.teacher, duty=Duty.DSL).day == TODAY


# ---- told, waiting, withdrawn


def test_all_governors_and_the_head_are_told_at_once_by_mail_and_on_their_first_page(cast, otto):
    chair_of(cast, otto, by=cast.governor)
    told = mails()
    assert set(told) == {cast.head.email, cast.chair.email, otto.email}, "not who did it, and nobody else"
    assert "David Lin entered this" in told[cast.head.email]
    assert "Otto Webb: Chair of governors, from 26 November 2026" in told[cast.head.email]
    for who in (cast.head, cast.chair, otto):
        assert any("Otto Webb: Chair" in task.title for task in tasks.tasks_for(fresh(who), MONDAY)), who
    for who in (cast.governor, cast.office, cast.deputy, cast.teacher, cast.dsl):
        assert not any("Otto" in task.title for task in tasks.tasks_for(fresh(who), MONDAY)), who


def test_such_a_mail_waits_in_the_outbox_and_its_words_are_shown_to_nobody(cast, otto, settings):
    settings.EMAIL_BACKEND = "schoolgate.post.outbox.Backend"
    chair_of(cast, otto, by=cast.governor)
    (message,) = [mail for mail in Message.objects.all() if mail.to == cast.head.email]
    assert message.kind == "account.appointment" and message.holds_secret and message.school == cast.school


def test_of_a_dsl_everybody_is_told_when_both_have_agreed_and_the_second_is_asked_before(cast, otto):
    asked = proposed(cast, cast.teacher)
    assert not mails()
    (task,) = [task for task in tasks.tasks_for(fresh(cast.chair), MONDAY) if "Agree or refuse" in task.title]
    assert task.urgent and str(asked.pk) in task.url
    appointments.agree_duty(asked, by=fresh(cast.chair), at=MONDAY)
    assert set(mails()) == {cast.governor.email, otto.email, cast.teacher.email}
    assert "Ruth Adeyemi and Helen Marsh entered this" in mails()[otto.email]


@pytest.mark.parametrize("who", ["chair", "otto"])
def test_until_it_takes_effect_a_governor_withdraws_the_chair(cast, otto, who):
    made = chair_of(cast, otto, by=cast.governor)
    by = {"chair": cast.chair, "otto": otto}[who]
    appointments.withdraw_appointment(made, reason="A mistake.", by=fresh(by), at=MONDAY)
    assert otto not in holding(Duty.CHAIR, THURSDAY + DAY) and not otto.roles.filter(duty="chair").exists()
    assert "Withdrawn: Otto Webb: Chair of governors" in mails()[cast.head.email]


@pytest.mark.parametrize("who", ["head", "office", "dsl", "deputy"])
def test_nobody_who_works_here_withdraws_the_chair(cast, otto, who):
    made = chair_of(cast, otto, by=cast.governor)
    with pytest.raises(access.Refused):
        appointments.withdraw_appointment(made, reason="x", by=fresh(getattr(cast, who)), at=MONDAY)
    assert otto in holding(Duty.CHAIR, THURSDAY)


@pytest.mark.parametrize("who", ["head", "chair"])
def test_head_or_chair_withdraws_a_deputy_and_nobody_does_once_it_holds(cast, who):
    made = appointed(cast, cast.teacher)
    for other in (cast.governor, cast.dsl, cast.office):
        with pytest.raises(access.Refused):
            appointments.withdraw_appointment(made, reason="x", by=fresh(other), at=MONDAY)
    with time_machine.travel(later(3), tick=True), pytest.raises(access.Refused):
        appointments.withdraw_appointment(made, reason="x", by=fresh(cast.head), at=later(3))
    appointments.withdraw_appointment(made, reason="x", by=fresh(getattr(cast, who)), at=MONDAY)
    assert not cast.teacher.roles.filter(duty="deputy_dsl").exists()


@pytest.mark.parametrize("days, day", [(0, TODAY), (1, date(2026, 11, 25)), (10, date(2026, 12, 8))])
def test_the_school_sets_how_long_it_waits(cast, otto, days, day):
    appointments.set_appointment_days(cast.school, days=days, by=cast.chair, at=MONDAY)
    assert f"takes effect after {days} working day" in mails()[cast.head.email]
    assert chair_of(cast, otto, by=cast.governor).day == day


@pytest.mark.parametrize("days", [-1, 11, 1000])
def test_never_longer_than_ten_days(cast, days):
    with pytest.raises(Broken, match="from 0 to 10"):
        appointments.set_appointment_days(cast.school, days=days, by=cast.chair, at=MONDAY)


@pytest.mark.parametrize("who", ["head", "office", "deputy", "governor", "dsl"])
def test_whoever_is_watched_does_not_shorten_it(cast, who):
    with pytest.raises(access.Refused):
        appointments.set_appointment_days(cast.school, days=0, by=getattr(cast, who), at=MONDAY)
    with pytest.raises(TypeError):
        school_actions.edit_school(cast.school, appointment_days=0, by=cast.head, at=MONDAY)
    assert School.objects.get(pk=cast.school.pk).appointment_days == 2


def test_a_day_further_ahead_is_kept_and_one_long_ago_is_not(cast, otto):
    assert chair_of(cast, otto, by=cast.governor, since_on=date(2027, 1, 4)).day == date(2027, 1, 4)
    Appointment.objects.all().delete()
    otto.roles.filter(duty="chair").delete()
    assert chair_of(cast, otto, by=cast.governor, since_on=date(2020, 1, 1)).day == THURSDAY


# ---- a new school


@pytest.fixture
def new_school(db):
    school = cast_of.school("Foxley Primary School", "foxley")
    return school, cast_of.person(school, "Ann", "Lea", Duty.HEAD)


@pytest.mark.parametrize("duty", [Duty.DSL, Duty.DEPUTY_DSL, Duty.CHAIR])
@pytest.mark.parametrize("on_console", [False, True])
def test_in_a_new_school_the_first_is_given_by_one_at_once_and_told(new_school, duty, on_console):
    school, head = new_school
    cast_of.person(school, "Bo", "Ash", Duty.GOVERNOR)
    first = cast_of.person(school, "Cy", "Dale", Duty.STAFF)
    by = access.Machine(school.pk, Duty.CONSOLE) if on_console else head
    people.give_duty(first, duty=duty, since_on=TODAY, by=by, at=MONDAY)
    assert first in holding(duty)
    assert "Cy Dale" in mails()["bo.ash@foxley.example"]
    assert ("ann.lea@foxley.example" in mails()) is on_console
    second = cast_of.person(school, "Di", "Fox", Duty.STAFF)
    with pytest.raises(Broken):
        people.give_duty(second, duty=duty, since_on=TODAY, by=by, at=MONDAY)


def test_the_first_import_of_a_new_school_gives_them_all(new_school):
    school, _ = new_school
    otto = "governor,G1,Otto,Webb,,,,otto.webb@example.org"
    text = EVERYONE.replace(",teacher,", ",dsl; teacher,").replace(f"{otto},,,", f"{otto},chair; governor,,")
    console = access.Machine(school.pk, Duty.CONSOLE)
    intakes.import_people(school, prepared=prepared(school, text), files=["people.csv"], by=console, at=MONDAY)
    assert {person.first_name for person in holding(Duty.DSL)} == {"Nina"}
    assert {person.first_name for person in holding(Duty.CHAIR)} == {"Otto"}
    assert "Otto Webb: Chair of governors" in mails()["ann.lea@foxley.example"]


# ---- imports


@pytest.mark.parametrize("duty", ["dsl", "deputy_dsl"])
def test_a_later_import_gives_nothing_that_takes_two_and_its_preview_says_so(cast, duty):
    text = EVERYONE.replace(",teacher,", f",{duty}; teacher,")
    for by in (cast.head, None):
        (note,) = prepared(cast.school, text, by=by).notes
        assert "Nina Frost" in note and "no import gives" in note and "Duties" in note
    imported(cast.school, text, by=cast.head)
    assert not Role.objects.filter(person__first_name="Nina", duty=duty).exists()


def test_nor_a_chair_nor_to_somebody_who_comes_back(cast):
    chair = EVERYONE.replace("otto.webb@example.org,,,", "otto.webb@example.org,chair,,")
    imported(cast.school, chair, by=cast.head)
    assert {role.duty for role in Person.objects.get(first_name="Otto").roles.all()} == {"governor"}
    without = "\n".join(line for line in chair.splitlines() if "Otto" not in line)
    imported(cast.school, without, by=cast.head, at=later(7))
    imported(cast.school, chair, by=cast.head, at=later(14))
    assert holding(Duty.CHAIR, later(14).date()) == {cast.chair}


def test_what_was_worked_out_before_gives_nothing_either(new_school):
    school, head = new_school
    ready = prepared(school, EVERYONE.replace(",teacher,", ",dsl; teacher,"))
    people.give_duty(
        cast_of.person(school, "Cy", "Dale", Duty.STAFF), duty=Duty.DSL, since_on=TODAY, by=head, at=MONDAY
    )
    intakes.import_people(school, prepared=ready, files=["people.csv"], by=head, at=MONDAY)
    assert {person.first_name for person in holding(Duty.DSL)} == {"Cy"}


def test_a_file_by_which_the_dsl_leaves_is_told(cast):
    cast.dsl.numbers.create(school=cast.school, kind="staff", number="S9")
    imported(cast.school, EVERYONE, by=cast.office)
    assert cast.dsl in holding(Duty.DSL, THURSDAY) and cast.dsl not in holding(Duty.STAFF)
    assert "“Designated safeguarding lead (DSL)” goes on until head and chair" in mails()[cast.chair.email]
    assert "Martin Hale" in mails()[cast.head.email] and "Martin Hale" in mails()[cast.dsl.email]


def test_a_governor_whose_duty_the_head_ends_is_told_and_so_are_the_others(cast):
    role = cast.governor.roles.get(duty="governor")
    people.end_duty(cast.governor, role=role, until_on=TODAY - DAY, by=cast.head, at=MONDAY)
    for who in (cast.governor, cast.chair):
        assert "David Lin: Governor, last day 22 November 2026" in mails()[who.email]


def test_a_first_day_in_a_file_does_not_shorten_the_waiting(cast):
    header = "kind,id,first name,last name,email,duties,joined\n"
    line = "staff,S1,Nina,Frost,nina.frost@larkhollow.example,teacher,{}\n"
    imported(cast.school, header + line.format("2024-09-02"), by=cast.office)
    nina = Person.objects.get(first_name="Nina")
    appointed(cast, fresh(nina))
    imported(cast.school, header + line.format("2020-09-01"), by=cast.head, at=MONDAY + timedelta(hours=1))
    assert nina.roles.get(duty="deputy_dsl").since_on == THURSDAY
    assert nina.roles.get(duty="teacher").since_on == date(2020, 9, 1)


def test_taking_an_import_back_is_no_way_to_end_a_chair(new_school):
    school, head = new_school
    text = EVERYONE.replace("otto.webb@example.org,,,", "otto.webb@example.org,chair; governor,,")
    done = imported(school, text, by=head)
    with pytest.raises(Broken, match="Otto Webb"), time_machine.travel(later(3), tick=True):
        intakes.undo_import(done, by=head, at=later(3))
    assert {person.first_name for person in holding(Duty.CHAIR, later(9).date())} == {"Otto"}
    intakes.undo_import(done, by=head, at=MONDAY + timedelta(hours=1))
    assert not Role.objects.filter(duty="chair").held(TODAY), "on the same day a mistake is taken back whole"
    assert not holding(Duty.CHAIR, later(9).date()) and Person.objects.former(TODAY).filter(first_name="Otto").exists()


def test_the_reason_is_sealed(cast):
    asked = proposed(cast, cast.teacher)
    raw = Appointment.objects.filter(pk=asked.pk).extra(select={"raw": "reason"}).get().raw
    assert WHY not in raw and asked.reason == WHY
