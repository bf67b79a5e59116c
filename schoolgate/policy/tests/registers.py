"""The two small registers as the tests of this folder fill them."""

from datetime import date, timedelta
from typing import Any

from schoolgate.policy.actions import registers
from schoolgate.policy.models import Exemption, OfficialHolder
from schoolgate.policy.tests.published import fresh
from tests.cast import MONDAY, Cast

TODAY = MONDAY.date()


def name(cast: Cast, *, person: Any = None, by: Any = None, at: Any = MONDAY, **said: Any) -> OfficialHolder:
    told = {
        "account": "@larkhollow",
        "platform": "instagram",
        "platform_name": "Instagram",
        "since_on": date(2026, 9, 1),
    }
    return registers.name_holder(fresh(person or cast.teacher), **{**told, **said}, by=fresh(by or cast.head), at=at)


def grant(cast: Cast, *, by: Any = None, at: Any = MONDAY, **said: Any) -> Exemption:
    told = {
        "covers": "equipment",
        "reason": "She runs the school’s page.",
        "from_on": TODAY,
        "until_on": TODAY + timedelta(days=30),
    }
    return registers.grant_exemption(cast.school, **{**told, **said}, by=fresh(by or cast.head), at=at)
