"""The policy of a school as the rulings take it."""

import functools
from collections.abc import Iterable
from datetime import date

from schoolgate.community.calendar import SchoolCalendar
from schoolgate.community.models import School
from schoolgate.policy import parameters, queries
from schoolgate.policy.models import Version
from schoolgate.policy.rules import Strength
from schoolgate.policy.rulings import Parameters, Policy

STRICTEST = (Strength.MUST, Strength.SHOULD, Strength.GOOD_PRACTICE)


def policy_in_force(school: School, on: date) -> Policy:
    """The policy that is in force in a school on a day; where nothing is, the model policy at its hours."""
    version = queries.in_force(school.pk, on)
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


def _strengths(links: Iterable[tuple[str, str]]) -> tuple[tuple[str, Strength], ...]:
    """Each model clause with its strength; where several clauses of the school stand for it, the strictest."""
    found: dict[str, Strength] = {}
    for model, strength in links:
        found[model] = min(Strength(strength), found.get(model, Strength(strength)), key=STRICTEST.index)
    return tuple(sorted(found.items()))


@functools.lru_cache(maxsize=64)
def _policy(
    parameters: Parameters, strengths: tuple[tuple[str, Strength], ...], calendar: SchoolCalendar
) -> Policy:
    """One policy for all versions that say the same, so that its rulings are remembered from page to page."""
    return Policy(parameters, dict(strengths), frozenset(dict(strengths)), calendar)
