"""What the register says in sentences: for grown-ups and for children."""

from datetime import date

from schoolgate.engines.ages.shapes import Limit, Period, State

ROUTE_WORDS = {
    "none": "",
    "parent_consent": "For some ages a parent has to agree.",
    "supervised_account": "Younger children need an account that a parent supervises.",
    "kids_version": "There is a version for children, which a parent sets up.",
    "school_account": "Younger pupils only use it through an account of their school.",
}
ROUTE_NAMES = {
    "none": "no way for younger children",
    "parent_consent": "a parent has to agree for some ages",
    "supervised_account": "with an account a parent supervises",
    "kids_version": "a version for children",
    "school_account": "through a school’s account",
}
STATUS_WORDS = {
    "confirmed": "read in the terms or the service’s own help pages",
    "secondary": "as others report it",
    "unconfirmed": "not confirmed by any page",
}


def site_rule(limit: Limit) -> str:
    """The platform's own rule on that day, with feature ages and how sure it is."""
    if limit.state is State.NOT_STARTED:
        return f"{limit.name} had not begun yet{_from(limit.platform.started_on)}."
    if limit.state is State.CLOSED:
        return f"{limit.name} has closed{_since(limit.platform.closed_on)}."
    if limit.period is None:
        return f"{limit.name}: the age at that time is not known."
    said = (f"{limit.name}: {age(limit)}.", ROUTE_WORDS[limit.route], _features(limit.period), doubt(limit))
    return " ".join(part for part in said if part)


def age(limit: Limit) -> str:
    """The age in a few words: “at least 13 years old”."""
    if limit.minimum_age is None:
        return "no minimum age is stated"
    return f"at least {limit.minimum_age} years old"


def short_age(limit: Limit) -> str:
    """The age as a table or a poster has it."""
    if not limit.is_there:
        return "–"
    if limit.period is None:
        return "?"
    return "none stated" if limit.minimum_age is None else str(limit.minimum_age)


def doubt(limit: Limit) -> str:
    """A sentence where the age is not sure; nothing where it is."""
    if limit.period is None or not limit.is_there:
        return ""
    if limit.status == "unconfirmed":
        return "This is not confirmed."
    if limit.state is State.PROBABLY:
        return "Probably so on that day: the evidence is younger."
    return "Others report it; the terms themselves were not seen." if limit.status == "secondary" else ""


def since(period: Period) -> str:
    """When a period began, no more exactly than it is known: “since 11 April 2024”."""
    day = period.valid_from
    if day is None:
        return "beginning not known"
    if period.precision == "before":
        return f"by {_day(day)} at the latest"
    shown = {"year": str(day.year), "month": f"{day:%B %Y}"}.get(period.precision, _day(day))
    return f"about {shown}" if period.precision == "unknown" else f"from {shown}"


def until(period: Period) -> str:
    return f"until {_day(period.valid_to)}" if period.valid_to else "still so when last looked at"


def features(period: Period | None) -> str:
    """Ages of single functions: “direct messages 16, live 18”."""
    return ", ".join(f"{name} {years}" for name, years in period.feature_ages) if period else ""


def child(limit: Limit) -> str:
    """For a seven-year-old."""
    if not limit.is_there:
        return "It is not there."
    if limit.period is None:
        return "Ask a grown-up."
    if limit.minimum_age is None:
        return "Only with a grown-up’s yes."
    return f"Not before you are {limit.minimum_age}."


def _features(period: Period) -> str:
    return f"Further ages: {features(period)}." if period.feature_ages else ""


def _from(day: date | None) -> str:
    return f": it opened in {day.year}" if day else ""


def _since(day: date | None) -> str:
    return f" ({_day(day)})" if day else ""


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
