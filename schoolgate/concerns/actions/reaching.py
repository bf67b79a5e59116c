"""Whom a concern reaches and how they hear of it; parts of deeds, never deeds of their own."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from schoolgate.access.duties import Duty
from schoolgate.community.models import Person
from schoolgate.concerns import letters, limits, routing, rules, suggesting
from schoolgate.concerns.actions import alarming
from schoolgate.concerns.models.concern import Access, Concern
from schoolgate.concerns.models.settings import settings_of
from schoolgate.concerns.models.watching import Alert, Notice
from schoolgate.concerns.queries import reach, written
from schoolgate.concerns.rules import CONCERNED, AccessReason, AlertKind, ConcernKind, Status
from schoolgate.post import outbox
from schoolgate.post.rules import Letter

SOON = timedelta(hours=1)
MOST_URGENT = 10
"""Mails in an hour to one reader, after which one more would be read no sooner."""
NOBODY = "For a while nobody at school could read this. The person who told us was shown who to phone instead."
LEFT_ALONE = (
    "One person entered something that keeps everyone else from reading this, so it comes to you. That person cannot end "
    "it. If the entry seems wrong, or a child is in danger, phone the LADO or the police."
)


def route(concern: Concern, at: datetime) -> None:
    """Sends a concern to those who are to read it, by whom it is about now; who had it by duty has it no more.

    Somebody else's reading of it no longer counts: it is unread for those to whom it goes now.
    Nobody is sent, and nobody is written to of, what waits to be looked through: it may mean them.
    """
    if concern.unlooked_since is not None:
        return
    duty = meant_for(concern, at)
    before = concern.reaches.filter(ended_at=None).exclude(duty="")
    moved = before.exists() and not before.filter(duty=duty.value).exists()
    before.exclude(duty=duty.value).update(ended_at=at)
    concern.goes_to = duty.value
    if moved:
        concern.acknowledged_at = concern.acknowledged_by = None
    if not concern.acknowledged_at:
        concern.escalate_at = waits_until(concern, at)
    if moved:
        concern.alarm_round = 0
    concern.save(update_fields=["goes_to", "acknowledged_at", "acknowledged_by", "escalate_at", "alarm_round"])
    alarms = alarming.is_due(concern) or (moved and concern.alarm_at is not None)
    if alarms:
        alarming.begin(concern, at)
    reach_duty(concern, duty, AccessReason.ROUTED, at)
    if alarms:
        alarming.call_on_duty(concern, at)
    if not reach.is_read_by_another(concern, reach.today(at)):
        reach_another(concern, at)
    if not reach.reaches_somebody(concern, reach.today(at)):
        alert_once(concern, NOBODY, at)
    if concern.status == Status.READ and reach.is_read_in_vain(concern, reach.today(at)):
        count_as_unread(concern, at)


def count_as_unread(concern: Concern, at: datetime) -> None:
    """Whoever read it may read it no more, and nobody has decided anything: it waits for those who may as on its first day."""
    concern.acknowledged_at = concern.acknowledged_by = None
    concern.escalate_at, concern.alarm_round = waits_until(concern, at), 0
    concern.save(update_fields=["acknowledged_at", "acknowledged_by", "escalate_at", "alarm_round"])
    readers = list(reach.deciders_of(concern, reach.today(at)))
    if alarming.is_due(concern):
        alarming.begin(concern, at)
        alarming.call_on_duty(concern, at)
        alarming.write(concern, alarming.alarmed_first(concern, readers, at), at)
    else:
        write_of_new(concern, readers, at)


def reach_another(concern: Concern, at: datetime) -> None:
    """Whoever took out another reader does not read alone: the next in line does too, or else a governor."""
    on, makers = reach.today(at), reach.makers_in(concern)
    if reach.is_read_by_another(concern, on):
        return
    reached = [Duty(other.duty) for other in concern.reaches.filter(ended_at=None).exclude(duty="")]
    apart = reach.not_by_duty(concern) | makers
    duty = routing.next_in_line(reached, holders=reach.holders_for(concern, on), concerned=apart)
    if duty is not None:
        reach_duty(concern, duty, AccessReason.ROUTED, at)
    elif (governor := reach.settled_governor(concern, at)) is not None:
        reach_person(concern, governor, AccessReason.ROUTED, LEFT_ALONE, by_id=None, at=at)


def meant_for(concern: Concern, at: datetime) -> Duty:
    """The duty to which a concern goes, by what it is and whom it is about."""
    return reach.meant_for(concern, reach.today(at))


def reach_duty(concern: Concern, duty: Duty, why: AccessReason, at: datetime) -> bool:
    """Lets those who hold a duty read a concern, and tells them; False where it reaches them already, or waits."""
    if concern.unlooked_since is not None:
        return False
    _, new = Access.objects.get_or_create(
        concern=concern, duty=duty.value, ended_at=None, defaults={"why": why.value, "at": at}
    )
    if new:
        people = list(reach.readers_by_duty(concern, routing.GROUPS[duty], reach.today(at)))
        urgently = alarming.alarmed_first(concern, people, at) if concern.alarm_at else []
        alarming.write(concern, urgently, at)
        write_of_new(concern, [person for person in people if person not in urgently], at)
    return new


def reach_person(
    concern: Concern, person: Person, why: AccessReason, reason: str, *, by_id: int | None, at: datetime
) -> bool:
    """Lets one person read a concern, and tells them; False where it reaches them by name already."""
    _, new = Access.objects.get_or_create(
        concern=concern,
        person=person,
        ended_at=None,
        defaults={"why": why.value, "reason": reason, "at": at, "by_id": by_id},
    )
    if new:
        write_to(concern, [person], at)
    return new


def waits_until(concern: Concern, at: datetime) -> datetime:
    """When the next in line is asked, if nobody has read it."""
    settings = settings_of(concern.school_id)
    minutes = settings.urgent_minutes if concern.urgent else settings.other_minutes
    calendar = concern.school.calendar()
    try:
        due = routing.due_at(calendar, at, minutes=minutes)
    except LookupError:
        due = at + timedelta(minutes=minutes)
    return min(due, routing.next_morning(calendar, at, minutes=minutes)) if concern.urgent else due


def wait_again(concern: Concern, at: datetime) -> None:
    """What is added to a concern that was read waits as the first words did, from the first that nobody has read."""
    if concern.acknowledged_at and concern.escalate_at is None:
        concern.escalate_at = waits_until(concern, at)
        concern.save(update_fields=["escalate_at"])


def write_to(concern: Concern, people: Iterable[Person], at: datetime) -> None:
    """Puts a mail in the outbox for each of them; who has no address is an alert at once."""
    for person in people:
        if not person.email:
            alert(concern, AlertKind.MAIL, alarming.NO_ADDRESS.format(person=person), at)
            continue
        (message,) = outbox.put(concern.school, [letters.waiting(person)], at)
        Notice.objects.create(concern=concern, person=person, message=message, at=at)


def alarm_of_more(concern: Concern, words: str, at: datetime) -> bool:
    """Alarms all who read it where what was added tells of danger, or was added to one; False where it alarms already."""
    tells = rules.is_danger(concern.harm, concern.urgent) or suggesting.is_danger(ConcernKind(concern.kind), words)
    if not tells or concern.alarm_at or concern.status == Status.FINISHED:
        return False
    alarming.begin(concern, at)
    alarming.call_on_duty(concern, at)
    readers = list(reach.readers_of(concern, reach.today(at)))
    alarming.write(concern, alarming.alarmed_first(concern, readers, at), at)
    return True


def write_of_new(concern: Concern, people: Iterable[Person], at: datetime) -> None:
    """Tells them of what is new to them: not who was written to of anything within the hour and has not looked since.

    What is urgent is written of at once, and not more often in an hour than anybody can look.
    """
    if rules.is_danger(concern.harm, concern.urgent):
        most = written.written_to_often(people, since=at - SOON, most=MOST_URGENT)
    else:
        most = written.has_mail_waiting(people, since=at - SOON)
    write_to(concern, [person for person in people if person.pk not in most or not person.email], at)


def write_of_more(concern: Concern, people: Iterable[Person], at: datetime) -> None:
    """Tells them that something was added: not who was written to within the hour and has not looked since."""
    waiting = {
        person
        for person, sent in concern.notices.filter(at__gt=at - SOON).values_list("person", "at")
        if not concern.seen.filter(person=person, at__gt=sent).exists()
    }
    write_to(concern, [person for person in people if person.pk not in waiting], at)


def tell_governors(concern: Concern, at: datetime, letter: Callable[[Person], Letter] = letters.nobody_reads) -> None:
    """Tells governors that nobody may read something, or has: never what, about whom, or where it waits."""
    for person in reach.governors_to_tell(concern, at):
        (message,) = outbox.put(concern.school, [letter(person)], at)
        Notice.objects.create(concern=concern, person=person, message=message, at=at)


def thank_whoever_complained(concern: Concern, at: datetime) -> None:
    """Somebody has read it: only now a mail goes to an address that was typed, which may be anybody's."""
    is_typed = concern.first_kind == ConcernKind.UNHAPPY and concern.entered_by_id is None and concern.contact
    if is_typed and not concern.notices.filter(person=None).exists():
        write_to_reporter(concern, at)


def write_to_reporter(concern: Concern, at: datetime) -> None:
    """Tells whoever told us that something waits for them, where there is a way to."""
    person = concern.entered_by
    if person and person.email:
        letter = letters.waiting(person)
    elif concern.contact and limits.may_write_to(concern.contact, at):
        letter = letters.to_reporter(concern)
    else:
        return
    (message,) = outbox.put(concern.school, [letter], at)
    Notice.objects.create(concern=concern, person=person, message=message, at=at)


def alert(concern: Concern, matter: AlertKind, words: str, at: datetime, *, notice: Notice | None = None) -> None:
    """Shows on the first page of everyone whom the concern reaches that something went wrong with it."""
    Alert.objects.create(concern=concern, matter=matter.value, words=words, at=at, notice=notice)


def alert_once(concern: Concern, words: str, at: datetime) -> None:
    """Leaves an alert for whoever comes to read an unread concern, where none is there yet."""
    if not concern.alerts.filter(matter=AlertKind.UNREAD.value, settled_at=None).exists():
        alert(concern, AlertKind.UNREAD, words, at)


def after_join(person: Person, at: datetime) -> None:
    """Two records became one person's: what is about them goes to whoever may read that now."""
    about = Concern.objects.filter(about__person=person, about__part__in=CONCERNED)
    for concern in about.exclude(status=Status.FINISHED).distinct():
        if meant_for(concern, at) != concern.goes_to:
            route(concern, at)
