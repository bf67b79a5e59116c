"""How a duty begins and ends, and who is told; parts of deeds, never deeds of their own."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from schoolgate import access, pages
from schoolgate.access.duties import WORDS, Duty
from schoolgate.community import changes, rules
from schoolgate.community.models import Account, Appointment, Person, Role, School
from schoolgate.community.queries import appointments, sign_in

KEPT = rules.GUARDED | {Duty.HEAD}
"""Duties of which it is kept who gave and ended them, and when that took effect."""


def give(
    person: Person,
    duty: Duty,
    since_on: date,
    *,
    until_on: date | None = None,
    instead_of: Person | None = None,
    by_id: int | None,
    second_id: int | None = None,
    at: datetime,
) -> Role:
    """Gives a duty, with those who gave it: they are not watched by it for what is older.

    Every session that its holder has open ends, so that the next one asks what the duty owes.
    """
    role = Role.objects.create(
        person=person,
        duty=duty.value,
        since_on=since_on,
        until_on=until_on,
        instead_of=instead_of,
        given_at=at,
        given_by_id=by_id,
        agreed_by_id=second_id,
    )
    Account.objects.end_sessions([person.pk])
    if duty in sign_in.MADE_SURE_OF:
        doubt([person.pk], at)
    changes.tell(person.school_id, {person.pk}, at)
    return role


def doubt(people: Iterable[int], at: datetime) -> None:
    """Closes what is theirs to those who sign in with an address that somebody else put down before they ever did."""
    theirs = Account.objects.filter(person__in=list(people), is_active=True, unconfirmed_since=None)
    theirs.filter(person__in=sign_in.addresses_of_others().values("person")).update(unconfirmed_since=at)


def keep(
    role: Role, *, ends: bool, reason: str = "", waits: bool = False, by: access.Someone, at: datetime
) -> Appointment:
    """Keeps that one person gave or ended a duty."""
    day = role.until_on if ends else role.since_on
    assert day is not None
    return Appointment.objects.create(
        school_id=role.person.school_id,
        person_id=role.person_id,
        role=role,
        duty=role.duty,
        ends=ends,
        day=day,
        waits=waits,
        reason=reason,
        asked_at=at,
        asked_by_id=by.id,
        answered_at=at,
        agreed=True,
    )


def ask_to_end(role: Role, day: date, *, reason: str, by: access.Someone, at: datetime) -> Appointment | None:
    """Asks those who may to end a duty on its last day, which is never past; None where they are asked already.

    Of head and chair it is the proposal to which the other agrees; of anybody else it only says that it is time.
    """
    there = Appointment.objects.filter(person=role.person_id, duty=role.duty, ends=True)
    for item in there.filter(answered_at=None, withdrawn_at=None).select_related("asked_by"):
        if appointments.is_proposal(item) or not rules.decides_end(Duty(role.duty), by.duties):
            return None
        item.withdrawn_at = at  # whoever noted it can propose nothing, so nobody can agree to it
        item.save(update_fields=["withdrawn_at"])
    return Appointment.objects.create(
        school_id=role.person.school_id,
        person_id=role.person_id,
        role=role,
        duty=role.duty,
        ends=True,
        day=max(day, role.since_on, timezone.localdate(at)),
        reason=reason,
        asked_at=at,
        asked_by_id=by.id,
    )


def _outlasting(standing: Iterable[tuple[Role, date]], *, by: access.Someone, at: datetime) -> list[Appointment]:
    """Asks those who may to end the duties that go on although their holders leave; what is asked already is not."""
    asked = []
    for role, day in standing:
        reason = f"{role.person} was put down as leaving on {day:%-d %B %Y}."
        if (made := ask_to_end(role, day, reason=reason, by=by, at=at)) is not None:
            asked.append(made)
    return asked


def settle_asked(role: Role, at: datetime) -> None:
    """What somebody asked about the end of a duty waits for nobody any more: it has an end."""
    asked = Appointment.objects.filter(person=role.person_id, duty=role.duty, ends=True)
    asked.filter(answered_at=None, withdrawn_at=None).update(withdrawn_at=at)


def forget_asked(school_id: int, asked_at: datetime, by_id: int | None, *, at: datetime) -> None:
    """What an import asked about the end of duties, and nobody has answered, is asked no more when it is taken back."""
    asked = Appointment.objects.filter(school=school_id, asked_at=asked_at, asked_by=by_id, ends=True)
    asked.filter(answered_at=None, withdrawn_at=None).update(withdrawn_at=at)


def announce(
    school: School,
    began: Iterable[Role],
    ended: Iterable[Role],
    *,
    by: access.Someone,
    at: datetime,
    standing: Iterable[tuple[Role, date]] = (),
    to: Iterable[Person] | None = None,
) -> list[Appointment]:
    """Keeps and tells what one person did to duties that watch others, by hand, by a leaving or by an import.

    `standing` are duties that go on although their holders leave, with the day on which they do: those who may end them
    are asked, and what is asked is given back.
    """
    asked = _outlasting(standing, by=by, at=at)
    changes = [(role, ends) for ends, roles in ((False, began), (True, ended)) for role in roles]
    changes = [(role, ends) for role, ends in changes if role.duty in rules.TOLD]
    for role, ends in changes:
        if role.duty in KEPT:
            keep(role, ends=ends, by=by, at=at)
    new = {role.person_id for role, ends in changes if not ends}
    known = appointments.to_tell(school.pk, timezone.localdate(at)) if to is None else to
    others = [person for person in known if person.pk not in new]
    gone = [role.person for role, ends in changes if ends] + [item.person for item in asked]
    lines = [_told(role, ends) for role, ends in changes]
    lines += [f"{item.reason} “{item.duty_words}” goes on until {rules.who_ends(Duty(item.duty))}." for item in asked]
    tell(school, lines, by=[by], at=at, to=others, also=gone)
    return asked


def tell(
    school: School,
    lines: Iterable[str],
    *,
    by: Iterable[access.Someone],
    at: datetime,
    to: Iterable[Person] | None = None,
    also: Iterable[Person] = (),
    words: str = "appointment",
    page: str = "community:duties",
) -> None:
    """Mails all governors and the head, and whose duty it is, what was done and by whom; not those who did it."""
    lines, doers = list(lines), list(by)
    known = appointments.to_tell(school.pk, timezone.localdate(at)) if to is None else to
    people = {person.pk: person for person in (*known, *also) if person.pk not in {doer.id for doer in doers}}
    told = {"lines": lines, "who": _who(doers), "url": pages.address() + reverse(page), "school": school}
    for person in people.values() if lines else ():
        if person.email:
            subject = render_to_string(f"community/mail/{words}_subject.txt", told)
            body = render_to_string(f"community/mail/{words}.txt", told | {"person": person})
            about = {"X-Schoolgate-Kind": "renamed" if words == "renamed" else "appointment"}
            mail.EmailMessage(" ".join(subject.split()), body, to=[person.email], headers=about).send()


def _told(role: Role, ends: bool) -> str:
    return line(role.person, Duty(role.duty), role.until_on if ends else role.since_on, ends=ends)


def line(person: Person, duty: Duty, day: date | None, *, ends: bool) -> str:
    """What happens to a duty, as one line of a mail."""
    when = f"last day {day:%-d %B %Y}" if ends else f"from {day:%-d %B %Y}"
    return f"{person}: {WORDS[duty]}, {when}"


def _who(doers: Iterable[access.Someone]) -> str:
    return " and ".join(str(doer) if doer.id is not None else "IT, on the school’s server" for doer in doers)
