"""What concerns ask of whoever is there, for the first page."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from schoolgate import access
from schoolgate.community.models import Person
from schoolgate.community.queries import covers
from schoolgate.community.queries.tasks import Task
from schoolgate.concerns.models.answers import TakenOut
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.models.concern import ConcernQuerySet
from schoolgate.concerns.queries import given, reach, telling
from schoolgate.concerns.queries.lines import alerts_of
from schoolgate.concerns.queries.queue import OPEN
from schoolgate.concerns.rules import DRAFTS_KEPT, AccessReason, ConcernKind, Harm

GIVEN = {
    AccessReason.PASSED: ("Look into {} passed to you", "Open {} to read what you are asked to do."),
    AccessReason.SHARED: ("Read {} shared with you", "Open {} to read why."),
}
"""What somebody is asked to do with what was given to them by name, until they have opened it."""
GO_ON, GO_ON_TELLING = "Go on with what you began to report", "Go on with what you began to tell us"
PARENTS_FORMS = (ConcernKind.WORRY, ConcernKind.UNHAPPY)
STAFF_FORMS = frozenset(ConcernKind) - {*PARENTS_FORMS}
LAST_DAYS = timedelta(days=1)
"""Before the last day on which a draft is kept, from when it is urgent to go on with it."""
URGENT = (Harm.DANGER, Harm.SEXUAL, Harm.GROOMING)


def tasks_for(person: Person, now: datetime) -> list[Task]:
    """Concerns that wait for this person, what went wrong with one, and answers to what they told."""
    mine = reach.visible_to(person) if access.may(person, "look.concerns") else None
    asked = [*_waiting(person, mine), *_alerts(mine)] if mine is not None else []
    return [*asked, *_of_teller(person, now), *_trusted(person, now), *_covers(person, now)]


def _waiting(person: Person, mine: ConcernQuerySet) -> Iterator[Task]:
    found = _counted(mine)
    if found["unread"]:
        one = found["unread"] == 1
        title = "Read a concern" if one else f"Read {found['unread']} concerns"
        hint = "Nobody has read it yet." if one else "Nobody has read them yet."
        yield Task(title, "Somebody may need help now." if found["urgent"] else hint, _url("queue"), urgent=True)
    rows = _asks(person, mine)
    yield from _given(rows)
    added, to_agree = (next((row["pk"] for row in rows if row[what]), None) for what in ("added", "to_agree"))
    if added is not None:
        hint = "Whoever told us has written again."
        yield Task("Look at what was added to a concern", hint, _page(added), urgent=True)
    if to_agree is not None:
        hint = "They stay named until a second person agrees."
        yield Task("Say whether someone was named by mistake", hint, _page(to_agree))
    if found["undecided"] and access.may(person, "concerns.decide"):
        what = "a concern" if found["undecided"] == 1 else f"{found['undecided']} concerns"
        yield Task(f"Decide what happens with {what}", "Read, and waiting for a decision.", _url("queue"))


def _counted(mine: ConcernQuerySet) -> dict[str, int]:
    """How many of these nobody has read, how many of those may be urgent, and how many wait for a decision."""
    unread = Q(acknowledged_at=None)
    urgent = Q(urgent=True) | Q(harm__in=[harm.value for harm in URGENT])
    return mine.order_by().aggregate(
        unread=Count("pk", filter=unread),
        urgent=Count("pk", filter=unread & urgent),
        undecided=Count("pk", filter=Q(status__in=OPEN) & ~unread),
    )


def _given(rows: Sequence[dict[str, Any]]) -> Iterator[Task]:
    """What was given to them by name and they have not opened."""
    for why, (what, hint) in GIVEN.items():
        ids = [row["pk"] for row in rows if row["given"] == why and row["is_read"]]
        if len(ids) == 1:
            yield Task(what.format("a concern that was"), hint.format("it"), _page(ids[0]), urgent=True)
        elif ids:
            yield Task(what.format(f"{len(ids)} concerns that were"), hint.format("them"), _url("queue"), urgent=True)


def _asks(person: Person, mine: ConcernQuerySet) -> list[dict[str, Any]]:
    """Concerns to which something was `added`, of which a second person has `to_agree` to something, or that were `given`.

    What is unread is asked of those to whom it was given as it is of all others. What was added to one that was read
    stays for those who decide it until one of them reads it. Of whom somebody says that they were named by mistake
    nothing changes until a second one agrees.
    """
    lines = Message.objects.filter(concern=OuterRef("pk"), from_school=False, read_at=None)
    added = Q(Exists(lines))
    if access.may(person, "concerns.decide"):
        added |= Q(escalate_at__isnull=False)
    said = TakenOut.objects.filter(concern=OuterRef("pk"))
    to_agree = Q(Exists(said)) & ~Q(Exists(said.filter(by=person)))
    if not access.may(person, "concerns.not_meant"):
        to_agree &= Q(pk=None)
    is_read = Q(acknowledged_at__isnull=False)
    rows = given.marked(mine, person).annotate(added=added & is_read, to_agree=to_agree, is_read=is_read)
    rows = rows.filter(Q(added=True) | Q(to_agree=True) | (Q(given__isnull=False) & is_read)).order_by("entered_at")
    return list(rows.values("pk", "added", "to_agree", "given", "is_read"))


def _page(id: UUID) -> str:
    return reverse("concerns:concern", args=[id])


def _alerts(mine: ConcernQuerySet) -> Iterator[Task]:
    found = alerts_of(mine)
    if found:
        title = (
            "Something went wrong with a concern"
            if len(found) == 1
            else f"{len(found)} things went wrong with concerns"
        )
        yield Task(title, found[0].words, _url("queue"), urgent=True)


def _of_teller(person: Person, now: datetime) -> Iterator[Task]:
    """What they told that was answered, or began to tell; of which form it is, no one reads who looks over a shoulder."""
    waits = telling.unfinished(person)
    if waits.is_answered:
        yield Task("The school has written to you", "About something you told us.", _url("told"), urgent=True)
    for form, saved_at in waits.drafts:
        url = _form(person, form)
        last = timezone.localdate(saved_at + DRAFTS_KEPT)
        soon = last - timezone.localdate(now) <= LAST_DAYS
        began = f"You last wrote on {timezone.localtime(saved_at):%-d %B at %H:%M}. Only you can see it."
        until = f"We delete it after {last:%-d %B} unless you go on." if soon else f"It is kept until {last:%-d %B}."
        if url:
            yield Task(GO_ON if form in STAFF_FORMS else GO_ON_TELLING, f"{began} {until}", url, urgent=soon)


def _form(person: Person, form: str) -> str:
    """Where they go on with it; empty where that form is not theirs any more."""
    if form in STAFF_FORMS:
        return reverse("concerns:staff_form", args=[form]) if access.may(person, "look.staff_form") else ""
    return reverse(f"concerns:{form}", args=[person.school.slug]) if form in PARENTS_FORMS else ""


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
