"""A question as it may be kept: facts as plain JSON, with nothing in them by which to find a person.

A date of birth becomes an age in years, and a moment becomes a part of the week, so that the question can be
asked again under another policy and get the answer that it would have got.
"""

from datetime import date, datetime
from typing import Any

from schoolgate.policy.rulings.facts import LAWFUL_ROUTES, Carry, Connect, Platform, Post, Question, Use
from schoolgate.policy.rulings.reduction import age_key
from schoolgate.policy.rulings.terms import SCHOOL_DAY, STAFF_TIME, Policy

KINDS: dict[str, Any] = {"use": Use, "connect": Connect, "post": Post, "carry": Carry}

AGES = {"born": "age", "other_born": "other_age"}
"""Fields that hold a date of birth, and what is kept of it."""


def kind_of(question: Question) -> str:
    return next(kind for kind, asked in KINDS.items() if isinstance(question, asked))


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


FLAGS = frozenset({"official_holder", "exception", "poses_as_child", "family_link", "handed_in"})


def part_of(at: datetime, policy: Policy) -> str:
    """The part of the week that a moment is in: the school day, the rest of the working day, or free time."""
    bits = policy.hours(policy.local(at))
    return "school day" if bits & SCHOOL_DAY else "working day" if bits & STAFF_TIME else "free"


def _age(name: str, born: Any, at: Any, policy: Policy, on: date) -> dict[str, int]:
    if born is None:
        return {}
    return {name: age_key(born, policy.local(at).date() if at else on)}


def _plain(value: Any) -> Any:
    if isinstance(value, Platform):
        return {
            "id": value.id, "name": value.name, "social": value.social, "minimum_age": value.minimum_age,
            "age_known": value.age_known, "lawful": value.route in LAWFUL_ROUTES,
        }  # fmt: skip
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    return value if value is None or isinstance(value, bool) else str(value)
