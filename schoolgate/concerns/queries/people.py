"""Whom those who tell us may choose or name, and who will read what they told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.community import kinship
from schoolgate.community.former_names import Called, FormerName, PutDown, ever
from schoolgate.community.models import Care, Person, PersonQuerySet, Placement, Role, School
from schoolgate.community.queries import covers
from schoolgate.community.queries.school import officers
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import answered, foreseen, reach
from schoolgate.concerns.routing import CHOSEN, GROUPS
from schoolgate.concerns.rules import CONCERNED, Whom
from schoolgate.engines.mentions import children as mentions
from schoolgate.engines.mentions.shapes import Child

FARTHEST = 400
"""Days to look ahead for the next one at school."""
MOST_FOUND = 8
LEAST_LETTERS = 2
OFFICES = frozenset({Whom.DSL, Whom.HEAD})


@dataclass(frozen=True)
class Named:
    """A person as they are offered to somebody who names them."""

    id: int
    name: str
    what: str


def trusted_page(person: Person, on: date) -> tuple[list[Named], list[int]]:
    """Everyone who works here, and who of them is offered to children now; for those who may choose them."""
    access.require(person, "concerns.choose_trusted", person.school)
    people: PersonQuerySet = Person.objects.filter(school=person.school_id)
    offered = reach.chosen_on_record(person.school_id, on) or people.on_roll(*reach.TRUSTED_UNASKED, on=on)
    return _named(people.on_roll(*EMPLOYED, on=on), on), [someone.pk for someone in offered]


def check_named_by_mistake(concern: Concern, person: Person) -> None:
    """That somebody can be taken out of a concern: no grown-up who works here or did, and whom it is about."""
    rows = list(concern.about.filter(person=person))
    if not rows:
        raise Broken(f"{person} is not named in this concern.")
    worked_here = Role.objects.filter(person=person, duty__in=EMPLOYED | GOVERNORS).exists()
    if worked_here and any(row.part in CONCERNED for row in rows):
        raise Broken("Nobody takes out a grown-up whom it is about. Say how it ends, with what was found.", "6.4")


@dataclass(frozen=True)
class AtSchool:
    """When grown-ups are at school again: `since` is None where that is not known, or they are there now."""

    is_open: bool
    since: datetime | None
    on: date

    @property
    def words(self) -> str:
        """The day on which they are there next, in a child's words."""
        if self.is_open:
            return "today"
        if self.since is None:
            return "when school is open again"
        days = (self.since.date() - self.on).days
        if days < 2:
            return "tomorrow" if days else "today"
        return f"on {self.since:%A}" if days < 7 else f"on {self.since:%A %-d %B}"


def at_school(school: School, at: datetime) -> AtSchool:
    """Whether pupils are at school now, and when they are there next: whoever a child wants to talk to is there then."""
    calendar = school.calendar()
    here = calendar.local(at)
    comes, starts, ends = calendar.is_school_day, calendar.day_starts, calendar.day_ends
    if comes(here.date()) and starts <= here.time() < ends:
        return AtSchool(True, None, here.date())
    day = here.date() if here.time() < starts else here.date() + timedelta(days=1)
    next_day = next((day + timedelta(days=n) for n in range(FARTHEST) if comes(day + timedelta(days=n))), None)
    since = here.replace(hour=starts.hour, minute=starts.minute, second=0, microsecond=0)
    return AtSchool(False, datetime.combine(next_day, since.timetz()) if next_day else None, here.date())


def keeps_safe(school: School, teller: access.Someone | None, on: date, *, whom: str = "") -> str:
    """Who keeps children safe at the school, by name: nobody of the teller's family, nor of the office it is about."""
    gone = covers.away(school.pk, on)
    if whom not in OFFICES and (teller is None or teller.id is None) and not gone:
        return officers(school, on)["dsl"]
    others = Person.objects.filter(school=school).exclude(pk__in=gone)
    if whom in OFFICES:
        others = others.exclude(pk__in=_holders(school.pk, whom, on).values("pk"))
    if teller is not None and teller.id is not None:
        others = others.exclude(pk__in=kinship.family_of([teller.id]))
    for duty in (Duty.HEAD,) if whom == Whom.DSL else (Duty.DSL, Duty.DEPUTY_DSL, Duty.HEAD):
        held = list(others.holding(duty, on=on))
        if held:
            return " and ".join(map(str, held))
    return ""


def _holders(school_id: int, whom: str, on: date) -> PersonQuerySet:
    people: PersonQuerySet = Person.objects.filter(school=school_id)
    return people.holding(CHOSEN[Whom(whom)], on=on)


def children_of(parent: Person, on: date) -> list[Person]:
    """A parent's own children at the school."""
    children = Care.objects.held(on).filter(parent=parent).values("child")
    people: PersonQuerySet = Person.objects.filter(school=parent.school_id, pk__in=children)
    return list(people.holding(Duty.PUPIL, on=on))


def children_of_line(
    school_id: int, on: date, *, by_name: Collection[int] = (), among: Collection[int] | None = None
) -> list[Person]:
    """Pupils who are family of those who read concerns, or will, and of those who read this one `by_name`.

    With `among`, only these and the family of these.
    """
    people = Person.objects.filter(school=school_id)
    duties = {duty for group in GROUPS.values() for duty in group}
    ahead = Role.objects.filter(Q(until_on=None) | Q(until_on__gte=on), person__school=school_id, duty__in=duties)
    family = kinship.family_of({*ahead.values_list("person", flat=True), *by_name})
    if among is not None:
        family &= frozenset(among) | kinship.family_of(among)
    roles = Role.objects.filter(person=OuterRef("pk"), duty=Duty.PUPIL)
    return list(people.filter(Exists(roles), pk__in=family).prefetch_related("former_names")) if family else []


def children_meant(
    children: Iterable[Person],
    typed: Iterable[str],
    told: str,
    *,
    chosen: Collection[int] = (),
    without: PutDown | None = None,
) -> frozenset[int]:
    """Which of these children a name typed by hand, or the account, may mean; `chosen` are those whom it is about.

    Whoever tells from outside is shown no list of pupils, so a child is named in their words: a parent in the line must
    not read it for that. Until somebody says that it does not mean them, it goes past their family.
    """
    children, lines = list(children), tuple(typed)
    others = [_child(person) for person in Person.objects.filter(pk__in=chosen)] if children and chosen else []
    named = [(child.pk, _child(name)) for child in children for name in ever(child, without=without)]
    text = told if foreseen.fits(told) else ""
    if not named:
        return frozenset()
    pupils, key = tuple(pupil for _, pupil in named), tuple(others)
    found = foreseen.once(
        ("children", text, lines, pupils, key),
        lambda: mentions.meant(pupils, text, typed=lines, chosen=others, work=foreseen.work()),
    )
    return frozenset(named[number][0] for number in found)


def child_meant_anew(
    child: Person,
    typed: Iterable[str],
    texts: Iterable[str],
    cleared: Collection[str],
    *,
    chosen: Collection[int] = (),
    without: PutDown | None = None,
) -> bool:
    """Whether a child who is meant is so by a name or words that nobody was asked about yet."""
    typed, texts = list(typed), list(texts)
    others = [_child(person) for person in Person.objects.filter(pk__in=chosen)] if chosen else []
    for name in ever(child, without=without):
        sign = answered.by_name(name)
        left = "\n".join(answered.left(texts, sign, cleared))
        if mentions.may_mean(_child(name), left, typed=answered.left(typed, sign, cleared), chosen=others):
            return True
    return False


def signs_of_child(child: Person, units: Collection[str]) -> set[str]:
    """Everything by which a child may be meant: to be asked about once."""
    return {found for name in ever(child) for found in answered.signs(answered.by_name(name), units)}


def _child(person: Person | FormerName | Called) -> Child:
    return Child(person.first_name, person.last_name, person.known_as)


def people_to_name(person: Person, words: str, on: date) -> list[Named]:
    """People of the school by name, for staff who name them in a concern; none for a single letter."""
    access.require(person, "look.people_to_name")
    if len(words.strip()) < LEAST_LETTERS:
        return []
    people: PersonQuerySet = Person.objects.filter(school=person.school_id)
    return _named(people.named(words).current(on)[:MOST_FOUND], on)


def people_chosen(person: Person, ids: list[int], on: date) -> list[Named]:
    """These people of the school, in this order; whoever is not of it is left out."""
    access.require(person, "look.people_to_name")
    found = _named(Person.objects.filter(school=person.school_id, pk__in=ids), on)
    return sorted(found, key=lambda item: ids.index(item.id))


def _named(people: PersonQuerySet, on: date) -> list[Named]:
    found = list(people.prefetch_related("roles"))
    places = Placement.objects.held(on).filter(pupil__in=[person.pk for person in found]).select_related("classroom")
    rooms = {place.pupil_id: place.classroom for place in places}
    return [Named(person.pk, str(person), _what(person, rooms.get(person.pk), on)) for person in found]


def _what(person: Person, room: object, on: date) -> str:
    """A pupil's class, or what else somebody is at the school."""
    if room is not None:
        return f"{room}, {room.year}"  # type: ignore[attr-defined]
    held = {Duty(role.duty) for role in person.roles.all() if role.holds_on(on)}
    return ", ".join(WORDS[duty] for duty in Duty if duty in held) or "No longer at the school"
