"""A question as it may be kept: facts as plain JSON, with nothing in them by which to find a person.

A date of birth becomes an age in years, and a moment becomes a part of the week, so that the question can be
asked again under another policy and get the answer that it would have got.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from schoolgate.engines.rulings import examples
from schoolgate.engines.rulings.facts import ENUMS, FLAGS, KINDS, LAWFUL_ROUTES, Content, Platform, Question, Role, Way
from schoolgate.engines.rulings.policy import SCHOOL_DAY, STAFF_TIME, Policy
from schoolgate.engines.rulings.reduction import age_key
from schoolgate.engines.rulings.replay import Facts

AGES = {"born": "age", "other_born": "other_age"}
"""Fields that hold a date of birth, and what is kept of it."""

LESSON, WORK, FREE = "school day", "working day", "free"
"""The parts of the week: the school day, the rest of the working day, and all other time."""


def kind_of(question: Question) -> str:
    return next(kind for kind, asked in KINDS.items() if isinstance(question, asked))


# ---- writing


def written(question: Question, policy: Policy, *, on: date) -> dict[str, Any]:
    """The facts of a question as they may be kept; what is not known is left out, or null where it is a flag.

    `on` is the day for which an age holds where the question says nothing about its time.
    """
    found: dict[str, Any] = {}
    for name in question.__dataclass_fields__:
        value = getattr(question, name)
        if name in AGES:
            found |= _age(AGES[name], value, question.at, policy, on)
        elif name == "at":
            found |= {} if value is None else {"when": part_of(value, policy)}
        elif value is not None or name in FLAGS:
            found[name] = _plain(value)
    return {name: value for name, value in found.items() if value is not False}


def part_of(at: datetime, policy: Policy) -> str:
    """The part of the week that a moment is in."""
    bits = policy.hours(policy.local(at))
    return LESSON if bits & SCHOOL_DAY else WORK if bits & STAFF_TIME else FREE


def _age(name: str, born: Any, at: Any, policy: Policy, on: date) -> dict[str, int]:
    if born is None:
        return {}
    return {name: age_key(born, policy.local(at).date() if at else on)}


def _plain(value: Any) -> Any:
    if isinstance(value, Platform):
        return {
            "id": value.id,
            "name": value.name,
            "social": value.social,
            "minimum_age": value.minimum_age,
            "age_known": value.age_known,
            "lawful": value.route in LAWFUL_ROUTES,
        }
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    return value if value is None or isinstance(value, bool) else str(value)


# ---- reading


@dataclass(frozen=True)
class Record:
    """A question that was kept: its kind, its facts, and the hour in which it was asked."""

    kind: str
    facts: Mapping[str, Any]
    at: datetime


def columns(records: Iterable[Record], policy: Policy) -> list[Facts]:
    """Kept questions as columns, one set for each kind; where no time was given, the hour of asking stands for it."""
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record.kind, []).append(record)
    return [_columns(KINDS[kind], those, policy) for kind, those in kinds.items()]


def _columns(kind: Any, records: list[Record], policy: Policy) -> Facts:
    moments = _moments(policy, policy.local(records[0].at).date())
    rows = [asked_again(kind, record, moments, policy) for record in records]
    names = kind.__dataclass_fields__
    return Facts(kind, {name: [getattr(row, name) for row in rows] for name in names})


def asked_again(kind: Any, record: Record, moments: Mapping[str, datetime], policy: Policy) -> Question:
    """The question that a record stands for, on an ordinary day."""
    facts = record.facts
    at = moments.get(facts.get("when", ""), policy.local(record.at).replace(tzinfo=None))
    known: dict[str, Any] = {"at": at}
    for name in kind.__dataclass_fields__:
        if name in AGES and AGES[name] in facts:
            known[name] = _born(facts[AGES[name]], at.date())
        elif name in facts:
            known[name] = _READ.get(name, _same)(facts[name])
    question: Question = kind(**known)
    return question


def _same(value: Any) -> Any:
    return value


def _platform(value: Any) -> Platform:
    route = "parent_consent" if value["lawful"] else "none"
    return Platform(value["id"], value["name"], value["social"], value["minimum_age"], value["age_known"], route)


def _contents(value: Any) -> frozenset[Content]:
    return frozenset(Content(item) for item in value)


_READ: dict[str, Any] = {**ENUMS, "content": _contents, "platform": _platform}


def _born(age: int, on: date) -> date:
    """The date of birth of somebody whose birthday it is."""
    return date(on.year - age, on.month, 28 if (on.month, on.day) == (2, 29) else on.day)


def _moments(policy: Policy, near: date) -> dict[str, datetime]:
    """A moment in each part of the week on the school's clock, on a school day; only those parts that there are."""
    calendar = policy.calendar
    try:
        day = calendar.next_school_day(near - timedelta(days=1))
    except LookupError:
        day = near
    clocks = (calendar.day_starts, calendar.work_starts, calendar.day_ends, time(0))
    found: dict[str, datetime] = {}
    for clock in clocks:
        at = datetime.combine(day, clock)
        found.setdefault(part_of(at, policy), at)
    return found


# ---- in words

_DEVICES = {
    "own-phone": "on a phone of their own",
    "own-computer": "on a computer of their own",
    "school-computer": "on a school computer",
    "school-tablet": "on a school tablet",
}
_PLACES = {"school": "at school", "elsewhere": "away from school"}
_WHEN = {LESSON: "in the school day", WORK: "in the working day", FREE: "in their free time"}
_HELD = {
    "official_holder": "running an account of the school",
    "exception": "with an exception from the head",
    "poses_as_child": "passing for a child",
    "family_link": "the two being family",
    "handed_in": "handed in at the office",
}


def in_words(kind: str, facts: Mapping[str, Any]) -> str:
    """A kept question as one sentence, with what is known of it."""
    who = _person(facts.get("role"), facts.get("age"))
    circumstances = [
        _PLACES.get(facts.get("place", ""), ""),
        _WHEN.get(facts.get("when", ""), ""),
        *(words for name, words in _HELD.items() if facts.get(name)),
    ]
    device = _DEVICES.get(facts.get("device", ""), "")
    if kind != "carry":
        circumstances.insert(0, device)
    words = ", ".join(part for part in (f"{who} {_deed(kind, facts)}", *circumstances) if part)
    return f"{words[0].upper()}{words[1:]}."


def _person(role: Any, age: Any) -> str:
    who = examples.PEOPLE[Role(role)] if role else "somebody"
    return f"{who} aged {age}" if age is not None and role in ("pupil", "former-pupil") else who


def _deed(kind: str, facts: Mapping[str, Any]) -> str:
    site = facts["platform"]["name"] if facts.get("platform") else "a site or app"
    if kind == "use":
        return f"uses {site}"
    if kind == "connect":
        way = examples.WAYS[Way(facts["way"])] if facts.get("way") else "is in touch with"
        return f"{way} {_person(facts.get('other'), facts.get('other_age'))} on {site}"
    if kind == "post":
        what = " and ".join(examples.CONTENT[Content(item)] for item in facts.get("content") or ()) or "something"
        account = {"official": "an account of the school", "personal": "their own account"}
        return f"posts {what} on {account.get(facts.get('account', ''), 'an account')}"
    device = _DEVICES.get(facts.get("device", ""), "on a device").removeprefix("on ")
    return f"has {device} with them"
