"""Facts that the school has on record, as questions that can be asked again under another policy.

Each part of the software that keeps such facts offers them: `offer(source)`, once, when it starts.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from schoolgate.community.models import School
from schoolgate.engines.rulings import records
from schoolgate.engines.rulings.policy import Policy
from schoolgate.engines.rulings.replay import Facts
from schoolgate.policy.models import Asked

Source = Callable[[School, datetime, datetime, Policy], Iterable[Facts]]
"""From a school, the first moment and the moment after the last, and the school's policy, to questions as columns."""


def answers_given(school: School, since: datetime, until: datetime, policy: Policy) -> Iterable[Facts]:
    """The questions that people asked here."""
    rows = Asked.objects.filter(school=school, at__gte=since, at__lt=until).order_by("pk")
    kept = (records.Record(*row) for row in rows.values_list("kind", "facts", "at").iterator())
    return records.columns(kept, policy)


SOURCES: list[Source] = [answers_given]


def offer(source: Source) -> None:
    """Adds a source of facts, once."""
    if source not in SOURCES:
        SOURCES.append(source)


def recorded_facts(school: School, since: datetime, until: datetime, policy: Policy) -> list[Facts]:
    """Everything on record between two moments."""
    return [facts for source in SOURCES for facts in source(school, since, until, policy)]
