"""The poster of ages: what stands on it, for any day, any set and three kinds of readers. As PDF for paper."""

from collections.abc import Sequence
from datetime import date

from schoolgate.design import paper
from schoolgate.engines.ages import words
from schoolgate.engines.ages.book import SEEN_UNTIL, Register
from schoolgate.engines.ages.shapes import Limit, State

STYLES = ("corridor", "newsletter", "pupils")
SIZES = ("A4", "A3")
FAMILIAR = (
    "whatsapp",
    "snapchat",
    "tiktok",
    "instagram",
    "youtube",
    "facebook",
    "x",
    "discord",
    "roblox",
    "fortnite",
    "minecraft",
    "xbox",
)
"""What most families ask about first: the poster's rows where nobody has chosen."""
FOR_PUPILS = ("whatsapp", "snapchat", "tiktok", "instagram", "youtube", "roblox", "fortnite", "minecraft")
MOST = {("corridor", "A4"): 14, ("corridor", "A3"): 18, ("pupils", "A4"): 8, ("pupils", "A3"): 10}


class Refused(ValueError):
    """A poster that cannot be made as it was asked for."""


def chosen(register: Register, on: date, ids: Sequence[str], style: str) -> list[Limit]:
    """The rows of a poster: the platforms asked for, or the familiar ones that were there on that day."""
    if ids:
        return [register.limit(id, on) for id in dict.fromkeys(ids)]
    usual = FOR_PUPILS if style == "pupils" else FAMILIAR
    limits = [register.limit(id, on) for id in usual if id in register.platforms]
    return [limit for limit in limits if limit.is_there]


def pdf(
    limits: Sequence[Limit], on: date, *, school: str, minimum_age: int, style: str = "corridor", size: str = "A4"
) -> bytes:
    """The poster as tagged PDF; `Refused` for an unknown style or size, for none, and for too many rows."""
    data = content(limits, on, school=school, minimum_age=minimum_age, style=style, size=size)
    return paper.pdf("poster", data, title=f"{data['heading']}, {data['day']}")


def content(
    limits: Sequence[Limit], on: date, *, school: str, minimum_age: int, style: str = "corridor", size: str = "A4"
) -> dict[str, object]:
    """What the poster says, as the paper reads it."""
    _check(len(limits), style, size)
    is_doubtful = any(not limit.is_sure for limit in limits if limit.is_there)
    return {
        "school": school,
        "style": style,
        "size": size.lower(),
        "heading": "How old do you have to be?" if style == "pupils" else "Minimum ages of apps and sites",
        "day": f"{on:%-d %B %Y}",
        "rows": [_row(limit, style) for limit in limits],
        "rule": _school_rule(minimum_age, style),
        "marks": _marks(limits, style) if is_doubtful else "",
        "foot": _foot(on),
    }


def _check(rows: int, style: str, size: str) -> None:
    if style not in STYLES:
        raise Refused(f"There is no style “{style}”. Choose one of: {', '.join(STYLES)}.")
    if size not in SIZES:
        raise Refused(f"There is no size “{size}”. Choose one of: {', '.join(SIZES)}.")
    if rows == 0:
        raise Refused("Choose at least one platform.")
    most = MOST.get((style, size), 200)
    if rows > most:
        raise Refused(f"A {size} poster in the style “{style}” has room for {most} platforms; {rows} are chosen.")


def _row(limit: Limit, style: str) -> dict[str, object]:
    return {
        "name": short_name(limit) if style == "pupils" else limit.name,
        "age": big(limit) if style == "pupils" else words.short_age(limit),
        "says": words.child(limit) if style == "pupils" else _says(limit),
        "sure": limit.is_sure or not limit.is_there,
        "mark": "" if style == "pupils" else _mark(limit),
    }


def short_name(limit: Limit) -> str:
    """The name as children say it: Fortnite, not Fortnite / Epic Games account."""
    return limit.name.partition(" / ")[0].partition(" (")[0]


def big(limit: Limit) -> str:
    """A number a child can see from afar; a question mark where there is none to show."""
    if not limit.is_there:
        return "–"
    return "?" if limit.minimum_age is None else str(limit.minimum_age)


def _says(limit: Limit) -> str:
    if limit.state is State.NOT_STARTED:
        return "had not begun"
    if limit.state is State.CLOSED:
        return "has closed"
    if limit.period is None:
        return "not known for that day"
    return "; ".join(part for part in (_way(limit), words.features(limit.period)) if part)


def _way(limit: Limit) -> str:
    """How younger children may use it, where they may."""
    if limit.route == "none":
        return ""
    way = words.ROUTE_NAMES[limit.route]
    return f"younger: {way}" if limit.minimum_age and limit.route != "parent_consent" else way


def _mark(limit: Limit) -> str:
    if not limit.is_there or limit.is_sure:
        return ""
    return "not confirmed" if limit.status == "unconfirmed" else "probably"


def _marks(limits: Sequence[Limit], style: str) -> str:
    if style == "pupils":
        return "A star: we are not quite sure of this number. Ask a grown-up."
    said = {_mark(limit) for limit in limits}
    parts = []
    if "probably" in said:
        parts.append("Probably: the page that says so is younger than this date.")
    if "not confirmed" in said:
        parts.append("Not confirmed: no page was found that says so.")
    return " ".join(parts)


def _school_rule(minimum_age: int, style: str) -> str:
    if style == "pupils":
        return f"In our school nobody under {minimum_age} uses a social network."
    return f"Our school’s rule beside all of these: no pupil under {minimum_age} uses a social network."


def _foot(on: date) -> str:
    seen = f" Nothing was looked at after {SEEN_UNTIL:%-d %B %Y}." if on > SEEN_UNTIL else ""
    return (
        f"Ages in the United Kingdom on {on:%-d %B %Y}, from the services’ own terms where they could be read "
        f"(Open Terms Archive contributors, ODC-By 1.0, and others).{seen}"
    )
