"""The age register of a school: the shipped one with the school's own changes, for everyone to read."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from schoolgate import access
from schoolgate.community.models import Person, School
from schoolgate.engines import ages
from schoolgate.engines.ages import book as engine_book
from schoolgate.engines.ages import changes as engine_changes
from schoolgate.engines.ages import files, words
from schoolgate.engines.ages.shapes import LawEvent, Limit, Period, Platform
from schoolgate.pages import or_404
from schoolgate.policy import age_posters, reminders, rules
from schoolgate.policy.models import RegisterChange, RegisterCheck, Version
from schoolgate.policy.queries import public, reach, reminding


def minimum_age(version: Version | None) -> int:
    """From which age the school lets its pupils use social networks at all."""
    return rules.MINIMUM_AGE


def register_of(school_id: int) -> engine_book.Register:
    """The shipped register with this school's own changes over it, in one query."""
    return merged(RegisterChange.objects.filter(school=school_id))


def merged(own: Iterable[RegisterChange]) -> engine_book.Register:
    """The shipped register with these changes over it, the earliest first."""
    return engine_changes.merged(ages.shipped(), [platform_of(change) for change in own])


def platform_of(change: RegisterChange) -> Platform:
    """The platform as it stands after a change."""
    periods = tuple(files.period_of(row) for row in change.rows)
    kind, owner = change.rows[-1]["kind"], change.rows[-1]["owner"]
    domains = engine_changes.domains_of(change.platform, change.domains)
    return Platform(change.platform, change.name, kind, owner, periods, domains=domains, closed_on=change.closed_on)


# ---- what everyone may read


@dataclass(frozen=True)
class Line:
    """One platform on one day as a row of the page."""

    limit: Limit
    by_school: bool
    school_age: int

    @property
    def age(self) -> str:
        return words.short_age(self.limit)

    @property
    def says(self) -> str:
        """What stands beside the number: ways for younger children and ages of single functions."""
        if not self.limit.is_there or self.limit.period is None:
            return self.limit.site_rule
        parts = (words.ROUTE_WORDS[self.limit.route], words.features(self.limit.period))
        return " ".join(part for part in parts if part)

    @property
    def mark(self) -> tuple[str, str] | None:
        """(words, colour) of the tag that says how sure the row is; none where it is sure."""
        if not self.limit.is_there:
            return (self.limit.state.value.capitalize(), "grey")
        if self.limit.period is None:
            return ("Not known", "orange")
        if self.limit.status == "unconfirmed":
            return ("Not confirmed", "orange")
        return None if self.limit.is_sure else ("Probably", "yellow")

    @property
    def school_rule(self) -> str:
        return f"from {self.school_age}" if self.limit.social else "no rule of its own"


@dataclass(frozen=True)
class AgesPage:
    """The limits on a day, or those of them that were asked for."""

    school: School
    on: date
    lines: tuple[Line, ...]
    of: int
    law: tuple[tuple[LawEvent, str], ...]
    school_age: int
    seen_until: date
    checked_on: date | None

    @property
    def is_after_seen(self) -> bool:
        return self.on > self.seen_until

    @property
    def unsure(self) -> int:
        return sum(line.mark is not None and line.limit.is_there for line in self.lines)


@dataclass(frozen=True)
class Stretch:
    """One period of a platform in words."""

    period: Period
    age: str
    since: str
    until: str
    way: str
    features: str
    sure: str
    is_confirmed: bool


@dataclass(frozen=True)
class PlatformPage:
    """Everything the register holds of one platform."""

    school: School
    platform: Platform
    line: Line
    history: tuple[Stretch, ...]
    changes: tuple[RegisterChange, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True)
class ChildrenPage:
    """A few platforms with their numbers, for children."""

    school: School
    on: date
    rows: tuple[tuple[str, str, str], ...]
    school_age: int


def ages_page(slug: str, on: date, *, kind: str = "", q: str = "") -> AgesPage:
    """The age limits of a school's register on a day, those of a kind and those that a search means."""
    school = public.school_named(slug)
    own = list(RegisterChange.objects.filter(school=school))
    book = merged(own)
    lines = _lines(book, on, own, minimum_age(reach.in_force(school.pk, on)))
    check = RegisterCheck.objects.filter(school=school).first()
    return AgesPage(
        school=school,
        on=on,
        lines=tuple(_chosen(book, lines, kind, q)),
        of=len(lines),
        law=tuple((event, event.state_on(on)) for event in book.law_known_on(on)),
        school_age=minimum_age(reach.in_force(school.pk, on)),
        seen_until=engine_book.SEEN_UNTIL,
        checked_on=timezone.localdate(check.checked_at) if check else None,
    )


def _lines(book: engine_book.Register, on: date, own: Iterable[RegisterChange], school_age: int) -> dict[str, Line]:
    ours = {change.platform for change in own}
    return {limit.id: Line(limit, limit.id in ours, school_age) for limit in book.on(on)}


def _chosen(book: engine_book.Register, lines: Mapping[str, Line], kind: str, q: str) -> Iterable[Line]:
    """What a search means, best first; else all by name, those that were there first."""
    if q.strip():
        found = [lines[platform.id] for platform in book.find(q)]
    else:
        found = sorted(lines.values(), key=lambda line: (not line.limit.is_there, line.limit.name.casefold()))
    return [line for line in found if not kind or line.limit.kind == kind]


def platform_page(slug: str, id: str, on: date) -> PlatformPage:
    """One platform with its history; 404 for one that the register does not have."""
    school = public.school_named(slug)
    own = list(RegisterChange.objects.filter(school=school))
    book = merged(own)
    if id not in book.platforms:
        raise Http404
    platform = book.platforms[id]
    school_age = minimum_age(reach.in_force(school.pk, on))
    ours = tuple(change for change in own if change.platform == id)
    return PlatformPage(
        school=school,
        platform=platform,
        line=Line(book.limit(id, on), bool(ours), school_age),
        history=tuple(_stretch(period) for period in reversed(platform.periods)),
        changes=ours,
        sites=tuple(domain.name for domain in platform.domains if domain.core),
    )


def _stretch(period: Period) -> Stretch:
    return Stretch(
        period=period,
        age="no age stated" if period.minimum_age is None else str(period.minimum_age),
        since=words.since(period),
        until=words.until(period),
        way=words.ROUTE_WORDS[period.route],
        features=words.features(period),
        sure=words.STATUS_WORDS[period.status],
        is_confirmed=period.status != "unconfirmed",
    )


def children_page(slug: str, on: date, only: Sequence[str] = ()) -> ChildrenPage:
    """The numbers of these platforms, or of those that children ask about, in their words."""
    school = public.school_named(slug)
    book = register_of(school.pk)
    limits = age_posters.chosen(book, on, [id for id in only if id in book.platforms], "pupils")
    rows = tuple((age_posters.short_name(limit), age_posters.big(limit), words.child(limit)) for limit in limits)
    return ChildrenPage(school, on, rows, minimum_age(reach.in_force(school.pk, on)))


# ---- what those who keep it see


@dataclass(frozen=True)
class KeepingPage:
    """The school's own changes and checks, and what is due."""

    changes: tuple[RegisterChange, ...]
    checks: tuple[RegisterCheck, ...]
    due_on: date
    is_due: bool
    platforms: int
    may_change: bool
    choices: tuple[tuple[str, str], ...]


def visible_to(person: Person) -> QuerySet[RegisterChange]:
    """The school's own changes, for those who may look at how the register is kept."""
    access.require(person, "look.register")
    return RegisterChange.objects.filter(school=person.school_id)


def keeping_page(person: Person, on: date) -> KeepingPage:
    """Who changed and checked the register when, newest first."""
    own = list(visible_to(person).select_related("made_by"))
    checks = tuple(RegisterCheck.objects.filter(school=person.school_id).select_related("checked_by"))
    due_on, book = reminders.check_due_on(_checked_on(checks)), merged(own)
    return KeepingPage(
        changes=tuple(reversed(own)),
        checks=checks,
        due_on=due_on,
        is_due=due_on - reminders.REVIEW_AHEAD <= on,
        platforms=len(book.platforms),
        may_change=access.may(person, "policy.correct_platform"),
        choices=tuple(_by_name(book)),
    )


def check_due_on(school_id: int) -> date:
    """The day on which the register is to be checked again: a year after the last time."""
    return reminders.check_due_on(_checked_on(RegisterCheck.objects.filter(school=school_id)[:1]))


def _checked_on(checks: Iterable[RegisterCheck]) -> date:
    """The day of the last check; the shipped tables were looked at by somebody too."""
    last = next(iter(checks), None)
    return timezone.localdate(last.checked_at) if last else engine_book.SEEN_UNTIL


def platform_for(person: Person, id: str, deed: str) -> Platform:
    """One platform of the person's school for those who may do this; 404 where there is none."""
    access.require(person, deed)
    return or_404(register_of(_school_id(person)).platforms.get(id))


def platforms_of(person: Person) -> list[tuple[str, str]]:
    """(id, name) of every platform, to choose from."""
    access.require(person, "look.register")
    return _by_name(register_of(_school_id(person)))


def _by_name(book: engine_book.Register) -> list[tuple[str, str]]:
    return sorted(((entry.id, entry.name) for entry in book.platforms.values()), key=lambda item: item[1].casefold())


def as_file(person: Person) -> str:
    """The school's register as a table to be worked on and imported again."""
    access.require(person, "look.register")
    return files.written(register_of(_school_id(person)))


def poster_of(person: Person, on: date, *, ids: Sequence[str], style: str, size: str) -> bytes:
    """A poster of the school's register as PDF; `poster.Refused` or `register.Unknown` for what cannot be on it."""
    access.require(person, "look.register")
    limits = age_posters.chosen(register_of(_school_id(person)), on, ids, style)
    age = minimum_age(reach.in_force(_school_id(person), on))
    return age_posters.pdf(limits, on, school=person.school.name, minimum_age=age, style=style, size=size)


@dataclass(frozen=True)
class ImportPage:
    """What a list would change, and the mark by which the page notices that the register has changed since."""

    found: engine_changes.Differences
    digest: str


def import_page(person: Person, text: str) -> ImportPage:
    """What taking in a list would add, change and close; `register.Unreadable` for a list with faults."""
    access.require(person, "policy.import_register")
    now = register_of(_school_id(person))
    return ImportPage(engine_changes.differences(now, files.read_ages(text)), digest(now, text))


def digest(now: engine_book.Register, text: str) -> str:
    """A list and the register it was compared with, in a few letters."""
    return hashlib.sha256(f"{files.written(now)}|{text}".encode()).hexdigest()[:24]


def _school_id(person: Person) -> int:
    assert person.school_id is not None
    return person.school_id


# ---- the yearly reminder


def to_remind(school: School, at: datetime) -> tuple[tuple[Person, ...], date]:
    """Those who keep the register and are due a reminder, with the day on which it is to be checked."""
    due_on = check_due_on(school.pk)
    people = reminding.keepers(school, at)
    last = reminding.last_reminded_of_register(school, people)
    today = timezone.localdate(at)
    due = tuple(
        person
        for person in people
        if reminders.review_is_due(due_on, reminded_on=reminding.on_review(last.get(person.pk), due_on), today=today)
    )
    return due, due_on
