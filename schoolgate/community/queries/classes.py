from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from schoolgate import access
from schoolgate.community.models import Classroom, Person, Placement, Teaching
from schoolgate.pages import or_404


@dataclass(frozen=True)
class ClassRow:
    id: int
    name: str
    year: str
    teachers: str
    pupils: int


@dataclass(frozen=True)
class ClassPage:
    classroom: Classroom
    teachers: list[str]
    pupils: list[Person]
    may_open_session: bool


def classes_of(person: Person, on: date) -> list[Classroom]:
    """The classes a person may open: a teacher's own; every class for those who may look at everybody."""
    classes = Classroom.objects.filter(school=person.school_id)
    if access.may(person, "look.people"):
        return list(classes)
    return list(classes.filter(teaching__in=person.teaching.held(on)).distinct())


def classes_page(person: Person, on: date) -> list[ClassRow]:
    """The classes a person may open, with their teachers and how many pupils each has."""
    access.require(person, "look.classes")
    rooms = classes_of(person, on)
    held = Placement.objects.held(on).filter(classroom__in=rooms)
    sizes = Counter(held.values_list("classroom", flat=True))
    teachers = _teachers(rooms, on)
    return [
        ClassRow(room.pk, room.name, room.year, " and ".join(teachers.get(room.pk, [])), sizes[room.pk])
        for room in rooms
    ]


def _teachers(rooms: list[Classroom], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for teaching in Teaching.objects.held(on).filter(classroom__in=rooms).select_related("teacher").order_by("pk"):
        found.setdefault(teaching.classroom_id, []).append(str(teaching.teacher))
    return found


def classroom_for(person: Person, id: int, on: date) -> Classroom:
    """One class this person may open; not there and not theirs are the same 404."""
    access.require(person, "look.classes")
    return or_404(next((room for room in classes_of(person, on) if room.pk == id), None))


def class_page(person: Person, id: int, on: date) -> ClassPage:
    """One class: who teaches it and who is in it."""
    room = classroom_for(person, id, on)
    roles = Prefetch("roles")
    pupils = Person.objects.filter(school=person.school_id).in_class(room.pk, on).prefetch_related(roles)
    return ClassPage(
        classroom=room,
        teachers=_teachers([room], on).get(room.pk, []),
        pupils=list(pupils),
        may_open_session=access.may(person, "community.open_pupil_session", room),
    )
