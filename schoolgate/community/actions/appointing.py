"""How a duty begins and ends, and who is told; parts of deeds, never deeds of their own."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.community import changes, rules
from schoolgate.community.models import Account, Appointment, Person, Role, School
from schoolgate.community.queries import appointments

KEPT = rules.GUARDED | {Duty.HEAD}
"""Duties of which it is kept who gave and ended them, and when that took effect."""


def give(
    person: Person, duty: Duty, since_on: date, *, by_id: int | None, second_id: int | None = None, at: datetime
) -> Role:
    """Gives a duty, with those who gave it: they are not watched by it for what is older.

    Every session that its holder has open ends, so that the next one asks what the duty owes.
    """
    role = Role.objects.create(
        person=person, duty=duty.value, since_on=since_on, given_at=at, given_by_id=by_id, agreed_by_id=second_id
    )
    Account.objects.end_sessions([person.pk])
    changes.tell(person.school_id, {person.pk}, at)
    return role


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


def announce(
    school: School,
    began: Iterable[Role],
    ended: Iterable[Role],
    *,
    by: access.Someone,
    at: datetime,
    to: Iterable[Person] | None = None,
) -> None:
    """Keeps and tells what one person did to duties that watch others, by hand, by a leaving or by an import."""
    changes = [(role, ends) for ends, roles in ((False, began), (True, ended)) for role in roles]
    changes = [(role, ends) for role, ends in changes if role.duty in rules.TOLD]
    for role, ends in changes:
        if role.duty in KEPT:
            keep(role, ends=ends, by=by, at=at)
    new = {role.person_id for role, ends in changes if not ends}
    known = appointments.to_tell(school.pk, timezone.localdate(at)) if to is None else to
    others = [person for person in known if person.pk not in new]
    gone = [role.person for role, ends in changes if ends]
    tell(school, [_told(role, ends) for role, ends in changes], by=[by], at=at, to=others, also=gone)


def tell(
    school: School,
    lines: Iterable[str],
    *,
    by: Iterable[access.Someone],
    at: datetime,
    to: Iterable[Person] | None = None,
    also: Iterable[Person] = (),
    kind: str = "appointment",
) -> None:
    """Mails all governors and the head, and whose duty it is, what was done and by whom; not those who did it."""
    lines, doers = list(lines), list(by)
    known = appointments.to_tell(school.pk, timezone.localdate(at)) if to is None else to
    people = {person.pk: person for person in (*known, *also) if person.pk not in {doer.id for doer in doers}}
    words = {
        "lines": lines,
        "who": _who(doers),
        "url": settings.ADDRESS + reverse("community:duties"),
        "school": school,
    }
    for person in people.values() if lines else ():
        if person.email:
            subject = render_to_string(f"community/mail/{kind}_subject.txt", words)
            body = render_to_string(f"community/mail/{kind}.txt", words | {"person": person})
            about = {"X-Schoolgate-Kind": kind}
            mail.EmailMessage(" ".join(subject.split()), body, to=[person.email], headers=about).send()


def _told(role: Role, ends: bool) -> str:
    return line(role.person, Duty(role.duty), role.until_on if ends else role.since_on, ends=ends)


def line(person: Person, duty: Duty, day: date | None, *, ends: bool) -> str:
    """What happens to a duty, as one line of a mail."""
    when = f"last day {day:%-d %B %Y}" if ends else f"from {day:%-d %B %Y}"
    return f"{person}: {WORDS[duty]}, {when}"


def _who(doers: Iterable[access.Someone]) -> str:
    return " and ".join(str(doer) if doer.id is not None else "IT, on the school’s server" for doer in doers)
