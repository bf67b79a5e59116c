from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.community.models import FamilyLink, Person, PersonQuerySet
from schoolgate.pages import or_404


@dataclass(frozen=True)
class LinkLists:
    """A person's own links, and those of others that they may see."""

    own: list[FamilyLink]
    waiting: list[FamilyLink]
    decided: list[FamilyLink]
    may_declare: bool
    may_see_all: bool
    may_decide: bool
    may_see_ties: bool


def link_lists(person: Person, on: date) -> LinkLists:
    """Family links: one's own for staff; all for the head and the DSL; the head's own for the chair."""
    may_declare, may_see_all = bool(person.duties & EMPLOYED), access.may(person, "look.family_links")
    if not may_declare and not may_see_all:
        raise access.Refused("look.family_links")
    links = [link for link in _visible(person) if link.staff_id != person.pk]
    return LinkLists(
        own=list(_with_people(FamilyLink.objects.filter(staff=person))),
        waiting=[link for link in links if link.approved is None and not link.ended_on],
        decided=[link for link in links if link.approved is not None or link.ended_on],
        may_declare=may_declare,
        may_see_all=may_see_all,
        may_decide=access.may(person, "community.decide_family_link"),
        may_see_ties=access.may(person, "look.ties"),
    )


def links_waiting_for(person: Person) -> list[FamilyLink]:
    """The links that this person, and not somebody else, is to decide."""
    waiting = _with_people(_of_school(person.school_id).filter(approved=None, ended_on=None))
    return [link for link in waiting if may_decide(person, link)]


def may_decide(person: Person, link: FamilyLink) -> bool:
    """The head decides; about the head's own links, the chair."""
    if link.approved is not None or link.ended_on or not access.may(person, "community.decide_family_link", link):
        return False
    return Duty.HEAD in person.duties or Duty.HEAD in link.staff.duties


def link_for(person: Person, id: int) -> FamilyLink:
    """One family link this person may see: their own, or any for those who see all."""
    return or_404(next((link for link in _visible(person) if link.pk == id), None))


def _visible(person: Person) -> Iterable[FamilyLink]:
    links = _of_school(person.school_id)
    if not access.may(person, "look.family_links"):
        return _with_people(links.filter(staff=person))
    found = _with_people(links)
    if person.duties & EMPLOYED:
        return found
    # The chair of governors sees only what the chair decides: the head's own links.
    return [link for link in found if Duty.HEAD in link.staff.duties]


def _of_school(school_id: int) -> QuerySet[FamilyLink]:
    """Without those that stay with a record which was joined to another: that one has the same link."""
    return FamilyLink.objects.filter(school=school_id, staff__same_as=None)


def _with_people(links: Iterable[FamilyLink]) -> Iterable[FamilyLink]:
    return links.select_related("staff", "pupil", "decided_by").prefetch_related("staff__roles")  # type: ignore[attr-defined,no-any-return]


def pupil_named(person: Person, name: str, born_on: date, on: date) -> Person | None:
    """The one pupil with this full name and date of birth: names a child without a list of children."""
    found = [pupil for pupil in pupils_named(person, name, on) if pupil.born_on == born_on]
    return found[0] if len(found) == 1 else None


def pupils_named(person: Person, name: str, on: date) -> list[Person]:
    """Pupils of the school who have this full name, in the one form or the other."""
    words = " ".join(name.split()).casefold()
    if not person.duties & EMPLOYED or not words:
        return []
    pupils: PersonQuerySet = Person.objects.filter(school=person.school_id).holding(Duty.PUPIL, on=on)
    last = words.rsplit(" ", 1)[-1]
    near = pupils.filter(Q(last_name__iendswith=last)).prefetch_related("roles")
    return [pupil for pupil in near if words in _names(pupil)]


def _names(pupil: Person) -> set[str]:
    firsts = {pupil.first_name, pupil.known_as, pupil.first_name.split(" ")[0]} - {""}
    return {f"{first} {pupil.last_name}".casefold() for first in firsts}
