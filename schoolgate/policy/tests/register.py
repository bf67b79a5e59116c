"""Changes to the age register as the tests of this folder make them."""

from typing import Any

from schoolgate.audit.models import Entry
from schoolgate.policy.actions import ages
from schoolgate.policy.models import RegisterChange
from schoolgate.policy.tests.published import fresh
from tests.cast import MONDAY, Cast

SOURCE = {"source": "Quora, Terms of Service", "source_url": "https://quora.example/terms", "source_date": "2026-11-20"}
QUORA = {
    **SOURCE,
    "id": "quora",
    "min_age_uk": "16",
    "valid_from": "2026-11-01",
    "from_precision": "day",
    "valid_to": "",
    "under_age_route": "none",
    "feature_ages": "",
    "status": "confirmed",
    "notes": "",
}
WISP = {**QUORA, "id": "wisp", "platform": "Wisp", "kind": "messaging", "owner": "Wisp Ltd", "min_age_uk": "13"}


def correct(
    cast: Cast, *, by: Any = None, at: Any = MONDAY, reason: str = "It went up.", **cells: str
) -> RegisterChange:
    return ages.correct_platform(cast.school, row={**QUORA, **cells}, reason=reason, by=fresh(by or cast.head), at=at)


def add(cast: Cast, *, by: Any = None, domains: Any = ("wisp.example",), **cells: str) -> RegisterChange:
    return ages.add_platform(
        cast.school,
        row={**WISP, **cells},
        domains=domains,
        reason="Pupils ask about it.",
        by=fresh(by or cast.head),
        at=MONDAY,
    )


def close(cast: Cast, id: str = "quora", *, by: Any = None, last_day: Any = None, **source: str) -> RegisterChange:
    return ages.close_platform(
        cast.school,
        id=id,
        last_day=last_day or MONDAY.date(),
        source={**SOURCE, **source},
        reason="It is gone.",
        by=fresh(by or cast.head),
        at=MONDAY,
    )


def events(cast: Cast) -> list[str]:
    return [entry.event for entry in Entry.objects.filter(school_id=cast.school.pk).order_by("number")]
