"""From a question's facts to a small key, and from a key to the complete situations that it leaves open.

A key holds a few small values and everything that a ruling depends on; how it is made decides how fast
rulings are, so there is one plain function for each kind of question. Ages are whole years on the day, on
the school's clock: somebody born on 29 February is a year older on 1 March where there is no 29 February.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schoolgate.engines.rulings.facts import (
    OLDEST,
    Account,
    Carry,
    Connect,
    Content,
    Device,
    Place,
    Post,
    Role,
    Use,
    Way,
)
from schoolgate.engines.rulings.policy import PUPIL_TIME, SCHOOL_DAY, STAFF_TIME, Parameters, Policy
from schoolgate.engines.rulings.situations import ASKERS, CONTACTS, NO_YES, PEOPLE, SiteAge

Key = tuple[Any, ...]

BORN_UNKNOWN, DAY_UNKNOWN = -1, -2
"""In place of an age: the date of birth is not known, or only the day is not."""
OLDER = OLDEST + 1
ADULT = 18
"""Years: a site whose age is not known takes an adult."""


def age_key(born: date | None, day: date | None) -> int:
    """The age on a day as keys hold it; `ValueError` for somebody born after it."""
    if born is None:
        return BORN_UNKNOWN
    if day is None:
        return DAY_UNKNOWN
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if age < 0:
        raise ValueError(f"The date of birth, {born:%d %B %Y}, is after the day in question, {day:%d %B %Y}.")
    return age if age < OLDER else OLDER


def _on_the_clock(at: datetime | None, policy: Policy) -> tuple[datetime | None, int | None]:
    """The moment on the school's clock, and the bits of its hour."""
    if at is None:
        return None, None
    if at.tzinfo is not None:
        at = policy.local(at)
    return at, policy.hours(at)


def use_key(question: Use, policy: Policy) -> Key:
    at, hours = _on_the_clock(question.at, policy)
    platform = question.platform
    return (
        question.role,
        age_key(question.born, at),
        platform.mark if platform is not None else None,
        hours,
        question.place,
        question.device,
        question.official_holder,
        question.exception,
        question.poses_as_child,
    )


def connect_key(question: Connect, policy: Policy) -> Key:
    at, hours = _on_the_clock(question.at, policy)
    platform = question.platform
    return (
        question.role,
        question.other,
        question.way,
        platform.mark if platform is not None else None,
        hours,
        question.place,
        question.device,
        age_key(question.born, at),
        age_key(question.other_born, at),
        question.family_link,
        question.exception,
    )


def post_key(question: Post, policy: Policy) -> Key:
    at, hours = _on_the_clock(question.at, policy)
    return (
        question.role,
        question.account,
        question.content,
        hours,
        age_key(question.born, at),
        question.official_holder,
    )


def carry_key(question: Carry, policy: Policy) -> Key:
    _, hours = _on_the_clock(question.at, policy)
    return (question.role, question.device, hours, question.handed_in, question.exception)


REDUCTIONS: dict[Any, Any] = {Use: use_key, Connect: connect_key, Post: post_key, Carry: carry_key}


@dataclass(frozen=True)
class Left:
    """What a key leaves open: the ways in which each thing can be, one axis for each thing.

    `spread` gives, for each dimension of the situation, the axes it depends on and its value for every
    choice on them (nested as the axes are). `facts` names for each unknown field the axes that it can move.
    """

    axes: tuple[int, ...]
    spread: dict[str, tuple[tuple[int, ...], Any]]
    facts: dict[str, tuple[int, ...]]
    content_axis: int | None = None
    site_rule: str = ""


def open_to(kind: Any, key: Key, policy: Policy) -> Left:
    """The complete situations that a key stands for; `ValueError` for a value that the kind does not know."""
    found: Left = _OPEN[kind](key, policy)
    return found


# ---- how each thing can be


@dataclass(frozen=True)
class _Site:
    """A platform as far as rules look at it: whether it is social, its minimum age, a lawful way below it."""

    social: bool
    least: int
    lawful: bool

    def standing(self, age: int) -> SiteAge:
        if age >= self.least:
            return SiteAge.OK
        return SiteAge.WITH_PARENT if self.lawful else SiteAge.BELOW


def _sites(mark: Any, parameters: Parameters) -> list[_Site]:
    """Every platform that this can be. What is not known is represented by limits that matter: none, the
    youngest, the school's own and an adult's."""
    social, least, age_known, lawful, _ = mark or (None, None, False, None, "")
    socials = NO_YES if social is None else (social,)
    if age_known:
        return [_Site(other, least or 0, bool(lawful)) for other in socials]
    limits = sorted({0, 1, min(parameters.minimum_age, ADULT), ADULT})
    return [
        _Site(other, limit, way) for other in socials for limit in limits for way in (NO_YES if limit else (False,))
    ]


def _ages(key: int, limits: Iterable[int]) -> list[int]:
    """The age, or one age on each side of every limit."""
    if key >= 0:
        return [key]
    return sorted({age for limit in limits for age in (limit - 1, limit) if age >= 0} | {0})


def _hours(bits: int | None, policy: Policy) -> list[int]:
    """The bits of the moment, or those of every moment that there can be."""
    if bits is not None:
        return [bits]
    calendar = policy.calendar
    clocks = (calendar.day_starts, calendar.day_ends, calendar.work_starts, calendar.work_ends)
    return sorted({0} | {policy.bits(clock) for clock in clocks})


def _flag(name: str, value: Any) -> tuple[bool, ...]:
    if value is None:
        return NO_YES
    if value is True or value is False:
        return (value,)
    raise ValueError(f"{name} is {value!r}; it is True, False or None.")


def _one(name: str, value: Any, known: Sequence[Any], unknown: Sequence[Any] | None = None) -> tuple[Any, ...]:
    """The value alone, or every one there is where it is not known."""
    if value is None:
        return tuple(unknown or known)
    if value not in known:
        words = ", ".join(str(item) for item in known)
        raise ValueError(f"{name} is {value!r}; choose from: {words}.")
    return (known[list(known).index(value)],)


def _on_school_device(name: str, value: Any) -> tuple[bool, ...]:
    if value is None:
        return NO_YES
    [device] = _one(name, value, tuple(Device))
    return (device in (Device.SCHOOL_COMPUTER, Device.SCHOOL_TABLET),)


def _on_site(value: Any) -> tuple[bool, ...]:
    if value is None:
        return NO_YES
    return (_one("place", value, tuple(Place)) == (Place.SCHOOL,),)


class _Sheet:
    """Writes down axes, and which dimension and which unknown fact depend on them."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.spread: dict[str, tuple[tuple[int, ...], Any]] = {}
        self.facts: dict[str, tuple[int, ...]] = {}

    def axis(self, size: int) -> int:
        self.sizes.append(size)
        return len(self.sizes) - 1

    def plain(self, dimension: str, values: Sequence[Any], *, fact: str = "") -> int:
        """A dimension with an axis of its own, moved by the fact of the same name."""
        at = self.axis(len(values))
        self.spread[dimension] = ((at,), list(values))
        self.fact(fact or dimension, at)
        return at

    def fact(self, name: str, *axes: int) -> None:
        self.facts[name] = self.facts.get(name, ()) + axes

    def moment(self, hours: Sequence[int]) -> int:
        at = self.axis(len(hours))
        self.spread["pupil_time"] = ((at,), [bool(bits & PUPIL_TIME) for bits in hours])
        self.spread["staff_time"] = ((at,), [bool(bits & STAFF_TIME) for bits in hours])
        self.fact("at", at)
        return at

    def age(self, fact: str, key: int, ages: Sequence[int]) -> int:
        """An axis of ages: an unknown date of birth moves it, and so does an unknown day."""
        at = self.axis(len(ages))
        if key == BORN_UNKNOWN:
            self.fact(fact, at)
        return at

    def left(self, order: Iterable[str], **more: Any) -> Left:
        facts = {name: self.facts[name] for name in order if name in self.facts}
        return Left(tuple(self.sizes), self.spread, facts, **more)


def _use(key: Key, policy: Policy) -> Left:
    role, age, mark, hours, place, device, holder, exception, poses = key
    parameters = policy.parameters
    sites = _sites(mark, parameters)
    ages = _ages(age, {parameters.minimum_age, ADULT, *(site.least for site in sites)})
    sheet = _Sheet()
    sheet.plain("role", _one("role", role, PEOPLE))
    by_age = sheet.age("born", age, ages)
    by_site = sheet.axis(len(sites))
    sheet.fact("platform", by_site)
    sheet.spread["social"] = ((by_site,), [site.social for site in sites])
    sheet.spread["under_minimum"] = ((by_age,), [other < parameters.minimum_age for other in ages])
    standing = [[site.standing(other) for site in sites] for other in ages]
    sheet.spread["site_age"] = ((by_age, by_site), standing)
    sheet.moment(_hours(hours, policy))
    if hours is None:
        sheet.fact("at", by_age)
    sheet.plain("on_site", _on_site(place), fact="place")
    sheet.plain("school_device", _on_school_device("device", device), fact="device")
    sheet.plain("official_holder", _flag("official_holder", holder))
    sheet.plain("exception", _flag("exception", exception))
    sheet.plain("poses_as_child", _flag("poses_as_child", poses))
    return sheet.left(Use.__dataclass_fields__, site_rule=mark[4] if mark else "")


def _connect(key: Key, policy: Policy) -> Left:
    role, other, way, mark, hours, place, device, age, other_age, family, exception = key
    parameters = policy.parameters
    limits = {parameters.minimum_age, parameters.former_pupil_age}
    social = mark[0] if mark else None
    sheet = _Sheet()
    sheet.plain("role", _one("role", role, CONTACTS, ASKERS[Connect]))
    sheet.plain("other", _one("other", other, tuple(Role)))
    sheet.plain("way", _one("way", way, tuple(Way)))
    sheet.plain("social", NO_YES if social is None else (social,), fact="platform")
    sheet.moment(_hours(hours, policy))
    sheet.plain("on_site", _on_site(place), fact="place")
    sheet.plain("school_device", _on_school_device("device", device), fact="device")
    ages = _ages(age, {parameters.minimum_age})
    by_age = sheet.age("born", age, ages)
    sheet.spread["under_minimum"] = ((by_age,), [each_age < parameters.minimum_age for each_age in ages])
    others = _ages(other_age, limits)
    by_other = sheet.age("other_born", other_age, others)
    sheet.spread["other_under_minimum"] = ((by_other,), [each_age < parameters.minimum_age for each_age in others])
    former = [each_age < parameters.former_pupil_age for each_age in others]
    sheet.spread["other_under_former_age"] = ((by_other,), former)
    if hours is None:
        sheet.fact("at", by_age, by_other)
    sheet.plain("family_link", _flag("family_link", family))
    sheet.plain("exception", _flag("exception", exception))
    return sheet.left(Connect.__dataclass_fields__, site_rule=mark[4] if mark else "")


def _post(key: Key, policy: Policy) -> Left:
    role, account, content, hours, age, holder = key
    parameters = policy.parameters
    sheet = _Sheet()
    sheet.plain("role", _one("role", role, PEOPLE))
    sheet.plain("account", _one("account", account, tuple(Account)))
    kinds = _kinds(content)
    by_content = sheet.plain("content", kinds)
    sheet.moment(_hours(hours, policy))
    ages = _ages(age, {parameters.minimum_age})
    by_age = sheet.age("born", age, ages)
    if hours is None:
        sheet.fact("at", by_age)
    sheet.spread["under_minimum"] = ((by_age,), [other < parameters.minimum_age for other in ages])
    sheet.plain("official_holder", _flag("official_holder", holder))
    known = content is not None
    return sheet.left(Post.__dataclass_fields__, content_axis=by_content if known else None)


def _kinds(content: Any) -> list[Content | None]:
    """The kinds of content to judge. Where they are not known, each alone: a set is judged as its kinds are,
    so it is answered as one of them is, and sets add nothing to what their kinds alone can be."""
    if content is None:
        return list(Content)
    if not content:
        return [None]
    chosen = [_one("content", item, tuple(Content))[0] for item in content]
    return [item for item in Content if item in chosen]


def _carry(key: Key, policy: Policy) -> Left:
    role, device, hours, handed_in, exception = key
    sheet = _Sheet()
    sheet.plain("role", _one("role", role, PEOPLE))
    sheet.plain("school_device", _on_school_device("device", device), fact="device")
    in_school_day = sorted({bool(bits & SCHOOL_DAY) for bits in _hours(hours, policy)})
    sheet.plain("in_school_day", in_school_day, fact="at")
    sheet.plain("handed_in", _flag("handed_in", handed_in))
    sheet.plain("exception", _flag("exception", exception))
    return sheet.left(Carry.__dataclass_fields__)


_OPEN: dict[Any, Any] = {Use: _use, Connect: _connect, Post: _post, Carry: _carry}
