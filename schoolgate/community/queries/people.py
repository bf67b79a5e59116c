from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from schoolgate import access
from schoolgate.access import duties as access_duties
from schoolgate.access.duties import WORDS, Duty
from schoolgate.community import rules
from schoolgate.community.models import (
    Account,
    Care,
    Classroom,
    Departure,
    FamilyLink,
    Person,
    PersonQuerySet,
    Placement,
    Role,
    Teaching,
)
from schoolgate.community.queries import appointments, departures, sign_in
from schoolgate.pages import or_404

A_PAGE = 50
DEEDS = (
    "edit_person",
    "record_leaving",
    "undo_leaving",
    "give_duty",
    "end_duty",
    "place_pupil",
    "give_class",
    "end_teaching",
    "link_carer",
    "end_care",
    "invite",
    "ask_factor_reset",
    "withdraw_change",
    "propose_join",
)


def person_of(account: Any) -> Person | None:
    """The person behind a signed-in account, with their roles; None for a stranger."""
    if not isinstance(getattr(account, "_wrapped", account), Account) and not getattr(account, "is_authenticated", 0):
        return None
    return Person.objects.select_related("school").prefetch_related("roles").filter(account__pk=account.pk).first()


def visible_to(person: Person, on: date) -> PersonQuerySet:
    """The people whose records this person may open: everyone, or themselves, their children, their class.

    Pupils open none, not even their own: it is a page for grown-ups, in their words.
    """
    people: PersonQuerySet = Person.objects.filter(school=person.school_id, same_as=None)
    if Duty.PUPIL in person.duties:
        return people.none()
    if access.may(person, "look.people"):
        return people
    seen = Q(pk=person.pk) | Q(Exists(Care.objects.held(on).filter(parent=person, child=OuterRef("pk"))))
    if access.may(person, "look.classes"):
        seen |= Q(Exists(_in_classes_of(person, on).filter(pupil=OuterRef("pk"))))
    return people.filter(seen)


def _in_classes_of(teacher: Person, on: date) -> QuerySet[Placement]:
    return Placement.objects.held(on).filter(classroom__in=teacher.teaching.held(on).values("classroom"))


def person_for(person: Person, id: int, on: date | None = None, *, to_change: bool = False) -> Person:
    """One person this person may see; not there and not theirs are the same 404."""
    people = visible_to(person, on or timezone.localdate())
    if to_change:
        people = people.select_for_update(of=("self",), no_key=True)
    return or_404(people.prefetch_related("roles").filter(pk=id).first())


# ---- the list


@dataclass(frozen=True)
class PersonRow:
    """One line of the list of people."""

    id: int
    name: str
    what: str
    classroom: str
    left_on: date | None


@dataclass(frozen=True)
class PeoplePage:
    page: Page[Any]
    rows: list[PersonRow]
    total: int
    filtered: bool
    classrooms: list[Classroom]
    may_add: bool
    may_import: bool


def people_page(
    person: Person,
    on: date,
    *,
    search: str = "",
    kind: str = "",
    classroom: int | None = None,
    former: bool = False,
    page: int | str = 1,
) -> PeoplePage:
    """The people of the school, found by name, kind and class; the same number of queries at any size."""
    access.require(person, "look.people")
    people = visible_to(person, on).named(search)
    if kind in rules.KINDS:
        roles = Role.objects.filter(person=OuterRef("pk"), duty__in=rules.KINDS[kind])
        people = people.filter(Exists(roles if former else roles.held(on)))
    if classroom:
        people = people.in_class(classroom, on)
    people = people.former(on) if former else people.current(on)
    paginator = Paginator(people.prefetch_related("roles", _classes_on(on)), A_PAGE)
    rows = paginator.get_page(page)
    return PeoplePage(
        page=rows,
        rows=[_row(found, on) for found in rows.object_list],
        total=paginator.count,
        filtered=bool(search or kind or classroom or former),
        classrooms=list(Classroom.objects.filter(school=person.school_id)),
        may_add=access.may(person, "community.add_person"),
        may_import=access.may(person, "community.import_people"),
    )


def _classes_on(on: date) -> "Prefetch[Any, Any, Any]":
    held = Placement.objects.held(on).select_related("classroom")
    return Prefetch("placements", queryset=held, to_attr="placed")


def _row(person: Person, on: date) -> PersonRow:
    roles = list(person.roles.all())
    held = [role for role in roles if role.holds_on(on)]
    ended = [role.until_on for role in roles if role.until_on]
    return PersonRow(
        id=person.pk,
        name=f"{person.last_name}, {person.known_as or person.first_name}",
        what=", ".join(_in_order({Duty(role.duty) for role in held or roles})),
        classroom=", ".join(placement.classroom.name for placement in person.placed),  # type: ignore[attr-defined]
        left_on=None if held else max(ended, default=None),
    )


def _in_order(duties: set[Duty]) -> list[str]:
    return [WORDS[duty] for duty in Duty if duty in duties]


def alike(person: Person, first_name: str, last_name: str, on: date) -> list[PersonRow]:
    """People on record, former ones too, who have this very name."""
    access.require(person, "look.people")
    found = visible_to(person, on).filter(
        Q(first_name__iexact=first_name) | Q(known_as__iexact=first_name), last_name__iexact=last_name
    )
    return [_row(item, on) for item in found.prefetch_related("roles", _classes_on(on))[:5]]


# ---- one person


@dataclass(frozen=True)
class Line:
    """Something that held from a day until a day: a duty, a class, a tie to another person.

    `guarded`: a duty that takes another governor or two people, so that it is not ended from here.
    """

    id: int
    words: str
    since_on: date
    until_on: date | None
    current: bool
    person_id: int | None = None
    more: str = ""
    guarded: bool = False
    to_come: bool = False


@dataclass(frozen=True)
class PersonPage:
    """What the looker may see of one person: `full` says whether contact details are part of it."""

    person: Person
    full: bool
    is_pupil: bool
    what: str
    former: bool
    known_until: date | None
    numbers: list[str]
    roles: list[Line]
    classes: list[Line]
    teaching: list[Line]
    children: list[Line]
    carers: list[Line]
    links: list[FamilyLink]
    changes: list[sign_in.ChangeLine]
    sign_in_standing: str
    has_factor: bool
    deeds: frozenset[str]
    leaving: Departure | None
    """The last leaving that was recorded of them and can be taken back."""
    grantable: list[Duty]


def person_page(looker: Person, id: int, on: date) -> PersonPage:
    """Everything about one person that the looker may see."""
    person = person_for(looker, id, on)
    full = access.may(looker, "look.people")
    roles = sorted(person.roles.all(), key=lambda role: (role.since_on, role.pk), reverse=True)
    held = {Duty(role.duty) for role in roles if role.holds_on(on)}
    ever = {Duty(role.duty) for role in roles}
    return PersonPage(
        person=person,
        full=full,
        is_pupil=Duty.PUPIL in ever,
        what=", ".join(_in_order(held or ever)),
        former=not held and all(role.since_on <= on for role in roles),
        known_until=_known_until(person, ever, held),
        numbers=[f"{number.number} ({number.kind})" for number in person.numbers.all()] if full else [],
        roles=[
            _line(role, WORDS[Duty(role.duty)], on, guarded=role.duty in rules.GUARDED)
            for role in roles
            if _ever_held(role)
        ],
        classes=_lines(person.placements.select_related("classroom"), on),
        teaching=_lines(person.teaching.select_related("classroom"), on),
        children=_people(person.cares_for.select_related("child"), "child", on, allowed=full or looker == person),
        carers=_people(_carers(looker, person, on, full=full), "parent", on, allowed=True),
        links=_links(looker, person),
        changes=sign_in.change_lines(person, on) if full else [],
        sign_in_standing=sign_in.standing_of(person, on) if full else "",
        has_factor=full and sign_in.has_factor(person),
        deeds=frozenset(deed for deed in DEEDS if full and access.may(looker, f"community.{deed}", person)),
        leaving=departures.last_of(person) if full else None,
        grantable=_grantable(held, appointments.ever_held(person.school_id, *rules.GUARDED)),
    )


def _known_until(person: Person, ever: set[Duty], held: set[Duty]) -> date | None:
    if Duty.PUPIL not in ever or held or person.born_on is None:
        return None
    return rules.adult_on(person.born_on)


def _ever_held(span: Any) -> bool:
    """A span that an import began and ended on one day never held."""
    return span.until_on is None or bool(span.until_on >= span.since_on)


def _line(span: Any, words: str, on: date, **more: Any) -> Line:
    return Line(span.pk, words, span.since_on, span.until_on, span.holds_on(on), to_come=span.since_on > on, **more)


def _lines(spans: Any, on: date) -> list[Line]:
    return [_line(s, s.classroom.name, on, more=s.classroom.year) for s in spans.order_by("-since_on") if _ever_held(s)]


def _carers(looker: Person, person: Person, on: date, *, full: bool) -> QuerySet[Care]:
    """A child's carers, former ones too: all of them to who looks after people or teaches the child.

    Parents see their own tie alone: who else cares for the child may be what they must not know.
    """
    ties = person.carers.filter(parent__same_as=None).select_related("parent")
    teaches = access.may(looker, "look.classes") and _in_classes_of(looker, on).filter(pupil=person).exists()
    return ties if full or teaches else ties.filter(parent=looker)


def _people(cares: Any, end: str, on: date, *, allowed: bool) -> list[Line]:
    if not allowed:
        return []
    ties = [care for care in cares.order_by("since_on", "pk") if _ever_held(care)]
    return [
        _line(care, str(getattr(care, end)), on, person_id=getattr(care, end).pk, more=care.relation) for care in ties
    ]


def _links(looker: Person, person: Person) -> list[FamilyLink]:
    if not access.may(looker, "look.family_links") and looker.pk != person.pk:
        return []
    theirs = FamilyLink.objects.filter(Q(staff=person) | Q(pupil=person), staff__same_as=None)
    links = theirs.select_related("staff", "pupil")
    own = looker.pk == person.pk
    return [link for link in links if own or looker.pk not in link.about_ids]


def _grantable(held: set[Duty], guarded: frozenset[Duty]) -> list[Duty]:
    """What the head gives alone: those of `guarded` are given by others."""
    if Duty.PUPIL in held:
        return []
    return [duty for duty in Duty if duty in access_duties.PEOPLE - held - guarded - {Duty.PUPIL, Duty.PARENT}]


def role_for(person: Person, id: int) -> Role:
    """One duty of this person that has not ended and that one person can end."""
    role: Role = _part(person.roles.filter(until_on__isnull=True).exclude(duty__in=rules.GUARDED), id)
    return role


def teaching_for(person: Person, id: int) -> Teaching:
    teaching: Teaching = _part(person.teaching.filter(until_on__isnull=True).select_related("classroom"), id)
    return teaching


def care_for(person: Person, id: int) -> Care:
    care: Care = _part(person.cares_for.filter(until_on__isnull=True).select_related("child"), id)
    return care


def _part(parts: Any, id: int) -> Any:
    return or_404(parts.filter(pk=id).first())


def outlasting(by: Person, person: Person, left_on: date) -> str:
    """Which duties of somebody who leaves go on, and who is asked to end them, in words; nothing where none does."""
    return "".join(
        f" “{WORDS[Duty(role.duty)]}” goes on until {rules.who_ends(Duty(role.duty))}: they are asked."
        for role in appointments.outlasting(person, by, left_on)
    )


def carers_left_alone(person: Person, left_on: date) -> list[Person]:
    """Carers of this pupil who have no other child here after that day, and no other duty."""
    after = left_on + timedelta(days=1)
    mine = Care.objects.held(after).filter(child=person, parent=OuterRef("pk"))
    others = Care.objects.held(after).filter(parent=OuterRef("pk")).exclude(child=person)
    staying = others.filter(Exists(Role.objects.held(after).filter(person=OuterRef("child"), duty=Duty.PUPIL.value)))
    otherwise = Role.objects.held(after).filter(person=OuterRef("pk")).exclude(duty=Duty.PARENT.value)
    carers = Person.objects.filter(Exists(mine)).exclude(Exists(staying)).exclude(Exists(otherwise))
    return list(carers.current(after))
