"""The dates of an invented school year, after the habits of English schools."""

from datetime import date, timedelta

import holidays

from schoolgate.engines.calendar import days as engine_days

MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4
LATE_EASTER = (4, 14)
"""From this Easter Monday on, schools break up two weeks before it instead of after it."""


def year_of(on: date) -> int:
    """The calendar year in which the school year of that day began, on 1 September."""
    return on.year if on.month >= 9 else on.year - 1


def dates(year: int) -> tuple[engine_days.Dated, ...]:
    """Terms, half-terms and training days of the school year that begins in that September."""
    return (*_autumn(year), *_spring(year + 1), *_summer(year + 1))


def _autumn(year: int) -> list[engine_days.Dated]:
    training = _weekday_from(date(year, 9, 1))
    half = _on_or_after(date(year, 10, 22), MONDAY)
    return [
        _day("Staff training day", training),
        engine_days.Dated(f"Autumn term {year}", _weekday_from(_later(training, 1)), _christmas(year), "term"),
        engine_days.Dated("Autumn half-term", half, _later(half, 4), "holiday"),
    ]


def _spring(year: int) -> list[engine_days.Dated]:
    training = _later(_christmas(year - 1), 17)
    half = _on_or_after(date(year, 2, 12), MONDAY)
    easter = _bank_holiday(year, "Easter Monday")
    ends_on = _later(easter, -17) if _is_late(easter) else _later(easter, -4)
    return [
        _day("Staff training day", training),
        engine_days.Dated(f"Spring term {year}", _later(training, 1), ends_on, "term"),
        engine_days.Dated("Spring half-term", half, _later(half, 4), "holiday"),
    ]


def _summer(year: int) -> list[engine_days.Dated]:
    easter = _bank_holiday(year, "Easter Monday")
    starts_on = _later(easter, 1) if _is_late(easter) else _later(easter, 14)
    half = _on_or_after(date(year, 5, 25), MONDAY)
    return [
        engine_days.Dated(f"Summer term {year}", starts_on, _on_or_after(date(year, 7, 18), WEDNESDAY), "term"),
        engine_days.Dated("Summer half-term", half, _later(half, 4), "holiday"),
        _day("Staff training day", _later(half, 7)),
    ]


def _christmas(year: int) -> date:
    return _on_or_after(date(year, 12, 16), FRIDAY)


def _is_late(easter: date) -> bool:
    return (easter.month, easter.day) >= LATE_EASTER


def _bank_holiday(year: int, name: str) -> date:
    known = holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB")
    return min(known.get_named(name))


def _day(name: str, on: date) -> engine_days.Dated:
    return engine_days.Dated(name, on, on, "inset")


def _weekday_from(on: date) -> date:
    return on if on.weekday() <= FRIDAY else _on_or_after(on, MONDAY)


def _on_or_after(on: date, weekday: int) -> date:
    return _later(on, (weekday - on.weekday()) % 7)


def _later(on: date, days: int) -> date:
    return on + timedelta(days=days)
