"""What concerns ask of whoever is there, for the first page."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person
from schoolgate.community.queries import covers
from schoolgate.community.queries.tasks import Task
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.models.concern import ConcernQuerySet
from schoolgate.concerns.queries import reach, telling
from schoolgate.concerns.queries.lines import alerts_of
from schoolgate.concerns.queries.queue import OPEN
from schoolgate.concerns.rules import Harm


def tasks_for(person: Person, now: datetime) -> list[Task]:
    """Concerns that wait for this person, what went wrong with one, and answers to what they told."""
    mine = [*_waiting(person), *_alerts(person)] if access.may(person, "look.concerns") else []
    return [*mine, *_answers(person), *_trusted(person, now), *_covers(person, now)]


def _waiting(person: Person) -> Iterator[Task]:
    mine = reach.visible_to(person)
    unread = mine.filter(acknowledged_at=None)
    harms = list(unread.values_list("harm", "urgent"))
    if harms:
        urgent = any(urgent or harm in (Harm.DANGER, Harm.SEXUAL, Harm.GROOMING) for harm, urgent in harms)
        title = "Read a concern" if len(harms) == 1 else f"Read {len(harms)} concerns"
        hint = "Somebody may need help now." if urgent else "Nobody has read it yet."
        yield Task(
            title, hint if urgent or len(harms) == 1 else "Nobody has read them yet.", _url("queue"), urgent=True
        )
    places = _added_to(person, mine)
    if places:
        yield Task(
            "Look at what was added to a concern",
            "Whoever told us has written again.",
            reverse("concerns:concern", args=[places[0]]),
            urgent=True,
        )
    yield from _to_agree(person, mine)
    undecided = mine.filter(status__in=OPEN).exclude(acknowledged_at=None).count()
    if undecided and access.may(person, "concerns.decide"):
        what = "a concern" if undecided == 1 else f"{undecided} concerns"
        yield Task(f"Decide what happens with {what}", "Read, and waiting for a decision.", _url("queue"))


def _to_agree(person: Person, mine: ConcernQuerySet) -> Iterator[Task]:
    """Somebody else says that a person was named by mistake: nothing changes until a second one agrees."""
    ids = mine.exclude(taken_out__by=person).filter(taken_out__isnull=False).order_by("entered_at")
    first = ids.values_list("pk", flat=True).first() if access.may(person, "concerns.not_meant") else None
    if first is not None:
        hint = "They stay named until a second person agrees."
        yield Task("Say whether someone was named by mistake", hint, reverse("concerns:concern", args=[first]))


def _added_to(person: Person, mine: ConcernQuerySet) -> list[UUID]:
    """Concerns that were read and to which something was added; for those who decide it stays until one of them reads it."""
    lines = Message.objects.filter(concern=OuterRef("pk"), from_school=False, read_at=None)
    waits = Q(Exists(lines))
    if access.may(person, "concerns.decide"):
        waits |= Q(escalate_at__isnull=False)
    return list(mine.exclude(acknowledged_at=None).filter(waits).order_by("entered_at").values_list("pk", flat=True))


def _alerts(person: Person) -> Iterator[Task]:
    found = alerts_of(reach.visible_to(person))
    if found:
        title = (
            "Something went wrong with a concern"
            if len(found) == 1
            else f"{len(found)} things went wrong with concerns"
        )
        yield Task(title, found[0].words, _url("queue"), urgent=True)


def _answers(person: Person) -> Iterator[Task]:
    if Duty.PUPIL in person.duties:
        return  # others can open a child's session, and would see here that the child told something
    told = telling.told_by(person).values("pk")
    if Message.objects.filter(concern__in=told, from_school=True, read_at=None, by__isnull=False).exists():
        yield Task("The school has written to you", "About something you told us.", _url("told"), urgent=True)


def _trusted(person: Person, now: datetime) -> Iterator[Task]:
    """Clause 3.a.6: until somebody is chosen children are offered everybody who teaches, leads or keeps safe."""
    may = access.may(person, "concerns.choose_trusted")
    if may and not reach.chosen_adults(person.school_id, reach.today(now)).exists():
        hint = "Until you do, they are offered everybody who teaches or leads."
        yield Task("Choose the grown-ups to whom children can talk", hint, _url("trusted"))


def _covers(person: Person, now: datetime) -> Iterator[Task]:
    """Shown to both: whoever is away, and whoever covers for them."""
    for cover in covers.of_home(person, now):
        when = (
            f"{'From' if cover.to_come else 'Until'} {cover.since_on if cover.to_come else cover.until_on:%-d %B %Y}."
        )
        title = f"{cover.covers} covers for {cover.away}"
        yield Task(title, f"{when} {cover.duty_words}. It ends by itself.", reverse("concerns:absence"))


def _url(name: str) -> str:
    """Where it is read; the first page while that page is not built."""
    try:
        return reverse(f"concerns:{name}")
    except NoReverseMatch:
        return reverse("home")
