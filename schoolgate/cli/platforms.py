"""The register on the command line; nothing here needs a database."""

from datetime import date
from typing import Any

from schoolgate.engines import ages
from schoolgate.engines.ages import book, words
from schoolgate.engines.ages.files import whole_date
from schoolgate.engines.ages.shapes import Limit


class Refused(Exception):
    """Bad input: a sentence that names what is wrong and what would be right."""


def day(written: str) -> date:
    """A date as 2023-04-15; `Refused` otherwise."""
    found = whole_date(written)
    if found is None:
        raise Refused(f"“{written}” is no date. Write year-month-day, such as 2023-04-15.")
    return found


def as_json(on: date) -> list[dict[str, Any]]:
    """One object for each platform, as docs/reference promises to scripts."""
    return [_object(limit) for limit in ages.shipped().on(on)]


def _object(limit: Limit) -> dict[str, Any]:
    period = limit.period
    return {
        "id": limit.id,
        "name": limit.name,
        "kind": limit.kind,
        "owner": limit.platform.owner,
        "social": limit.social,
        "state": limit.state.value,
        "minimum_age": limit.minimum_age,
        "age_known": limit.age_known,
        "route": limit.route,
        "feature_ages": dict(limit.feature_ages),
        "status": limit.status,
        "site_rule": limit.site_rule,
        "source": limit.source,
        "source_url": period.source_url if period else "",
        "source_date": period.source_date if period else "",
        "valid_from": period.valid_from.isoformat() if period and period.valid_from else None,
        "valid_from_precision": period.precision if period else None,
        "valid_to": period.valid_to.isoformat() if period and period.valid_to else None,
    }


def as_table(on: date) -> str:
    """The same as lines to read."""
    limits = [limit for limit in ages.shipped().on(on) if limit.is_there]
    lines = [f"{'platform':<28} {'age':<12} how sure", "-" * 64]
    lines += [f"{limit.name:<28} {words.short_age(limit):<12} {_sure(limit)}" for limit in limits]
    away = len(ages.shipped().platforms) - len(limits)
    return "\n".join([*lines, "", f"{away} more had not begun or had closed by {on:%-d %B %Y}."])


def _sure(limit: Limit) -> str:
    return limit.status if limit.is_sure else f"{limit.state.value}, {limit.status}"


def make_poster(on: date, *, only: str, style: str, size: str, school: str, minimum_age: int) -> bytes:
    """The poster as PDF; `Refused` for what cannot be on it."""
    from schoolgate.policy import age_posters  # the typesetter takes time to load

    ids = [id.strip() for id in only.split(",") if id.strip()]
    try:
        limits = age_posters.chosen(ages.shipped(), on, ids, style)
        return age_posters.pdf(limits, on, school=school, minimum_age=minimum_age, style=style, size=size)
    except (book.Unknown, age_posters.Refused) as error:
        raise Refused(str(error)) from error
