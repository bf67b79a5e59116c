"""Reads one cell at a time: a day, a year group, an e-mail address, duties; or says what is wrong."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from schoolgate import datafiles
from schoolgate.engines.roster.columns import KIND_WORDS, bare
from schoolgate.engines.roster.roll import DUTIES, Kind

YOUNGEST, OLDEST = 2, 19
"""Years of age between which somebody can be a pupil here."""

LONGEST: dict[str, int] = {
    "mis_id": 80,
    "title": 20,
    "first_name": 80,
    "last_name": 80,
    "known_as": 80,
    "classroom": 60,
    "email": 254,
    "phone": 40,
    "relation": 40,
    "address": 500,
}
"""Letters that each text may have."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}")
_UK = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_CLOCK}")
_WORDS = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{{3,9}})\.?,?[-/. ]+(\d{{4}}){_CLOCK}")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]+(\d{1,2}|[A-Za-z]{3,9})[-/. ]+'?\d{2}")
_DAY_NUMBER = re.compile(r"\d{5}(\.\d+)?")
_EMAIL = re.compile(r"[^@\s,;:<>()\"\[\]\\]+@([^@\s,;:<>()\"\[\]\\.]+\.)+[^@\s,;:<>()\"\[\]\\.]{2,}")
_YEAR = re.compile(r"(?:year|yr|y|nc|grade)?\s*0*(\d{1,2})", re.I)
_RECEPTION = {"reception", "rec", "r", "re", "yr", "year r", "kg", "foundation", "foundation 2", "f2", "eyfs"}
_NURSERY = re.compile(r"(nursery|nur|n\d?|pre.?school|pre.?reception|foundation 1|f1|e\d|it|pr|pk|tk|-[12])", re.I)
_BETWEEN = re.compile(r"[;,|/\n]+")

DUTY_WORDS = {
    word: duty
    for duty, words in datafiles.whole(Path(__file__).with_name("duties.toml"), dict[str, tuple[str, ...]]).items()
    for word in words
}

PLAIN: dict[Kind, str] = {"staff": "staff", "governor": "governor"}
"""The duty of somebody of whom nothing more is said."""


class Wrong(ValueError):
    """A cell holds what it may not; its text is the sentence that says so."""


def kind(value: str) -> Kind:
    known = KIND_WORDS.get(bare(value))
    if known is None:
        raise Wrong("This is not a kind of person: use pupil, staff, parent or governor.")
    return known


def text(field: str, value: str) -> str:
    longest = LONGEST[field]
    if len(value) > longest:
        raise Wrong(f"This is {len(value)} letters long, and at most {longest} fit.")
    return value


def day(value: str) -> date:
    """A day written 2016-03-04, 04/03/2016 or 04-Mar-2016, the day before the month."""
    for pattern, order in ((_ISO, (1, 2, 3)), (_UK, (3, 2, 1)), (_WORDS, (3, 2, 1))):
        found = pattern.fullmatch(value)
        if found:
            year, month, on = (found.group(group) for group in order)
            return _date(int(year), _month(month), int(on))
    if _SHORT_YEAR.fullmatch(value):
        raise Wrong("The year needs four digits, so that the century is certain: write 04/03/2016.")
    if _DAY_NUMBER.fullmatch(value):
        raise Wrong("This is a spreadsheet's own number for a day: format the column as a date, such as 04/03/2016.")
    raise Wrong("This is not a date: write the day, the month and the year, such as 04/03/2016.")


def born(value: str, *, of: Kind, today: date, left: bool) -> date:
    """A birthday that a person of that kind can have; a pupil who left may be older than the others."""
    on = day(value)
    if on > today:
        raise Wrong("A date of birth cannot be in the future.")
    age = today.year - on.year - ((today.month, today.day) < (on.month, on.day))
    if of == "pupil" and age < YOUNGEST:
        raise Wrong(f"This would make the pupil {age} years old; a pupil here is at least {YOUNGEST}.")
    if of == "pupil" and age > OLDEST and not left:
        raise Wrong(f"This would make the pupil {age} years old; a pupil here is at most {OLDEST}.")
    return on


def year_group(value: str) -> int | None:
    """0 for Reception, 1 to 6 for Years 1 to 6, None for the nursery."""
    words = bare(value)
    if words in _RECEPTION:
        return 0
    if _NURSERY.fullmatch(value.strip()) or words == "nursery":
        return None
    found = _YEAR.fullmatch(words)
    if not found or int(found.group(1)) > 6:
        raise Wrong("This is not a year group of a primary school: use Reception or 1 to 6.")
    return int(found.group(1))


def email(value: str) -> str:
    if not _EMAIL.fullmatch(value) or ".." in value:
        raise Wrong("This is not one e-mail address: it should look like name@example.org.")
    return text("email", value)


def duties(value: str, *, of: Kind, job_titles: bool) -> tuple[str, ...]:
    """The duties that a cell names; a job title that is none counts as the plain duty of its kind."""
    known = []
    for word in several(value):
        duty = DUTY_WORDS.get(bare(word), "")
        if duty not in DUTIES[of]:
            if not (job_titles and of in PLAIN):
                raise Wrong(_unknown_duty(of))
            duty = PLAIN[of]
        known.append(duty)
    return tuple(dict.fromkeys(known))


def several(value: str) -> list[str]:
    """The parts of a cell that may hold more than one, between semicolons, commas, bars or lines."""
    return [part.strip() for part in _BETWEEN.split(value) if part.strip()]


def _unknown_duty(of: Kind) -> str:
    if not DUTIES[of]:
        return f"A {of} has no duties here: leave this empty."
    whose = "of staff" if of == "staff" else "of governors"
    return f"This is not a duty {whose} here: use {listed(DUTIES[of])}."


def listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _month(value: str) -> int:
    if value.isdigit():
        return int(value)
    month = value.lower()
    if month[:3] not in _MONTHS:
        raise Wrong(f"“{value}” is not a month.")
    return _MONTHS.index(month[:3]) + 1


def _date(year: int, month: int, on: int) -> date:
    if not 1 <= month <= 12:
        raise Wrong(f"There is no month {month}: write the day before the month, such as 04/03/2016.")
    try:
        found = date(year, month, on)
    except ValueError:
        raise Wrong("There is no such day in the calendar.") from None
    if not 1900 <= year <= 2200:
        raise Wrong("The year is not one that can be meant.")
    return found
