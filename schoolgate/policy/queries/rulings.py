"""The policy of a school as the rulings take it."""

import functools
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.models import Person, School
from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.rulings.facts import Strength
from schoolgate.engines.rulings.policy import Parameters, Policy
from schoolgate.policy import parameters, rules
from schoolgate.policy.models import Version
from schoolgate.policy.queries import reach
from schoolgate.policy.rules import Stage

STRICTEST = (Strength.MUST, Strength.SHOULD, Strength.GOOD_PRACTICE)


def policy_in_force(school: School, on: date) -> Policy:
    """The policy that is in force in a school on a day; where nothing is, the model policy at its hours."""
    version = reach.in_force(school.pk, on)
    if version is None:
        model = Policy.model()
        return _policy(model.parameters, tuple(sorted(model.strengths.items())), school.calendar())
    return policy_of(version)


def policy_of(version: Version) -> Policy:
    """A version as rulings take it: the model clauses that it has, how strong each is, and what it counts with."""
    links = version.clauses.exclude(model="").values_list("model", "strength")
    return _policy(parameters_of(version), _strengths(links), version.school.calendar())


def parameters_of(version: Version) -> Parameters:
    """What a version counts with: what it has chosen, and the model's for the rest."""
    return parameters.read(version.parameters)


def places_of(version: Version) -> dict[str, str]:
    """Model clause → where the school's document says it; several places are joined."""
    found: dict[str, str] = {}
    for model, place in version.clauses.exclude(model="").values_list("model", "place"):
        found[model] = f"{found[model]}, {place}" if model in found else place
    return found


@dataclass(frozen=True)
class CountingPage:
    """What the rules of a version count with, and why it cannot be changed (any more)."""

    version: Version
    chosen: dict[str, Any]
    places: dict[str, str]
    why_closed: str


def counting_page(person: Person, id: int) -> CountingPage:
    """What a version counts with, for those who write it; 404 for those who may not see it."""
    access.require(person, "policy.set_parameters")
    version = reach.version_for(person, id)
    return CountingPage(version, asdict(parameters_of(version)), places_of(version), _why_closed(version))


def _why_closed(version: Version) -> str:
    try:
        rules.check_editable(Stage(version.stage))
    except Broken as broken:
        return str(broken)
    return ""


def _strengths(links: Iterable[tuple[str, str]]) -> tuple[tuple[str, Strength], ...]:
    """Each model clause with its strength; where several clauses of the school stand for it, the strictest."""
    found: dict[str, Strength] = {}
    for model, strength in links:
        found[model] = min(Strength(strength), found.get(model, Strength(strength)), key=STRICTEST.index)
    return tuple(sorted(found.items()))


@functools.lru_cache(maxsize=64)
def _policy(parameters: Parameters, strengths: tuple[tuple[str, Strength], ...], calendar: SchoolCalendar) -> Policy:
    """One policy for all versions that say the same, so that its rulings are remembered from page to page."""
    return Policy(parameters, dict(strengths), frozenset(dict(strengths)), calendar)
