"""Absence cover: somebody of the line is away, and who covers for them reads what goes to them until a day."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import COVERED_BY, COVERS, WORDS, Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import rules
from schoolgate.community.actions import appointing
from schoolgate.community.models import Account, Person, Role
from schoolgate.community.queries import covers
from schoolgate.community.queries.appointments import changing


@action("community.cover_absence", clause="6.7", reach=changing("community.cover_absence"))
def cover_absence(
    person: Person, *, duty: Duty, cover: Person, since_on: date, until_on: date, by: access.Someone, at: datetime
) -> Role:
    """Says that somebody is away and who covers for them; it ends by itself after its last day, and never lasts long."""
    if not covers.may_say_away(by, person, duty, timezone.localdate(at)):
        raise access.Refused("community.cover_absence")
    rules.check_away(since_on, until_on, today=timezone.localdate(at))
    if cover.pk not in {item.pk for item in covers.candidates(person, duty, since_on, until_on)}:
        raise Broken(
            f"{WORDS[duty]}: only somebody who is “{WORDS[COVERED_BY[duty]]}” covers, and nobody who is away themselves."
        )
    there = covers.of(person, duty).filter(since_on__lte=until_on, until_on__gte=since_on)
    same = there.filter(person=cover, since_on=since_on, until_on=until_on).first()
    if same:  # pressed twice
        return same
    if there.exists():
        raise Broken("Somebody covers on these days already. End that first.")
    kind = next(item for item, of in COVERS.items() if of == duty)
    role = appointing.give(cover, kind, since_on, until_on=until_on, instead_of=person, by_id=by.id, at=at)
    line = f"{person} ({WORDS[duty]}) is away: {cover} covers from {since_on:%-d %B %Y} to {until_on:%-d %B %Y}"
    appointing.tell(person.school, [line], by=[by], at=at, also=[person, cover], words="cover", page="home")
    return role


@action("community.end_cover", clause="6.7", reach=changing("community.end_cover"))
def end_cover(role: Role, *, by: access.Someone, at: datetime) -> Role:
    """Says that somebody is back: who covered for them does not any more, from this moment on."""
    if role.instead_of is None or not covers.may_say_away(
        by, role.instead_of, COVERS[Duty(role.duty)], timezone.localdate(at)
    ):
        raise access.Refused("community.end_cover")
    last = timezone.localdate(at) - timedelta(days=1)
    if role.until_on is not None and role.until_on <= last:
        return role  # pressed twice, or over
    role.until_on = last
    role.save(update_fields=["until_on"])
    Account.objects.end_sessions([role.person_id])
    line = f"{role.instead_of} is back: {role.person} no longer covers for them"
    appointing.tell(
        role.person.school, [line], by=[by], at=at, also=[role.instead_of, role.person], words="cover", page="home"
    )
    return role
