"""Who has signed and who has not: as figures for those who lead and govern, as a list for those who chase.

Every figure counts people who are at the school that day. Nobody who has left is counted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from schoolgate import access
from schoolgate.access.duties import LEADERS, Duty
from schoolgate.community.models import Account, Care, Classroom, Person, Placement, Role
from schoolgate.policy import audiences
from schoolgate.policy.models import Clause, Signature, Version
from schoolgate.policy.queries import reach, signing
from schoolgate.policy.rules import Audience
from schoolgate.post import queries as post

PER_PAGE = 50
ASK, REMIND, LETTER = "policy.ask", "policy.remind", "policy.letter"
KINDS = (ASK, REMIND, LETTER)

NAMES = {
    Audience.PUPIL: "Pupils",
    Audience.PARENT: "Parents and carers",
    Audience.STAFF: "Staff",
    Audience.GOVERNOR: "Governors",
}


@dataclass(frozen=True)
class Share:
    """How many of how many have signed."""

    label: str
    done: int
    total: int
    key: str = ""

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


@dataclass(frozen=True)
class Picture:
    """Coverage of one version on one day: by audience, and by class."""

    version: Version
    audiences: tuple[Share, ...]
    pupils: tuple[Share, ...]
    parents: tuple[Share, ...]

    @property
    def whole(self) -> Share:
        done, total = sum(s.done for s in self.audiences), sum(s.total for s in self.audiences)
        return Share("Everyone who is asked", done, total)

    @property
    def hint(self) -> str:
        return f"{self.whole.done} of {self.whole.total}"

    @property
    def rows(self) -> list[tuple[str, Share]]:
        """Everything in the picture, line by line."""
        return [
            *((share.label, share) for share in self.audiences),
            *((f"Pupils, {share.label}", share) for share in self.pupils),
            *((f"Parents and carers, {share.label}", share) for share in self.parents),
        ]


@dataclass(frozen=True)
class Chased:
    """Someone who has not signed yet, and how to reach them."""

    person: Person
    audiences: tuple[Audience, ...]
    classes: tuple[str, ...]
    asked_at: datetime | None
    way: str

    @property
    def asked_as(self) -> str:
        return ", ".join(NAMES[audience] for audience in self.audiences)


@dataclass(frozen=True)
class ChasePage:
    page: Page[Any]
    people: tuple[Chased, ...]
    may_remind: bool
    may_print: bool
    may_enter_slips: bool


BY_EMAIL, NO_ACCOUNT, ON_PAPER, IN_CLASS = "e-mail", "e-mail, but not invited yet", "paper", "in class"


@dataclass(frozen=True)
class CoveragePage:
    """The picture, and which ways on there are for whoever looks at it."""

    picture: Picture | None
    may_chase: bool
    may_read_with_class: bool
    may_enter_slips: bool


# ---- figures


def coverage_page(by: Person, on: date) -> CoveragePage:
    """Totals for everyone who may look at the coverage; names are on the list of those who chase."""
    access.require(by, "look.coverage")
    return CoveragePage(
        picture(by.school_id, on),
        may_chase=access.may(by, "look.chase_list"),
        may_read_with_class=access.may(by, "policy.agree_as_class") and bool(by.duties & LEADERS),
        may_enter_slips=access.may(by, "policy.enter_paper_return"),
    )


def picture(school_id: int, on: date) -> Picture | None:
    """Coverage of the last published version; None while nothing is published."""
    version = reach.last_published(school_id)
    if version is None:
        return None
    needed = _needed(version)
    return Picture(
        version=version,
        audiences=tuple(_share(school_id, audience, number, on) for audience, number in needed.items()),
        pupils=tuple(pupils_by_class(version, on)),
        parents=tuple(_parents_by_class(version, on)),
    )


def pupils_by_class(version: Version, on: date) -> Iterator[Share]:
    """Each class with how many of its pupils have agreed."""
    number = _needed(version).get(Audience.PUPIL)
    if number is None:
        return
    placed = Placement.objects.held(on).filter(
        Exists(_held(Duty.PUPIL, on=on, person="pupil")), classroom__school=version.school_id
    )
    signed = Exists(_signed(Audience.PUPIL, number, person="pupil"))
    yield from _by_class(version.school_id, placed, "classroom", "pupil", signed)


def _parents_by_class(version: Version, on: date) -> Iterator[Share]:
    number = _needed(version).get(Audience.PARENT)
    if number is None:
        return
    here = Placement.objects.held(on).filter(classroom__school=version.school_id)
    caring = Care.objects.held(on).filter(
        Exists(_held(Duty.PARENT, on=on, person="parent")), child__placements__in=here
    )
    signed = Exists(_signed(Audience.PARENT, number, person="parent"))
    yield from _by_class(version.school_id, caring, "child__placements__classroom", "parent", signed)


def _by_class(school_id: int, rows: QuerySet[Any], classroom: str, member: str, signed: Exists) -> Iterator[Share]:
    counted = rows.alias(has_signed=signed).values(classroom).order_by()
    figures = {
        row[classroom]: (row["done"], row["total"])
        for row in counted.annotate(
            total=Count(member, distinct=True), done=Count(member, distinct=True, filter=Q(has_signed=True))
        )
    }
    for room in Classroom.objects.filter(school=school_id):
        done, total = figures.get(room.pk, (0, 0))
        if total:
            yield Share(room.name, done, total, str(room.pk))


def _share(school_id: int, audience: Audience, number: int, on: date) -> Share:
    people = Person.objects.filter(school=school_id).on_roll(*audiences.DUTIES[audience], on=on)
    counted = people.alias(has_signed=Exists(_signed(audience, number))).aggregate(
        total=Count("pk"), done=Count("pk", filter=Q(has_signed=True))
    )
    return Share(NAMES[audience], counted["done"], counted["total"], audience.value)


# ---- names


def chase(
    by: Person, on: date, *, audience: str = "", classroom: str = "", way: str = "", page: int | str = 1
) -> ChasePage:
    """A page of those who have not signed, with how to reach them."""
    named = _named(by, on, audience=audience, classroom=classroom, way=way)
    found = Paginator(named, PER_PAGE).get_page(page)
    return ChasePage(
        found,
        tuple(_chased(by.school_id, list(found), on)),
        may_remind=access.may(by, "post.remind"),
        may_print=access.may(by, "post.print_letters"),
        may_enter_slips=access.may(by, "policy.enter_paper_return"),
    )


def everyone_to_chase(by: Person, on: date, *, audience: str = "", classroom: str = "", way: str = "") -> list[Chased]:
    """All of those who have not signed, for the file that the office takes away."""
    return _chased(by.school_id, list(_named(by, on, audience=audience, classroom=classroom, way=way)), on)


def owing(school_id: int, on: date, *, audience: str = "", classroom: str = "") -> QuerySet[Person]:
    """People of the school who have something to sign; with `owes_<audience>` for each audience."""
    people = Person.objects.filter(school=school_id)
    version = reach.last_published(school_id)
    needed = _needed(version) if version else {}
    if audience:
        needed = {one: number for one, number in needed.items() if one == audience}
    if not needed:
        return people.none()
    owes = Q()
    for one, number in needed.items():
        asked = Exists(_held(*audiences.DUTIES[one], on=on))
        people = people.annotate(**{f"owes_{one}": Q(asked) & ~Q(Exists(_signed(one, number)))})
        owes |= Q(**{f"owes_{one}": True})
    people = people.filter(owes)
    return people.filter(_in_class(int(classroom), on)) if classroom.isdigit() else people


def classrooms(by: Person) -> list[tuple[str, str]]:
    """The school's classes, to choose one from."""
    return [(str(pk), name) for pk, name in Classroom.objects.filter(school=by.school_id).values_list("pk", "name")]


# ---- parts


def _needed(version: Version) -> dict[Audience, int]:
    clauses = Clause.objects.filter(version=version).only("audience", "asked_since", "pupils_asked_since")
    found = signing.thresholds(clauses)
    return {audience: found[audience] for audience in Audience if audience in found}


def _held(*duties: Duty, on: date, person: str = "pk") -> QuerySet[Any]:
    return Role.objects.held(on).filter(duty__in=duties, person=OuterRef(person))


def _signed(audience: Audience, number: int, *, person: str = "pk") -> QuerySet[Signature]:
    return Signature.objects.filter(person=OuterRef(person), audience=audience.value, version__number__gte=number)


def _in_class(classroom: int, on: date) -> Q:
    """Pupils of a class, and the parents of its pupils."""
    here = Placement.objects.held(on).filter(classroom=classroom)
    own = Exists(here.filter(pupil=OuterRef("pk")))
    child = Exists(Care.objects.held(on).filter(parent=OuterRef("pk"), child__in=here.values("pupil")))
    return Q(own) | Q(child)


def grown_up(people: QuerySet[Person]) -> QuerySet[Person]:
    """Those of `owing` who owe something for themselves: pupils agree in class and are never written to."""
    owes = Q()
    for audience in Audience:
        if audience is not Audience.PUPIL and f"owes_{audience}" in people.query.annotations:
            owes |= Q(**{f"owes_{audience}": True})
    return people.filter(owes) if owes else people.none()


def _named(by: Person, on: date, *, audience: str, classroom: str, way: str) -> QuerySet[Person]:
    access.require(by, "look.chase_list")
    people = owing(by.school_id, on, audience=audience, classroom=classroom)
    if way == "class":
        people = people.exclude(pk__in=grown_up(people).values("pk"))
    elif way:
        people = grown_up(people)
        people = people.filter(email="") if way == "paper" else people.exclude(email="")
    return people.annotate(has_account=Exists(Account.objects.filter(person=OuterRef("pk"))))


def _chased(school_id: int, people: list[Person], on: date) -> list[Chased]:
    ids = [person.pk for person in people]
    asked = post.last_written(school_id, KINDS, people=ids)
    rooms = _rooms_of(ids, on)
    return [
        Chased(person, _audiences(person), tuple(rooms.get(person.pk, ())), asked.get(person.pk), _way(person))
        for person in people
    ]


def _audiences(person: Person) -> tuple[Audience, ...]:
    return tuple(audience for audience in Audience if getattr(person, f"owes_{audience}", False))


def _way(person: Person) -> str:
    if _audiences(person) == (Audience.PUPIL,):
        return IN_CLASS
    if not person.email:
        return ON_PAPER
    return BY_EMAIL if getattr(person, "has_account", True) else NO_ACCOUNT


def _rooms_of(people: Iterable[int], on: date) -> Mapping[int, list[str]]:
    """Person → the classes they are in, or their children are in."""
    placed = Placement.objects.held(on)
    own = placed.filter(pupil__in=people).values_list("pupil", "classroom__name")
    cares = Care.objects.held(on).filter(parent__in=people, child__placements__in=placed)
    found: dict[int, list[str]] = {}
    for person, room in [*own, *cares.values_list("parent", "child__placements__classroom__name").distinct()]:
        found.setdefault(person, []).append(room)
    return found
