"""Term dates as schools in England usually have them, to be checked against a school's own: a start, and no fact."""

from datetime import date, timedelta

from schoolgate.engines.calendar.ics import Dated

MONDAY, FRIDAY = 0, 4
JULY = 7


def usual_dates(on: date) -> list[Dated]:
    """The three terms and three half-terms of the school year that `on` falls in, or that comes next in summer.

    Days of week are kept to: terms start on a Monday or in the first days of September, and end on a Friday.
    """
    first = on.year if on.month >= JULY else on.year - 1
    year, name = first + 1, f"{first}/{(first + 1) % 100:02}"
    autumn = (_weekday(date(first, 9, 2)), _before(date(first, 12, 20), FRIDAY))
    spring = (_after(date(year, 1, 4), MONDAY), _before(date(year, 3, 28), FRIDAY))
    summer = (_after(date(year, 4, 12), MONDAY), _before(date(year, 7, 23), FRIDAY))
    bank = _before(date(year, 5, 31), MONDAY)
    halves = (_after(date(first, 10, 24), MONDAY), _after(date(year, 2, 13), MONDAY), bank)
    terms = zip(("Autumn", "Spring", "Summer"), (autumn, spring, summer), halves, strict=True)
    return [
        dated
        for word, (starts_on, ends_on), half in terms
        for dated in (
            Dated(f"{word} term {name}", starts_on, ends_on, "term"),
            Dated(f"{word} half-term {name}", half, half + timedelta(days=FRIDAY), "holiday"),
        )
    ]


def _after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _weekday(day: date) -> date:
    return day if day.weekday() <= FRIDAY else _after(day, MONDAY)
