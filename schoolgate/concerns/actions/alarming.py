"""A danger that nobody has read: who is alarmed at once, and again; parts of deeds, never deeds of their own."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from schoolgate.community.models import Person
from schoolgate.concerns import letters, rules
from schoolgate.concerns.models.concern import Access, Concern
from schoolgate.concerns.models.settings import settings_of
from schoolgate.concerns.models.watching import Alert, Notice
from schoolgate.concerns.queries import duty, reach
from schoolgate.concerns.rules import AccessReason, AlertKind
from schoolgate.post import outbox

HOUR = timedelta(hours=1)
NO_ADDRESS = "{person} has no e-mail address on record, so nothing tells them that this waits. Tell them yourself."


def next_at(concern: Concern, at: datetime) -> datetime:
    """When it alarms again: by the clock on the wall, as danger waits for no working hours."""
    return at + timedelta(minutes=settings_of(concern.school_id).alarm_minutes)


def is_due(concern: Concern) -> bool:
    """Whether a danger is to alarm now: it is unread, and has not begun to."""
    return not concern.acknowledged_at and concern.alarm_round == 0 and rules.is_danger(concern.harm, concern.urgent)


def begin(concern: Concern, at: datetime) -> None:
    """From now on it alarms until somebody has read it."""
    concern.alarm_at, concern.alarm_round = next_at(concern, at), 1
    concern.save(update_fields=["alarm_at", "alarm_round"])


def call_on_duty(concern: Concern, at: datetime) -> None:
    """Lets whoever is on duty read it while the school is closed, and alarms them at once."""
    on_duty = duty.for_concern(concern, at)
    if on_duty is None or concern.unlooked_since is not None:
        return
    reads = reach.readers_of(concern, reach.today(at)).filter(pk=on_duty.person_id).exists()
    if not reads:
        by_name = {"why": AccessReason.ON_DUTY.value, "at": at}
        Access.objects.get_or_create(concern=concern, person_id=on_duty.person_id, ended_at=None, defaults=by_name)
    write(concern, [on_duty.person], at)


def end(concern: Concern) -> None:
    """Somebody has read it."""
    if concern.alarm_at or concern.alarm_round:
        concern.alarm_at, concern.alarm_round = None, 0
        concern.save(update_fields=["alarm_at", "alarm_round"])


def alarmed_first(concern: Concern, people: list[Person], at: datetime) -> list[Person]:
    """Of those whom a danger reaches by duty, whom it alarms at once: who is on duty, else those who are not away.

    Whoever is on duty and could not open it alarms nobody else away.
    """
    on_duty = duty.for_concern(concern, at) if concern.alarm_round == 1 else None
    if on_duty and duty.can_open(concern.school_id).filter(pk=on_duty.person_id).exists():
        return [person for person in people if person.pk == on_duty.person_id]
    return duty.present(concern.school_id, people, reach.today(at))


def write(concern: Concern, people: Iterable[Person], at: datetime) -> None:
    """Puts an urgent mail in the outbox for each of them, once in a round, and not more in an hour than anybody reads.

    Whoever has so many urgent mails looks at the list, and finds the newest alarm on top of it.
    """
    for person in people:
        if not person.email:
            _say_once(concern, NO_ADDRESS.format(person=person), at)
            continue
        lately = Notice.objects.filter(person=person, alarms=True, at__gt=at - HOUR)
        if lately.count() >= rules.MOST_ALARMS or lately.filter(concern=concern, at=at).exists():
            continue
        (message,) = outbox.put(concern.school, [letters.urgent(person)], at)
        Notice.objects.create(concern=concern, person=person, message=message, at=at, alarms=True)


def _say_once(concern: Concern, words: str, at: datetime) -> None:
    unsettled = concern.alerts.filter(matter=AlertKind.MAIL.value, settled_at=None)
    if words not in [alert.words for alert in unsettled]:
        Alert.objects.create(concern=concern, matter=AlertKind.MAIL.value, words=words, at=at)
