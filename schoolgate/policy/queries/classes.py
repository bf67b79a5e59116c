"""A class and its teacher: who has not agreed to the rules yet, and what they are asked."""

from dataclasses import dataclass
from datetime import date

from schoolgate import access
from schoolgate.access.duties import LEADERS, Duty
from schoolgate.community.models import Classroom, Person
from schoolgate.pages import or_404
from schoolgate.policy.models import Clause, Version
from schoolgate.policy.queries import reach, signing
from schoolgate.policy.rules import Audience


@dataclass(frozen=True)
class ClassAsked:
    """A class with its pupils who have not agreed yet, and what they hear together."""

    classroom: Classroom
    version: Version | None
    pupils: tuple[Person, ...]
    clauses: tuple[Clause, ...]
    groups: tuple[signing.Group, ...]
    digest: str
    total: int

    @property
    def agreed(self) -> int:
        return self.total - len(self.pupils)


def classes_of(person: Person, on: date) -> list[Classroom]:
    """The classes whose agreement a person may record: a teacher's own, every class for those who lead."""
    if not access.may(person, "policy.agree_as_class"):
        return []
    rooms = Classroom.objects.filter(school=person.school_id)
    if not person.duties & LEADERS:
        rooms = rooms.filter(teaching__in=person.teaching.held(on)).distinct()
    return list(rooms)


def class_asked(person: Person, classroom_id: int, on: date) -> ClassAsked:
    """One class of this person's; not there and not theirs are the same 404."""
    access.require(person, "policy.agree_as_class")
    room = or_404(next((classroom for classroom in classes_of(person, on) if classroom.pk == classroom_id), None))
    members = Person.objects.filter(school=room.school_id).holding(Duty.PUPIL, on=on).in_class(room.pk, on)
    pupils = list(members.prefetch_related("roles"))
    version = reach.last_published(room.school_id)
    if version is None:
        return ClassAsked(room, None, (), (), (), "", len(pupils))
    return _asked(room, version, pupils, on)


def _asked(room: Classroom, version: Version, pupils: list[Person], on: date) -> ClassAsked:
    clauses = list(version.clauses.all())
    signed = signing.signed_numbers([pupil.pk for pupil in pupils])
    asked_of = {
        pupil: signing.asked_of(clauses, Audience.PUPIL, after=signed.get(pupil.pk, {}).get(Audience.PUPIL, 0))
        for pupil in pupils
    }
    # They hear it together, so they hear whatever any of them has not agreed to yet.
    keys = {clause.key for asked in asked_of.values() for clause in asked}
    heard = tuple(clause for clause in clauses if clause.key in keys)
    officers = reach.officers_of(version, on)
    return ClassAsked(
        classroom=room,
        version=version,
        pupils=tuple(pupil for pupil, asked in asked_of.items() if asked),
        clauses=heard,
        groups=tuple(signing.groups(signing.words_of(signing.Owed(version, Audience.PUPIL, heard, 0), officers))),
        digest=signing.digest_of(Audience.PUPIL, heard, officers),
        total=len(pupils),
    )
