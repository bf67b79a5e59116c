"""The school's trail for those who may look at it: who did what and when, without what they must not know of.

It stands here, above every app, because what is to be left out is for concerns, cases and the outbox to say.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, TruncMonth
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.action import ACTIONS
from schoolgate.audit.models import Entry
from schoolgate.cases.queries import hiding as cases
from schoolgate.community.models import Person
from schoolgate.concerns.queries import reach as concerns
from schoolgate.config import verifying
from schoolgate.post import queries as post
from schoolgate.records.queries import hiding as records

PER_PAGE = 50
STRETCH = 500
AREAS = {
    "community": "The school and its people",
    "policy": "The policy and the ages",
    "concerns": "Concerns",
    "cases": "Cases",
    "records": "Records",
    "post": "Letters and mail",
}
GUARDED = ("concerns.", "cases.", "records.")
KNOWN = (
    "concerns.concern:",
    "concerns.evidence:",
    "cases.case:",
    "records.transfer:",
    "records.accessrequest:",
    "records.heldpage:",
)
"""Records of concerns and cases of which it is known who may know of them."""
PARTS = ("concerns.evidence:", "records.heldpage:")
OPEN = frozenset(
    {
        "concerns.edit_settings",
        "concerns.choose_trusted",
        "concerns.put_on_duty",
        "concerns.take_off_duty",
        "concerns.edit_closed_notice",
        "cases.edit_settings",
        "cases.edit_template",
        "cases.restore_template",
        "records.set_keeping",
    }
)
"""Deeds of concerns and cases that tell of none. Any other, of no record that is known, is shown to nobody."""


@dataclass(frozen=True)
class Line:
    """One deed in words."""

    at: datetime
    who: str
    what: str
    clause: str


@dataclass(frozen=True)
class TrailPage:
    """Deeds of one month or all, of one kind or all, newest first."""

    page: Page[Entry]
    lines: tuple[Line, ...]


def seen_by(person: Person, at: datetime) -> QuerySet[Entry]:
    """Entries of the school's trail that tell this person of no concern, case or mail that they must not know of."""
    access.require(person, "look.trail")
    mails = post.hidden_messages(person).annotate(
        label=Concat(Value("post.message:"), Cast("pk", CharField()), output_field=CharField())
    )
    guarded = _begins("event", GUARDED) | _begins("target", GUARDED)
    known = _begins("target", KNOWN) | Q(event__in=OPEN)
    return (
        Entry.objects.filter(~guarded | known, school_id=person.school_id)
        .exclude(event__startswith="trail.")  # how many records were weighed when a build began to
        .exclude(event__in=concerns.HIDDEN_EVENTS | cases.HIDDEN_EVENTS | records.HIDDEN_EVENTS)
        .exclude(target__in=concerns.hidden_targets(person))
        .exclude(target__in=cases.hidden_targets(person, at) | records.hidden_targets(person, at))
        .exclude(target__in=mails.values("label"))
        .exclude(target__in=_gone(person))
        .order_by("-at", "-number")
    )


def _gone(person: Person) -> frozenset[str]:
    """Parts of what was destroyed, which no certificate names: nobody can be asked any more who knew of them."""
    entries = Entry.objects.filter(_begins("target", PARTS), school_id=person.school_id).order_by()
    named = frozenset(entries.values_list("target", flat=True).distinct())
    return named - concerns.files_there(named) - records.pages_there(named)


def choices(seen: QuerySet[Entry]) -> dict[str, list[Any]]:
    """The months and the kinds of deeds in which there is something to see, and no others."""
    entries = seen.order_by()
    months = entries.annotate(month=TruncMonth("at")).values_list("month", flat=True).distinct()
    kinds = entries.values_list("event", flat=True).distinct()
    return {"months": sorted(months, reverse=True), "kinds": sorted(kinds)}


def narrowed(seen: QuerySet[Entry], *, month: datetime | None, kind: str) -> QuerySet[Entry]:
    """Those of one month, where one is asked for, and of one kind of deed or one area of them."""
    if month is not None:
        seen = seen.filter(at__gte=_first_of(month.year, month.month), at__lt=_first_of(*_after(month)))
    if kind:
        seen = seen.filter(event=kind) if "." in kind else seen.filter(event__startswith=f"{kind}.")
    return seen


def page_of(seen: QuerySet[Entry], page: int | str = 1) -> TrailPage:
    """A page of these entries; its counts count nothing else."""
    here = Paginator(seen, PER_PAGE).get_page(page)
    return TrailPage(here, tuple(lines_of(list(here))))


def lines_of(entries: Iterable[Entry]) -> Iterator[Line]:
    """Entries in words, a stretch of them at a time, so that a long trail becomes a file without filling the memory."""
    for some in _stretches(entries):
        people = Person.objects.filter(pk__in={int(other.by) for other in some if other.by.isdecimal()})
        names = {str(person.pk): str(person) for person in people}
        for item in some:
            yield Line(item.at, names.get(item.by) or _machine(item.by), words_of(item.event), item.clause)


def is_whole(person: Person) -> bool:
    """Whether the school's whole trail holds: where it does not could itself tell of something hidden."""
    access.require(person, "look.trail")
    return verifying.chain_holds(person.school_id)


def words_of(event: str) -> str:
    """What a kind of deed is, in plain words: its own sentence up to the first stop."""
    deed = ACTIONS.get(event)
    first = deed.says.partition("\n")[0] if deed else event
    return re.split(r"[;:]| \(|\.$", first)[0]


# ---- parts


def _machine(by: str) -> str:
    return WORDS[Duty(by)] if by in set(Duty) else "Somebody who is no longer on record"


def _begins(field: str, beginnings: Iterable[str]) -> Q:
    found = Q()
    for beginning in beginnings:
        found |= Q(**{f"{field}__startswith": beginning})
    return found


def _first_of(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=timezone.get_current_timezone())


def _after(month: datetime) -> tuple[int, int]:
    return (month.year + 1, 1) if month.month == 12 else (month.year, month.month + 1)


def _stretches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    left = iter(entries)
    while some := list(islice(left, STRETCH)):
        yield some
