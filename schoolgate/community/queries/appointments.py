"""Who gives and ends the duties that watch others: what an action may ask, what waits, and what the page shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, WORDS, Duty
from schoolgate.community import rules
from schoolgate.community.models import Appointment, Person, PersonQuerySet, Role, School
from schoolgate.pages import or_404

M = TypeVar("M", bound=Model)
SHOWN = (Duty.HEAD, Duty.DSL, Duty.DEPUTY_DSL, Duty.CHAIR)
NEWS = timedelta(days=7)
"""How long the first page tells of an appointment that has taken effect."""


# ---- what an action may ask: the row as it is now, or Refused


def changing(name: str) -> Callable[[M, access.Someone, datetime], M]:
    """A reach for what changes duties: one at a time in a school, and the duties of whoever acts are asked once more.

    Without it two heads end each other's duty at one moment, each while the other still holds it.
    """

    def reach(target: M, by: access.Someone, at: datetime) -> M:
        _lock_school(by)
        access.require(_now(by), name, target)
        rows = type(target)._default_manager.all()
        row = (rows.prefetch_related("roles") if isinstance(target, Person) else rows).filter(pk=target.pk).first()
        if row is None:
            raise access.Refused(name)
        return row

    return reach


def answering(appointment: Appointment, by: access.Someone, at: datetime) -> Appointment:
    """Locks the school and returns an open proposal that is this person's to answer."""
    _lock_school(by)
    found = next((item for item in asked_of(_now(by)) if item.pk == appointment.pk), None)
    if found is None:
        raise access.Refused("community.agree_duty")
    return found


def withdrawing(appointment: Appointment, by: access.Someone, at: datetime) -> Appointment:
    """Locks the school and returns an appointment that this person may withdraw, while it has not taken effect."""
    _lock_school(by)
    found = next((item for item in withdrawable(_now(by), timezone.localdate(at)) if item.pk == appointment.pk), None)
    if found is None:
        raise access.Refused("community.withdraw_appointment")
    return found


def _lock_school(by: access.Someone) -> None:
    School.objects.select_for_update(no_key=True).get(pk=by.school_id or 0)


def _now(by: access.Someone) -> access.Someone:
    """Whoever acts, with the duties that they hold by now, and signed in as they are."""
    if by.id is None:
        return by
    now = Person.objects.prefetch_related("roles").get(pk=by.id)
    now.sign_in = getattr(by, "sign_in", now.sign_in)
    return now


# ---- what is so


def ever_held(school_id: int, *duties: Duty) -> frozenset[Duty]:
    """Those of these duties that somebody of the school holds, has held, or will hold."""
    held = Role.objects.filter(person__school=school_id, duty__in=duties)
    return frozenset(Duty(duty) for duty in held.order_by().values_list("duty", flat=True).distinct())


def first_day(school: School, duty: Duty, since_on: date, at: datetime) -> date:
    """When a duty begins: at once where nobody ever held it, or where two decide and nobody has it now; else it waits."""
    held_now = Person.objects.filter(school=school).on_roll(duty, on=timezone.localdate(at)).exists()
    if not ever_held(school.pk, duty) or (duty in rules.BY_TWO and not held_now):
        return since_on
    return max(since_on, waits_until(school, at))


def waits_until(school: School, at: datetime) -> date:
    """The day on which an appointment of that moment takes effect: when so many working days after it have passed."""
    days = School.objects.values_list("appointment_days", flat=True).get(pk=school.pk)
    last = school.calendar().due(at, working_days=days).date() if days else None
    return last + timedelta(days=1) if last else timezone.localdate(at)


def is_settled(person: Person, at: datetime) -> bool:
    """Whether somebody has been a governor for longer than an appointment waits, by when they were put on record."""
    on = timezone.localdate(at)
    given = [role.given_at for role in person.roles.all() if role.duty in GOVERNORS and role.holds_on(on)]
    return any(moment is None or waits_until(person.school, moment) <= on for moment in given)


def to_tell(school_id: int, on: date) -> QuerySet[Person]:
    """Whom an appointment is told: all governors and the head."""
    return Person.objects.filter(school=school_id).holding(Duty.HEAD, *GOVERNORS, on=on)


def candidates(person: access.Someone, duty: Duty, on: date) -> list[Person]:
    """To whom this person can give a duty, or propose that it is given."""
    people: PersonQuerySet = Person.objects.filter(school=person.school_id)
    holding = people.on_roll(duty, on=on)
    if duty == Duty.CHAIR:
        found = people.holding(*GOVERNORS, on=on).exclude(pk__in=people.on_roll(*EMPLOYED, on=on).values("pk"))
        found = found.exclude(pk=person.id or 0)
    else:
        found = people.holding(*EMPLOYED, on=on)
    return list(found.exclude(pk__in=holding.values("pk")).prefetch_related("roles"))


# ---- what waits


def is_proposal(item: Appointment) -> bool:
    """Whether what waits is a proposal that a second person can agree to, and not only a word that somebody leaves."""
    asker = item.asked_by
    return asker is not None and Duty(item.duty) in rules.BY_TWO and bool(asker.duties & {Duty.HEAD, Duty.CHAIR})


def asked_and_noted(person: access.Someone) -> tuple[list[Appointment], list[Appointment]]:
    """What is this person's to answer, and whose duties outlast a leaving until they have ended them."""
    if person.id is None or not access.may(person, "look.duties"):
        return [], []
    waiting = list(_of(person).filter(answered_at=None, withdrawn_at=None))
    asked = [item for item in waiting if is_proposal(item) and _is_second(person, item)]
    noted = [item for item in waiting if item.ends and not is_proposal(item) and item.person_id != person.id]
    return asked, [item for item in noted if rules.decides_end(Duty(item.duty), person.duties)]


def _is_second(person: access.Someone, item: Appointment) -> bool:
    other = item.asked_by if item.asked_by_id != person.id else None
    return other is not None and rules.are_head_and_chair(other.duties, person.duties)


def asked_of(person: access.Someone) -> list[Appointment]:
    """Open proposals for this person to answer: the head's for the chair, and the chair's for the head."""
    return asked_and_noted(person)[0] if access.may(person, "community.agree_duty") else []


def outlasting(person: Person, by: access.Someone, left_on: date) -> list[Role]:
    """The duties of somebody that go on when this person puts down that they leave."""
    ahead = person.roles.filter(Q(until_on=None) | Q(until_on__gt=left_on), duty__in=rules.OUTLAST)
    roles = ahead.select_related("person__school").order_by("pk")
    return [role for role in roles if rules.outlasts_leaving(Duty(role.duty), by.duties)]


def withdrawable(person: access.Someone, on: date) -> list[Appointment]:
    """Proposals of this person, and appointments that have not taken effect and that they may withdraw."""
    if person.id is None or not access.may(person, "community.withdraw_appointment"):
        return []
    return [item for item in _of(person).filter(withdrawn_at=None) if _may_withdraw(person, item, on)]


def _may_withdraw(person: access.Someone, item: Appointment, on: date) -> bool:
    if item.answered_at is None:
        decides = item.ends and not is_proposal(item) and item.person_id != person.id
        return item.asked_by_id == person.id or (decides and rules.decides_end(Duty(item.duty), person.duties))
    if not item.agreed or not item.waits or item.day < (on if item.ends else on + timedelta(days=1)):
        return False
    if item.ends and item.person_id == person.id:
        return False  # nobody keeps their own duty by taking back what ends it
    made = person.id in (item.asked_by_id, item.answered_by_id)
    return rules.may_withdraw(Duty(item.duty), person.duties, made=made)


def _of(person: access.Someone) -> QuerySet[Appointment]:
    found = Appointment.objects.filter(school=person.school_id)
    return found.select_related("person", "asked_by", "answered_by").prefetch_related("asked_by__roles")


def news(person: access.Someone, at: datetime) -> list[Appointment]:
    """Of what the head and the governors are told on their first page: what was decided lately, or is still to come."""
    if person.id is None or not access.may(person, "look.duties"):
        return []
    recent = Q(answered_at__gt=at - NEWS) | Q(day__gt=timezone.localdate(at))
    found = _of(person).filter(recent, agreed=True, withdrawn_at=None)
    return list(found.exclude(Q(asked_by=person.id) | Q(answered_by=person.id)))


# ---- pages


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a duty, or will from a day on; and whether the looker may end that."""

    role_id: int
    name: str
    since_on: date
    until_on: date | None
    to_come: bool
    may_end: bool


@dataclass(frozen=True)
class DutyLine:
    duty: Duty
    words: str
    holders: tuple[Holder, ...]
    may_give: bool


@dataclass(frozen=True)
class DutiesPage:
    """Who holds the duties that watch others, and what waits."""

    lines: tuple[DutyLine, ...]
    asked: tuple[Appointment, ...]
    noted: tuple[Appointment, ...]
    waiting: tuple[Appointment, ...]
    withdrawable: frozenset[UUID]
    days: int
    may_set_days: bool


def duties_page(person: Person, at: datetime) -> DutiesPage:
    """For the head and the governors: who holds which duty, what was proposed, and what is still to take effect."""
    access.require(person, "look.duties")
    on = timezone.localdate(at)
    held = Role.objects.filter(Q(until_on=None) | Q(until_on__gte=on), person__school=person.school_id)
    roles = list(held.filter(duty__in=SHOWN).select_related("person").order_by("since_on", "pk"))
    mine = withdrawable(person, on)
    ahead = Q(answered_at=None) | Q(agreed=True, ends=False, day__gt=on) | Q(agreed=True, ends=True, day__gte=on)
    coming = _of(person).filter(ahead, withdrawn_at=None)
    asked = asked_of(person)
    return DutiesPage(
        lines=tuple(_line(person, duty, [role for role in roles if role.duty == duty], on) for duty in SHOWN),
        asked=tuple(asked),
        noted=tuple(item for item in coming if item.answered_at is None and not is_proposal(item)),
        waiting=tuple(item for item in coming if item not in asked),
        withdrawable=frozenset(item.pk for item in mine),
        days=person.school.appointment_days,
        may_set_days=access.may(person, "community.set_appointment_days", person.school),
    )


def _line(person: Person, duty: Duty, roles: list[Role], on: date) -> DutyLine:
    may = may_decide(person, duty)
    holders = (
        Holder(
            role_id=role.pk,
            name=str(role.person),
            since_on=role.since_on,
            until_on=role.until_on,
            to_come=role.since_on > on,
            may_end=may and role.until_on is None and role.since_on <= on and not _own_chair(person, role),
        )
        for role in roles
    )
    return DutyLine(duty, WORDS[duty], tuple(holders), may)


def _own_chair(person: Person, role: Role) -> bool:
    return role.duty == Duty.CHAIR and role.person_id == person.pk


def may_decide(person: access.Someone, duty: Duty) -> bool:
    """Whether somebody gives and ends this duty, alone or as one of two, on the page of duties."""
    if duty == Duty.CHAIR:
        return access.may(person, "community.give_chair") and rules.is_independent(person.duties)
    return duty in rules.BY_TWO and access.may(person, "community.propose_duty")


def role_to_end(person: Person, id: int) -> Role:
    """A duty that somebody holds now and that this person may end, alone or as one of two."""
    held = Role.objects.filter(person__school=person.school_id, until_on=None, duty__in=rules.GUARDED)
    role: Role | None = held.filter(pk=id).select_related("person").first()
    allowed = role and may_decide(person, Duty(role.duty)) and not _own_chair(person, role)
    return or_404(role if allowed else None)


def question_for(person: Person, id: UUID) -> Appointment:
    """A proposal for this person to answer; anything else is the same 404."""
    return or_404(next((item for item in asked_of(person) if item.pk == id), None))


def to_withdraw(person: Person, id: UUID, on: date) -> Appointment:
    return or_404(next((item for item in withdrawable(person, on) if item.pk == id), None))
