"""Complete situations: everything a rule can depend on, as a handful of values for each kind of question.

A post with several kinds of content is as many situations as it has kinds; the strictest decides.
"""

import itertools
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from schoolgate.engines.rulings.facts import Account, Carry, Connect, Content, Post, Question, Role, Use, Way


class SiteAge(StrEnum):
    """How somebody stands by the site's own age rule."""

    OK = "ok"
    BELOW = "below"
    WITH_PARENT = "with-parent"


class UseSituation(NamedTuple):
    role: Role
    social: bool
    site_age: SiteAge
    under_minimum: bool
    pupil_time: bool
    staff_time: bool
    on_site: bool
    school_device: bool
    official_holder: bool
    exception: bool
    poses_as_child: bool


class ConnectSituation(NamedTuple):
    role: Role
    other: Role
    way: Way
    social: bool
    under_minimum: bool
    other_under_minimum: bool
    other_under_former_age: bool
    pupil_time: bool
    staff_time: bool
    on_site: bool
    school_device: bool
    family_link: bool
    exception: bool


class PostSituation(NamedTuple):
    role: Role
    account: Account
    content: Content | None
    under_minimum: bool
    pupil_time: bool
    staff_time: bool
    official_holder: bool


class CarrySituation(NamedTuple):
    role: Role
    school_device: bool
    in_school_day: bool
    handed_in: bool
    exception: bool


Situation = UseSituation | ConnectSituation | PostSituation | CarrySituation
Kind = type[Question]

SHAPES: dict[Any, type[Any]] = {
    Use: UseSituation,
    Connect: ConnectSituation,
    Post: PostSituation,
    Carry: CarrySituation,
}

NO_YES = (False, True)
PEOPLE = (Role.PUPIL, Role.FORMER_PUPIL, Role.STAFF, Role.PARENT)
# A former pupil does not ask about contacts, and is last so that an unknown asker can be one of the others.
CONTACTS = (Role.PUPIL, Role.STAFF, Role.PARENT, Role.FORMER_PUPIL)

_VALUES: dict[str, tuple[Any, ...]] = {
    "role": PEOPLE,
    "other": tuple(Role),
    "way": tuple(Way),
    "site_age": tuple(SiteAge),
    "account": tuple(Account),
    # Last, a post without any kind: nobody has an opinion on its content.
    "content": (*Content, None),
}

ASKERS: dict[Any, tuple[Role, ...]] = {Use: PEOPLE, Connect: CONTACTS[:3], Post: PEOPLE, Carry: PEOPLE}
"""Who an asker can be where it is not known."""


def dimensions(kind: Any) -> dict[str, tuple[Any, ...]]:
    """Every dimension of a kind's situations with its values, in order."""
    values = {name: _VALUES.get(name, NO_YES) for name in SHAPES[kind]._fields}
    if kind is Connect:
        values["role"] = CONTACTS
    return values


def domain(kind: Any) -> Iterator[Any]:
    """Every complete situation that can happen, such as no pupil posing as a child and no teacher under 13.

    It takes the usual order of things for granted: the school day lies within the working day, and the age
    for former pupils is not below the minimum age.
    """
    shape = SHAPES[kind]
    for values in itertools.product(*dimensions(kind).values()):
        situation = shape(*values)
        if _happens(kind, situation._asdict()):
            yield situation


def _happens(kind: Any, facts: dict[str, Any]) -> bool:
    role = facts["role"]
    grown = role in (Role.STAFF, Role.PARENT)
    return not (
        (facts.get("pupil_time") and not facts["staff_time"])
        or (role is not Role.PUPIL and facts.get("under_minimum"))
        or (grown and facts.get("site_age", SiteAge.OK) is not SiteAge.OK)
        or (not grown and (facts.get("poses_as_child") or facts.get("official_holder")))
        or (kind is Post and facts["content"] is None)
        or (kind is Connect and not _can_meet(facts))
        or (kind is Carry and facts["school_device"] and facts["handed_in"])
    )


def _can_meet(facts: dict[str, Any]) -> bool:
    """Whether two people can stand to each other like that."""
    role, other = facts["role"], facts["other"]
    young = other in (Role.PUPIL, Role.FORMER_PUPIL)
    return not (
        role not in ASKERS[Connect]
        or (facts["other_under_minimum"] and not facts["other_under_former_age"])
        or (not young and facts["other_under_former_age"])
        or (other is Role.PUPIL and not facts["other_under_former_age"])
        or (facts["family_link"] and not is_family(role, other))
    )


def is_family(role: Role, other: Role) -> bool:
    """Whether the register of family links can hold such a pair: one of staff, and a pupil now or before."""
    young = (Role.PUPIL, Role.FORMER_PUPIL)
    return (role is Role.STAFF and other in young) or (role in young and other is Role.STAFF)
