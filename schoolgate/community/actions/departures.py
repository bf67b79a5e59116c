"""Taking a leaving back that was a mistake."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import changes, rules
from schoolgate.community.actions import appointing
from schoolgate.community.models import Account, Appointment, Departure, Person, Role
from schoolgate.community.queries import departures
from schoolgate.community.queries.appointments import changing


@action("community.undo_leaving", reach=changing("community.undo_leaving"))
def undo_leaving(person: Person, *, reason: str, by: access.Someone, at: datetime) -> Departure:
    """Says that somebody did not leave: they have the duties and classes again that ended with it, and so have their carers.

    What was changed since stays as it is now. What others decided because of it, such as the end of a duty that watches
    others, is theirs to decide again.
    """
    rules.check_reason(reason)
    departure = departures.last_of(person)
    if departure is None:
        raise Broken(f"{person} was not put down as leaving, or came back since. Look at their page.")
    on = timezone.localdate(at)
    back = departures.coming_back(departure)
    roles = [item.row for item in back if isinstance(item.row, Role)]
    over = [role for role in roles if not role.holds_on(on)]
    rules.check_given_back(
        {Duty(role.duty) for role in roles},
        over={Duty(role.duty) for role in over},
        may_give_duties=access.may(by, "community.give_duty", person),
        own=by.id == person.pk,
    )
    for role in roles:
        others = person.roles.exclude(pk__in=[item.pk for item in roles]).exclude(until_on__lt=on)
        if role.person_id == person.pk:
            rules.check_fits(Duty(role.duty), {Duty(other.duty) for other in others})
    for item in back:
        item.row.until_on = item.until_on
        item.row.save(update_fields=["until_on"])
    departure.undone_at, departure.undone_by_id, departure.reason = at, by.id, reason
    departure.save(update_fields=["undone_at", "undone_by", "reason"])
    _forget_asked(departure, roles, by, at)
    came_back = {role.person_id for role in over}
    if came_back:
        Account.objects.end_sessions(came_back)
        changes.tell(person.school_id, came_back, at)
    _tell(person, roles, by, at)
    return departure


def _forget_asked(departure: Departure, roles: Iterable[Role], by: access.Someone, at: datetime) -> None:
    """Nobody is asked any more to end a duty because they leave, and what was kept of its end holds no more."""
    kept = Appointment.objects.filter(role__in=[role.pk for role in roles], ends=True, agreed=True, withdrawn_at=None)
    for ends in (departures.asked_by(departure), kept):
        ends.update(withdrawn_at=at, withdrawn_by=by.id)


def _tell(person: Person, roles: Iterable[Role], by: access.Someone, at: datetime) -> None:
    """Those who are told of a leaving hear that it was none."""
    told = [WORDS[Duty(role.duty)] for role in roles if role.person_id == person.pk and role.duty in rules.TOLD]
    lines = [f"{person} did not leave and goes on as “{words}”" for words in told]
    appointing.tell(person.school, lines, by=[by], at=at, also=[person])
