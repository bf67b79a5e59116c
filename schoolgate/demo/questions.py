"""The questions of a year at the demo school: what staff, parents and pupils ask, invented and counted."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from schoolgate.access import Machine
from schoolgate.access.duties import Duty
from schoolgate.community.models import School
from schoolgate.engines.rulings import facts
from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Carry, Connect, Content, Device, Place, Post, Question, Role, Use, Way
from schoolgate.engines.rulings.platforms import platform
from schoolgate.engines.rulings.policy import Policy
from schoolgate.policy.actions import asking
from schoolgate.policy.queries import rulings

OFTEN = {7: 1, 8: 12, 10: 3, 12: 8, 15: 6, 16: 14, 18: 14, 19: 20, 20: 16, 21: 8}
"""At which hour of the day how many in a hundred ask, roughly."""


def ask_for_a_year(school: School, *, count: int, seed: int, at: datetime) -> int:
    """Counts answers to questions as they come in a year: more in term, most in the evening."""
    chance = Random(seed)
    calendar = school.calendar()
    page = Machine(school.pk, Duty.PAGE)
    for moment in sorted(_moment(chance, at) for _ in range(count)):
        here = calendar.local(moment)
        asked = _question(chance, here)
        policy = rulings.policy_in_force(school, here.date())
        asking.count_answer(school, question=asked, ruling=rule(asked, policy), by=page, at=moment)
    return count


def _moment(chance: Random, until: datetime) -> datetime:
    hour = chance.choices(list(OFTEN), list(OFTEN.values()))[0]
    day = until - timedelta(days=chance.randrange(1, 364))
    return day.replace(hour=hour, minute=chance.randrange(60), second=0, microsecond=0)


def _question(chance: Random, at: datetime) -> Question:
    asks, weights = zip(*_ASKED, strict=True)
    which: Callable[[Random, datetime], Question] = chance.choices(asks, weights)[0]
    return which(chance, at)


def _born(chance: Random, at: datetime, youngest: int, oldest: int) -> date:
    return at.date() - timedelta(days=chance.randint(youngest * 365 + 90, oldest * 365 + 270))


def _site(chance: Random, at: datetime, *ids: str) -> facts.Platform:
    return platform(chance.choice(ids), at.date())


def _where(chance: Random, at: datetime) -> dict[str, Any]:
    """In school hours at school, otherwise mostly elsewhere."""
    at_school = Policy.model().calendar.in_school_day(at)
    device = chance.choice((Device.OWN_PHONE, Device.OWN_PHONE, Device.OWN_COMPUTER, Device.SCHOOL_COMPUTER))
    return {"at": at, "place": Place.SCHOOL if at_school else Place.ELSEWHERE, "device": device}


def _pupil_uses(chance: Random, at: datetime) -> Question:
    site = _site(chance, at, "whatsapp", "whatsapp", "xbox", "youtube_kids", "chatgpt")
    return Use(role=Role.PUPIL, born=_born(chance, at, 7, 11), platform=site, **_where(chance, at))


def _staff_use(chance: Random, at: datetime) -> Question:
    holder = chance.random() < 0.2
    site = _site(chance, at, "facebook", "whatsapp")
    return Use(role=Role.STAFF, platform=site, official_holder=holder, **_where(chance, at))


def _staff_and_parent(chance: Random, at: datetime) -> Question:
    roles = (Role.STAFF, Role.PARENT) if chance.random() < 0.6 else (Role.PARENT, Role.STAFF)
    way = chance.choice((Way.FRIEND, Way.ACCEPT, Way.REQUEST, Way.MESSAGE))
    site = _site(chance, at, "facebook", "whatsapp")
    return Connect(role=roles[0], other=roles[1], way=way, platform=site, **_where(chance, at))


def _staff_and_former_pupil(chance: Random, at: datetime) -> Question:
    return Connect(
        role=Role.STAFF,
        other=Role.FORMER_PUPIL,
        way=chance.choice((Way.ACCEPT, Way.FOLLOW)),
        platform=_site(chance, at, "facebook"),
        other_born=_born(chance, at, 14, 21),
        family_link=chance.random() < 0.1,
        **_where(chance, at),
    )


def _parent_posts(chance: Random, at: datetime) -> Question:
    kinds = (Content.PUPIL_PHOTO, Content.PUPIL_PHOTO, Content.CRITICISM, Content.SCHOOL_NEWS, Content.ADVERTISING)
    return Post(role=Role.PARENT, account=facts.Account.PERSONAL, content=frozenset({chance.choice(kinds)}), at=at)


def _staff_post(chance: Random, at: datetime) -> Question:
    holder = chance.random() < 0.5
    account = facts.Account.OFFICIAL if holder else facts.Account.PERSONAL
    kinds = (Content.SCHOOL_NEWS, Content.PUPIL_PHOTO_WITH_CONSENT, Content.HARMLESS)
    content = frozenset({chance.choice(kinds)})
    return Post(role=Role.STAFF, account=account, content=content, at=at, official_holder=holder)


def _pupil_carries(chance: Random, at: datetime) -> Question:
    return Carry(role=Role.PUPIL, device=Device.OWN_PHONE, at=at, handed_in=chance.random() < 0.5)


_ASKED: tuple[tuple[Callable[[Random, datetime], Question], int], ...] = (
    (_pupil_uses, 30),
    (_staff_and_parent, 18),
    (_parent_posts, 15),
    (_staff_use, 12),
    (_pupil_carries, 10),
    (_staff_and_former_pupil, 8),
    (_staff_post, 7),
)
"""Kinds of questions, and how many in a hundred are of each."""
