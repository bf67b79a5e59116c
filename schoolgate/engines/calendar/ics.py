"""Reads term dates from an iCalendar file, as schools and local authorities publish them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

import icalendar

DateKind = Literal["term", "holiday", "inset", "unknown"]

MOST_BYTES = 5 * 1024 * 1024
LONGEST_NAME = 80
NAMED = 5
LONGEST_TERM = 150
"""Days: a first and a last day of term further apart than this are not of one term."""

INSET = re.compile(
    r"\binset\b|\bin-?service\b|\b(staff|teacher)s?'? (training|development|day)|\btraining day"
    r"|\bnon[- ]pupil|\bprofessional development|\bbaker day",
    re.I,
)
HOLIDAY = re.compile(
    r"\bhalf[- ]?term\b(?! \d)|\bholidays?\b|\bbreak\b|\bvacation\b|\bclos(ed|ure)\b"
    r"|\bchristmas\b|\beaster\b",
    re.I,
)
TERM = re.compile(r"\bterm\b|\b(autumn|spring|summer) [12]\b|\bhalf[- ]?term \d", re.I)
OPENS = re.compile(
    r"\b(term|school|half[- ]?term)\b.*\b(starts?|begins?|re-?opens?|opens|resumes?)\b"
    r"|\b(start|beginning|first day|1st day)\b.*\b(term|school)\b|\b(children|pupils) (return|back|start)",
    re.I,
)
CLOSES = re.compile(
    r"\b(term|school)\b.*\b(ends?|finish(es)?|closes|breaks? up)\b"
    r"|\b(end|last day)\b.*\b(term|school)\b|\bbreak(s|ing)? up\b",
    re.I,
)
SEASON = re.compile(r"\b(autumn|winter|spring|summer|easter|christmas)\b", re.I)


class BadCalendar(Exception):
    """A calendar file cannot be used; its text is one sentence for the person who brought it."""


@dataclass(frozen=True)
class Dated:
    """A named stretch of days, both ends included, and what it seems to be."""

    name: str
    starts_on: date
    ends_on: date
    kind: DateKind


def read(data: bytes) -> tuple[Dated, ...]:
    """The all-day events of an iCalendar file in order of date; events at a time of day are left out.

    A first and a last day of term make one term. `BadCalendar` when the file is none, is too large, has a
    broken date, repeats an all-day event by a rule, or has no all-day events. Source: RFC 5545.
    """
    found = [dated for event in _events(data) if (dated := _dated(event))]
    if not found:
        raise BadCalendar("The calendar file has no all-day events, so it tells no term dates or holidays.")
    return tuple(sorted(_joined(dict.fromkeys(found)), key=lambda dated: (dated.starts_on, dated.ends_on, dated.name)))


def guess(name: str) -> DateKind:
    """What an event of that name is, by the words schools use."""
    if INSET.search(name):
        return "inset"
    if OPENS.search(name) or CLOSES.search(name):
        return "unknown"
    if HOLIDAY.search(name):
        return "holiday"
    return "term" if TERM.search(name) else "unknown"


def _events(data: bytes) -> list[Any]:
    if len(data) > MOST_BYTES:
        raise BadCalendar(
            f"The calendar file is larger than {MOST_BYTES // 1024 // 1024} MB: term dates take far less."
        )
    text = _text(data)
    if "BEGIN:VCALENDAR" not in text.upper():
        raise BadCalendar("This is not a calendar file: it has no BEGIN:VCALENDAR. Export the calendar as iCal (.ics).")
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise BadCalendar("The calendar file is damaged and cannot be read: export it again.") from error
    if not events:
        raise BadCalendar("The calendar file has no events.")
    _refuse_repeated(events)
    return events


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _refuse_repeated(events: Iterable[Any]) -> None:
    names = [_name(event) for event in events if _repeats(event) and _all_day(event)]
    if not names:
        return
    told = ", ".join(f"“{name}”" for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    raise BadCalendar(
        f"The calendar file repeats all-day events by a rule, which term dates do not: {told}{more}. "
        "Enter each date as an event of its own, or take these events out."
    )


def _repeats(event: Any) -> bool:
    return "RRULE" in event or "RDATE" in event


def _all_day(event: Any) -> bool:
    start = _value(event, "DTSTART")
    return isinstance(start, date) and not isinstance(start, datetime)


def _name(event: Any) -> str:
    words = " ".join(str(event.get("SUMMARY", "")).split()) or "Event without a name"
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1] + "…"


def _value(event: Any, name: str) -> Any:
    found = event.get(name)
    if isinstance(found, list):
        found = found[0]
    try:
        return getattr(found, "dt", None)
    except ValueError:
        # The library keeps a broken date and says so only when it is asked for.
        return None


def _dated(event: Any) -> Dated | None:
    """The event as days; None for a cancelled one and for one at a time of day."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    name = _name(event)
    starts_on = _value(event, "DTSTART")
    if not isinstance(starts_on, date):
        raise BadCalendar(f"The event “{name}” in the calendar file has no date on which it starts, or a broken one.")
    if isinstance(starts_on, datetime):
        return None
    ends_on = _ends_on(event, name, starts_on)
    if ends_on < starts_on:
        raise BadCalendar(f"The event “{name}” in the calendar file ends before it starts ({starts_on:%d %B %Y}).")
    return Dated(name, starts_on, ends_on, guess(name))


def _ends_on(event: Any, name: str, starts_on: date) -> date:
    """The last day: files give the day after it, or a length, or nothing for a single day."""
    if "DTEND" in event:
        end = _value(event, "DTEND")
        if not isinstance(end, date):
            raise BadCalendar(f"The event “{name}” in the calendar file has a broken date on which it ends.")
        if isinstance(end, datetime):
            end = end.date()
        # Some programs write the same day twice for an event of one day.
        return starts_on if end == starts_on else end - timedelta(days=1)
    length = _value(event, "DURATION")
    if isinstance(length, timedelta):
        return starts_on + max(length - timedelta(days=1), timedelta())
    return starts_on


def _joined(found: Iterable[Dated]) -> Iterator[Dated]:
    """Makes one term of each first day of term and the last day that follows it; hands on everything else."""
    opened: Dated | None = None
    for dated in sorted(found, key=lambda dated: dated.starts_on):
        single = dated.starts_on == dated.ends_on and dated.kind == "unknown"
        if single and OPENS.search(dated.name):
            if opened:
                yield opened
            opened = dated
        elif (
            single and opened and CLOSES.search(dated.name) and (dated.ends_on - opened.starts_on).days <= LONGEST_TERM
        ):
            yield replace(opened, name=_term_name(opened, dated), ends_on=dated.ends_on, kind="term")
            opened = None
        else:
            yield dated
    if opened:
        yield opened


def _term_name(first: Dated, last: Dated) -> str:
    season = SEASON.search(first.name) or SEASON.search(last.name)
    return (
        f"{season.group().capitalize()} term {first.starts_on.year}"
        if season
        else f"{first.name} – {last.name}"[:LONGEST_NAME]
    )
