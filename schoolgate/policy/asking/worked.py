"""Worked questions as the page opens them: by topic, and with their facts in the address; no Django."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schoolgate import datafiles
from schoolgate.engines.rulings import records
from schoolgate.engines.rulings.facts import KINDS as ASKED
from schoolgate.engines.rulings.facts import Role
from schoolgate.engines.rulings.faq import EXAMPLES, Example
from schoolgate.engines.rulings.policy import Policy
from schoolgate.policy.asking.deciding import part_of
from schoolgate.policy.asking.facts import KINDS, NO, UNKNOWN, YES

GROWN_UP = 21
"""Years: from here on nothing depends on an age, so that a worked question says nothing about it."""

YOUNG = (Role.PUPIL, Role.FORMER_PUPIL)


@dataclass(frozen=True)
class Topic:
    """A group of worked questions that somebody can leaf through."""

    key: str
    title: str
    child: str
    picture: str
    kind: str
    young: bool | None = None
    """Whether a child or a grown-up asks, where that makes the group."""

    def has(self, facts: Any) -> bool:
        of_kind = isinstance(facts, ASKED[self.kind])
        return of_kind and (self.young is None or (facts.role in YOUNG) is self.young)

    def words(self, is_child: bool) -> str:
        return self.child if is_child else self.title


TOPICS = datafiles.entries(Path(__file__).with_name("topics.toml"), "topic", Topic)


def named(id: str) -> Example | None:
    """The worked question with this id."""
    return _BY_ID.get(id)


_BY_ID = {other.id: other for other in EXAMPLES}


def about(topic: Topic, audience: str = "") -> list[Example]:
    """The worked questions of a topic that these people ask, or all of them."""
    return [
        example for example in EXAMPLES if topic.has(example.facts) and (not audience or audience in example.audience)
    ]


def kind_of(example: Example) -> str:
    return records.kind_of(example.facts)


def given(example: Example) -> dict[str, str]:
    """The facts of a worked question as they stand in an address; what it leaves open is said to be unknown."""
    kind, found = kind_of(example), {}
    for fact in KINDS[kind]:
        value = _value(example, fact.name, getattr(example.facts, fact.field))
        if value is not None:
            found[fact.name] = value
    return found


def _value(example: Example, name: str, value: Any) -> str | None:
    if name == "platform":
        return example.platform or UNKNOWN
    if name == "poses" and not value:
        return None
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return YES if value else NO
    if name == "when":
        return part_of(value, Policy.model())
    if name in ("age", "other_age"):
        age = _age(example, value)
        return str(age) if age < GROWN_UP else None
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _age(example: Example, born: Any) -> int:
    on = example.facts.at.date() if example.facts.at else born
    return int(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))
