"""To which grown-ups a child is sent: none of whom anything open may be about, without that this can be read off the list.

Whoever is left out for that is left out for every child. So that a name which is not there says nothing, some are left out
each week who are only having their turn.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from schoolgate.access.duties import Duty
from schoolgate.community import kinship
from schoolgate.community.models import Person, Placement, Teaching
from schoolgate.concerns import routing
from schoolgate.concerns.models.concern import About, Concern, involved_in
from schoolgate.concerns.queries import reach
from schoolgate.concerns.queries.meant import WRITTEN, Adults, told_in
from schoolgate.concerns.rules import CONCERNED, SERIOUS, STILL_GOING_ON, Whom
from schoolgate.sealed import field as sealed_field

ONE_IN = 4
"""Of so many grown-ups about one is left out for a week, drawn anew each week; 0 for none."""
WHAT = {
    Duty.HEAD: "Head teacher",
    Duty.DEPUTY: "Deputy head",
    Duty.DSL: "Keeps us safe",
    Duty.DEPUTY_DSL: "Keeps us safe",
    Duty.TEACHER: "Teacher",
    Duty.OFFICE: "School office",
    Duty.IT: "Computers",
    Duty.STAFF: "Helps at school",
}
"""What a grown-up is to a child, the first that holds."""
COLOURS = 6
WEEK = 7 * 24
"""Hours."""

Elsewhere = Callable[[int], Collection[int]]
"""Of an app above: everyone of a school whom something open there is about, and the family of all in it."""
_elsewhere: list[Elsewhere] = []
_known: dict[bytes, frozenset[int]] = {}
_SALT = secrets.token_bytes(16)
_MOST_KNOWN = 5_000


def register(elsewhere: Elsewhere) -> None:
    """Says that an app above knows of others to whom no child is sent; such an app says so when it starts."""
    if elsewhere not in _elsewhere:
        _elsewhere.append(elsewhere)


@dataclass(frozen=True)
class GrownUp:
    """Somebody as a child is shown them."""

    id: int
    name: str
    what: str
    initials: str

    @property
    def value(self) -> str:
        return str(self.id)

    @property
    def colour(self) -> int:
        return self.id % COLOURS


def grown_ups_for(school_id: int, pupil_id: int | None, at: datetime, *, whom: str = "") -> list[GrownUp]:
    """The grown-ups among whom a child may choose; a pupil's own class teachers first.

    Nobody who holds the office that it is about, where `whom` says so.
    """
    on, own = reach.today(at), set[int]()
    if pupil_id is not None:
        rooms = Placement.objects.held(on).filter(pupil=pupil_id).values("classroom")
        own = set(Teaching.objects.held(on).filter(classroom__in=rooms).values_list("teacher", flat=True))
    people = offered(school_id, at)
    if whom in (Whom.DSL, Whom.HEAD):
        of_school = Person.objects.filter(school=school_id)
        held = set(of_school.holding(routing.CHOSEN[Whom(whom)], on=on).values_list("pk", flat=True))
        people = [person for person in people if person.pk not in held]
    return [_shown(person, on) for person in sorted(people, key=lambda someone: someone.pk not in own)]


def offered(school_id: int, at: datetime) -> list[Person]:
    """Whom children are offered now."""
    on = reach.today(at)
    people = reach.trusted_adults(school_id, on)
    apart = in_question(school_id, [person.pk for person in people], on)
    fit = [person for person in people if person.pk not in apart]
    return [person for person in fit if not has_a_turn(person.pk, at)] or fit


def may_go_to(person: Person, on: date) -> bool:
    """Whether a child who has chosen them is still sent to them."""
    return person.pk not in in_question(person.school_id, [person.pk], on)


def has_a_turn(person_id: int, at: datetime) -> bool:
    """Whether it is somebody's turn to be left out at that moment: nobody can reckon whose it is, nor when it begins.

    Each person's weeks begin at an hour of their own, as a name that goes in the middle of a morning must say nothing either.
    """
    if not ONE_IN:
        return False
    own_hour = int(sealed_field.digest("turn begins", str(person_id)), 16) % WEEK
    week = (int(at.timestamp()) // 3600 + own_hour) // WEEK
    return int(sealed_field.digest("turn", f"{person_id}:{week}"), 16) % ONE_IN == 0


def in_question(school_id: int, among: Collection[int], on: date) -> frozenset[int]:
    """Those of these grown-ups whom an open concern or case is about or may mean, and the family of those who are in one."""
    still_open = Concern.objects.filter(school=school_id, status__in=STILL_GOING_ON)
    ids = still_open.order_by().values("pk")
    about = About.objects.filter(concern__in=ids, part__in=CONCERNED).order_by().values_list("person", flat=True)
    found = set(about) | {id for elsewhere in _elsewhere for id in elsewhere(school_id)}
    found |= kinship.ids_of_family(involved_in(still_open)) | kinship.family_of(found & set(among))
    left = frozenset(among) - found
    return frozenset(among) & frozenset(found | (_named(still_open, school_id, left, on) if left else frozenset()))


# ---- parts


def _named(concerns: QuerySet[Concern], school_id: int, among: frozenset[int], on: date) -> frozenset[int]:
    """Who is named in the words of a concern that may be about a grown-up."""
    adults = Adults(school_id, on, among=among)
    found: frozenset[int] = frozenset()
    for concern in concerns.prefetch_related(*WRITTEN):
        if concern.whom == Whom.CHILD and concern.harm not in SERIOUS:
            continue
        found |= _meant_in(concern, adults, among)
    return found


def _meant_in(concern: Concern, adults: Adults, among: frozenset[int]) -> frozenset[int]:
    """Kept for the same words and people, by a digest of them: a child waits for this page."""
    told = told_in(concern, adults)
    key = hashlib.sha256(_SALT + repr((told, adults.everyone)).encode()).digest()
    found = _known.get(key)
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        found = _known[key] = adults.meant(told, by_name=among) | adults.taught_by(told.account, told.children)
    return found


def _shown(person: Person, on: date) -> GrownUp:
    held = {Duty(role.duty) for role in person.roles.all() if role.holds_on(on)}
    what = next((words for duty, words in WHAT.items() if duty in held), "")
    initials = f"{(person.known_as or person.first_name)[:1]}{person.last_name[:1]}".upper()
    return GrownUp(person.pk, person.called, what, initials)
