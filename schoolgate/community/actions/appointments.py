"""The duties that watch others: chair, given by another governor; DSL and deputy, by head and chair together."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import rules
from schoolgate.community.actions import appointing
from schoolgate.community.models import Appointment, Person, Role, School
from schoolgate.community.queries import appointments
from schoolgate.community.queries.appointments import changing


@action("community.give_chair", reach=changing("community.give_chair"))
def give_chair(person: Person, *, since_on: date, reason: str, by: access.Someone, at: datetime) -> Appointment:
    """Makes another governor the chair; all governors are told, and it takes effect after the school's waiting time."""
    _check_gives_chair(person, reason, by, at)
    rules.check_may_chair(person.duties)
    _check_fits(person, Duty.CHAIR)
    first = max(appointments.first_day(person.school, Duty.CHAIR, since_on, at), timezone.localdate(at))
    role = appointing.give(person, Duty.CHAIR, first, by_id=by.id, at=at)
    made = appointing.keep(role, ends=False, reason=reason, waits=True, by=by, at=at)
    _tell(made, [by], at)
    return made


@action("community.end_chair", reach=changing("community.end_chair"))
def end_chair(
    person: Person, *, role: Role, until_on: date, reason: str, by: access.Someone, at: datetime
) -> Appointment:
    """Ends another governor's duty as chair; all governors are told, and it takes effect after the waiting time."""
    _check_gives_chair(person, reason, by, at)
    role = _held(person, role.pk, (Duty.CHAIR,))
    last = max(until_on, appointments.waits_until(person.school, at) - timedelta(days=1), role.since_on)
    _end(role, last)
    appointing.settle_asked(role, at)
    made = appointing.keep(role, ends=True, reason=reason, waits=True, by=by, at=at)
    _tell(made, [by], at)
    return made


@action("community.propose_duty", reach=changing("community.propose_duty"))
def propose_duty(
    person: Person, *, duty: Duty, since_on: date, reason: str, by: access.SignedIn, at: datetime
) -> Appointment:
    """Proposes that somebody becomes DSL or deputy; it is given when head and chair agree, and not before."""
    rules.check_reason(reason)
    if duty not in rules.BY_TWO:
        raise access.Refused("community.propose_duty")
    _check_can_hold(person, duty)
    return _asked(person, duty, since_on, None, reason, by, at)


@action("community.propose_end", reach=changing("community.propose_end"))
def propose_end(
    person: Person, *, role: Role, until_on: date, reason: str, by: access.SignedIn, at: datetime
) -> Appointment:
    """Proposes that somebody is no longer DSL or deputy; it ends when head and chair agree, and not before."""
    rules.check_reason(reason)
    role = _held(person, role.pk, rules.BY_TWO)
    rules.check_leaving(until_on, since_on=role.since_on)
    return _asked(person, Duty(role.duty), until_on, role, reason, by, at)


@action("community.agree_duty", reach=appointments.answering)
def agree_duty(appointment: Appointment, *, words: str = "", by: access.Someone, at: datetime) -> Appointment:
    """Agrees as the second of head and chair; the duty is given or ended, and all governors are told."""
    asked, duty = appointment, Duty(appointment.duty)
    person = Person.objects.prefetch_related("roles").get(pk=asked.person_id)
    if asked.ends:
        role = _held(person, asked.role_id, (duty,))
        asked.day = max(asked.day, timezone.localdate(at))
        _end(role, asked.day)
    else:
        _check_can_hold(person, duty)
        today = timezone.localdate(at)
        asked.day = max(appointments.first_day(person.school, duty, asked.day, at), today)
        asked.role = appointing.give(person, duty, asked.day, by_id=asked.asked_by_id, second_id=by.id, at=at)
    asked.waits = not asked.ends
    _answer(asked, True, words, by, at)
    assert asked.asked_by
    _tell(asked, [asked.asked_by, by], at)
    return asked


@action("community.refuse_duty", reach=appointments.answering)
def refuse_duty(appointment: Appointment, *, words: str, by: access.Someone, at: datetime) -> Appointment:
    """Refuses as the second of head and chair, with the reason; nothing is given or ended."""
    rules.check_reason(words)
    _answer(appointment, False, words, by, at)
    return appointment


@action("community.withdraw_appointment", reach=appointments.withdrawing)
def withdraw_appointment(appointment: Appointment, *, reason: str, by: access.Someone, at: datetime) -> Appointment:
    """Withdraws a proposal, or an appointment that has not taken effect yet; those who were told of it are told."""
    rules.check_reason(reason)
    told = appointment.answered_at is not None
    appointment.withdrawn_at, appointment.withdrawn_by_id = at, by.id
    appointment.save(update_fields=["withdrawn_at", "withdrawn_by"])
    role = appointment.role
    if told and role is not None:
        if appointment.ends:
            Role.objects.filter(pk=role.pk, until_on=appointment.day).update(until_on=None)
        else:
            role.delete()
    if told:
        line = appointing.line(appointment.person, Duty(appointment.duty), appointment.day, ends=appointment.ends)
        lines = [f"Withdrawn: {line}", f"The reason: {reason}"]
        appointing.tell(appointment.school, lines, by=[by], at=at, also=[appointment.person])
    return appointment


@action("community.set_appointment_days", reach=changing("community.set_appointment_days"))
def set_appointment_days(school: School, *, days: int, by: access.Someone, at: datetime) -> School:
    """Sets after how many working days an appointment takes effect; the governors and the head are told."""
    if not 0 <= days <= rules.MOST_WAITING:
        raise Broken(f"Enter a number of working days from 0 to {rules.MOST_WAITING}.")
    school.appointment_days = days
    school.save(update_fields=["appointment_days"])
    line = f"An appointment that is made from now on takes effect after {days} working day{'' if days == 1 else 's'}"
    appointing.tell(school, [line], by=[by], at=at)
    return school


# ---- parts


def _check_gives_chair(person: Person, reason: str, by: access.Someone, at: datetime) -> None:
    rules.check_reason(reason)
    if by.id is None:
        return  # the console
    giver = Person.objects.select_related("school").prefetch_related("roles").get(pk=by.id)
    settled = appointments.is_settled(giver, at) or not appointments.ever_held(person.school_id, Duty.CHAIR)
    rules.check_gives_chair(giver.duties, own=by.id == person.pk, settled=settled)


def _check_can_hold(person: Person, duty: Duty) -> None:
    if not person.duties & EMPLOYED:
        raise Broken(f"{person} is not on the staff now.")
    _check_fits(person, duty)


def _check_fits(person: Person, duty: Duty) -> None:
    ahead = person.roles.filter(until_on__isnull=True)
    rules.check_fits(duty, {Duty(role.duty) for role in ahead})


def _held(person: Person, role_id: int | None, duties: "frozenset[Duty] | tuple[Duty, ...]") -> Role:
    role: Role | None = person.roles.select_related("person").filter(pk=role_id, until_on=None, duty__in=duties).first()
    if role is None:
        raise Broken(f"{person} does not hold this duty, or it has ended already.")
    return role


def _end(role: Role, last: date) -> None:
    role.until_on = last
    role.save(update_fields=["until_on"])


def _asked(
    person: Person, duty: Duty, day: date, role: Role | None, reason: str, by: access.SignedIn, at: datetime
) -> Appointment:
    there = Appointment.objects.filter(person=person, duty=duty.value, answered_at=None, withdrawn_at=None)
    for item in there.select_related("asked_by"):
        if appointments.is_proposal(item):
            raise Broken("This was proposed already and waits for an answer.")
        item.withdrawn_at = at  # its proposer can propose nothing any more, so nobody can agree to it
        item.save(update_fields=["withdrawn_at"])
    return Appointment.objects.create(
        school_id=person.school_id,
        person=person,
        role=role,
        duty=duty.value,
        ends=role is not None,
        day=day,
        reason=reason,
        asked_at=at,
        asked_by_id=by.id,
    )


def _answer(appointment: Appointment, agreed: bool, words: str, by: access.Someone, at: datetime) -> None:
    appointment.answered_at, appointment.answered_by_id = at, by.id
    appointment.agreed, appointment.answer = agreed, words
    appointment.save()


def _tell(made: Appointment, by: "list[access.Someone]", at: datetime) -> None:
    line = appointing.line(made.person, Duty(made.duty), made.day, ends=made.ends)
    appointing.tell(made.school, [line], by=by, at=at, also=[made.person])
