"""Who is there to read what is told: who is away and who covers, and who is on duty while the school is closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, School
from schoolgate.community.queries.covers import away
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.settings import OnDuty, Settings, settings_of
from schoolgate.concerns.queries import reach, shown
from schoolgate.concerns.queries.meant import meant_by_readers
from schoolgate.concerns.routing import GROUPS, LINE


def present(school_id: int, those: Collection[Person], on: date) -> list[Person]:
    """Those of these people who are not away; all of them where nobody else is left."""
    gone = away(school_id, on)
    return [person for person in those if person.pk not in gone] or list(those)


def is_closed(school: School, at: datetime) -> bool:
    """Whether nobody is at school to read anything: at night, at weekends, on bank holidays and in the holidays."""
    return not school.calendar().is_staffed(at)


def rows_on(school_id: int, on: date) -> list[OnDuty]:
    """Who is put on duty for that day."""
    rows = OnDuty.objects.filter(school=school_id, starts_on__lte=on, ends_on__gte=on)
    return list(rows.select_related("person"))


def for_concern(concern: Concern, at: datetime) -> OnDuty | None:
    """Who is on duty now and may read this: never somebody whom it is about, their family, or somebody below its readers.

    None while the school is open.
    """
    if not is_closed(concern.school, at):
        return None
    on = reach.today(at)
    rows = rows_on(concern.school_id, on)
    if not rows:
        return None
    able = reach.readers_by_duty(concern, _from(Duty(concern.goes_to)), on)
    able = able.filter(pk__in=[row.person_id for row in rows]).exclude(pk__in=meant_by_readers(concern, on))
    ids = set(able.values_list("pk", flat=True))
    return next((row for row in rows if row.person_id in ids), None)


def shown_on_duty(concern: Concern, at: datetime) -> OnDuty | None:
    """Who is on duty, as whoever told it may know: to a teller whom it is about, as if it were not."""
    if not shown.is_about_teller(concern):
        return for_concern(concern, at)
    on = reach.today(at)
    able = shown.would_read(concern, _from(shown.duty_shown(concern, on)), on)
    ids = set(able.exclude(pk__in=meant_by_readers(concern, on)).values_list("pk", flat=True))
    return next((row for row in rows_on(concern.school_id, on) if row.person_id in ids), None)


def _from(first: Duty) -> frozenset[Duty]:
    """That duty and those further up the line, with all who read what goes to them."""
    return frozenset(duty for item in LINE[LINE.index(first) :] for duty in GROUPS[item])


def candidates(school_id: int, on: date) -> list[Person]:
    """Whom the school may put on duty: those who read what is told."""
    here = Person.objects.filter(school=school_id)
    return list(here.holding(*(item for group in GROUPS.values() for item in group), on=on))


def can_open(school_id: int) -> QuerySet[Person]:
    """Whom an alarm reaches, and who can sign in to read what it is about."""
    able = Person.objects.filter(school=school_id, account__is_active=True, account__unconfirmed_since=None)
    return able.exclude(email="")


def day_before(day: date) -> date:
    return day - timedelta(days=1)


# ---- when it is read


SOON = timedelta(days=6)
LATE = timedelta(hours=1)
"""What is told so shortly before the school closes may be read only when it opens again."""


@dataclass(frozen=True)
class Reading:
    """Who reads what was told, and when, by the school's calendar and clock; and who is on duty meanwhile."""

    reader: str
    when: str
    closed: bool
    on_duty: str = ""
    phone: str = ""
    notice: str = ""
    social_care_phone: str = ""


def reading_of(concern: Concern, at: datetime) -> Reading:
    """Says who of those who may read a concern does so, and when; it names nobody who may not, and no reason."""
    school, settings = concern.school, settings_of(concern.school_id)
    closed = is_closed(school, at)
    row = shown_on_duty(concern, at) if closed else None
    if concern.unlooked_since is not None:  # who reads it is known in a minute
        reader = shown.UNNAMED
    else:
        reader = shown.who_reads(concern, reach.today(at), without=away(concern.school_id, reach.today(at)))
    return Reading(
        reader=reader,
        when=when_words(school, at),
        closed=closed,
        on_duty=str(row.person) if row else "",
        phone=row.phone if row else "",
        notice=settings.closed_notice if closed else "",
        social_care_phone=settings.social_care_phone,
    )


def when_words(school: School, at: datetime) -> str:
    """When the staff are next at school, in words: “today”, “on Monday morning”; empty where no such day is known."""
    calendar = school.calendar()
    here = calendar.local(at)
    try:
        if not calendar.is_staffed(at):
            return _day_words(calendar.staffed_from(at), here)
        if calendar.is_staffed(at + LATE):
            return "today"
        return f"today or {_day_words(calendar.staffed_from(at + LATE), here)}"
    except LookupError:
        return ""


def _day_words(day: datetime, here: datetime) -> str:
    part = "morning" if day.hour < 12 else "afternoon"
    if day.date() == here.date():
        return f"this {part}"
    if day.date() - here.date() == timedelta(days=1):
        return f"tomorrow {part}"
    if day.date() - here.date() <= SOON:
        return f"on {day:%A} {part}"
    return f"on {day:%A %-d %B}, in the {part}"


def closed_notice(school: School, at: datetime) -> str:
    """The school's own words for those who tell us while it is closed."""
    notice = settings_of(school.pk).closed_notice
    return notice if notice and is_closed(school, at) else ""


# ---- the page


@dataclass(frozen=True)
class DutyPage:
    """Who is on duty from today on, and what is shown while the school is closed."""

    rows: tuple[OnDuty, ...]
    settings: Settings
    may_set: bool
    may_edit_notice: bool


def duty_page(person: Person, on: date) -> DutyPage:
    access.require(person, "look.absences")
    rows = OnDuty.objects.filter(school=person.school_id, ends_on__gte=on).select_related("person")
    return DutyPage(
        rows=tuple(rows),
        settings=settings_of(person.school_id),
        may_set=access.may(person, "concerns.put_on_duty", person.school),
        may_edit_notice=access.may(person, "concerns.edit_closed_notice", person.school),
    )


def notice_of(person: Person) -> Settings:
    """What the school has set, for those who may change it."""
    access.require(person, "concerns.edit_closed_notice", person.school)
    return settings_of(person.school_id)


def offered_for_duty(person: Person, on: date) -> list[Person]:
    """Whom this person may put on duty."""
    access.require(person, "concerns.put_on_duty", person.school)
    return candidates(person.school_id, on)
