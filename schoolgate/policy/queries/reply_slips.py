"""Reply slips on paper: whose slip it is, and what they signed with it."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from schoolgate import access
from schoolgate.community.models import Care, Person
from schoolgate.community.naming import name_has
from schoolgate.policy import audiences
from schoolgate.policy.queries import signing
from schoolgate.policy.rules import Audience

MOST = 20
CODE = re.compile(r"\s*(?P<person>\d+)-(?P<version>\d+)\s*")


@dataclass(frozen=True)
class Slip:
    """Someone whose name was looked for, and what they have still to sign."""

    person: Person
    children: str
    owed: signing.Owed | None


@dataclass(frozen=True)
class Slips:
    audience: Audience
    words: str
    slips: tuple[Slip, ...]

    @property
    def open(self) -> tuple[Slip, ...]:
        return tuple(slip for slip in self.slips if slip.owed)

    @property
    def done(self) -> tuple[Slip, ...]:
        return tuple(slip for slip in self.slips if not slip.owed)

    @property
    def done_words(self) -> str:
        one = len(self.done) == 1
        return f"{'1 person' if one else f'{len(self.done)} people'} of this name signed already"

    @property
    def choices(self) -> list[tuple[int, str, str]]:
        """Those whose slip can be entered: number, name, and what tells two of the same name apart."""
        return [(slip.person.pk, str(slip.person), slip.children) for slip in self.open]

    @property
    def asks_accounts(self) -> bool:
        return any(slip.owed.asks_accounts for slip in self.slips if slip.owed)

    def slip_of(self, person_id: int) -> tuple[Person, signing.Owed]:
        """One of those found; 404 for anyone else."""
        for slip in self.slips:
            if slip.person.pk == person_id and slip.owed:
                return slip.person, slip.owed
        raise Http404


def code(person: Person, owed: signing.Owed) -> str:
    """What is printed on a slip so that it is found at once: the person's number and the version's."""
    return f"{person.pk}-{owed.version.number}"


def found(by: Person, on: date, *, audience: str, words: str) -> Slips:
    """People of an audience whose name has all these words, or whose slip has this code."""
    access.require(by, "look.chase_list")
    asked = Audience(audience)
    people = list(_people(by, asked, words, on).prefetch_related("roles")[:MOST]) if words.strip() else []
    children = children_of([person.pk for person in people], on)
    return Slips(
        asked,
        words,
        tuple(Slip(person, children.get(person.pk, ""), signing.owed_as(person, asked)) for person in people),
    )


def children_of(parents: list[int], on: date) -> dict[int, str]:
    """Parent → their children at the school, in words."""
    cares = Care.objects.held(on).filter(parent__in=parents).select_related("child").order_by("child__first_name")
    found: dict[int, list[str]] = {}
    for care in cares:
        found.setdefault(care.parent_id, []).append(str(care.child))
    return {parent: " and ".join(names) for parent, names in found.items()}


def _people(by: Person, audience: Audience, words: str, on: date) -> QuerySet[Person]:
    people = Person.objects.filter(school=by.school_id).on_roll(*audiences.DUTIES[audience], on=on)
    if match := CODE.fullmatch(words):
        return people.filter(pk=int(match["person"]))
    typed = words.split()
    for word in typed:
        people = people.filter(name_has(word, alone=len(typed) == 1))
    return people
