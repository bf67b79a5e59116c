"""What was destroyed, and who may know that it was: never whom it was about, where they work here."""

import json
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.cases.case_leads import IN_LINE
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.pages import or_404
from schoolgate.records.models import Certificate
from schoolgate.records.rules import ABOUT_ADULTS, RULES, RecordClass

ANYONE = "anyone"
"""Kept in the place of a list where it was about no adult of the school."""
CLOSED = ABOUT_ADULTS | {RecordClass.CONCERN}
"""Classes that may be about an adult: without a list only those who asked and agreed see a certificate of one."""
LED, LINE = "led", "line"


def certificates(person: Person) -> QuerySet[Certificate]:
    """What was destroyed here and this person may know of: no names of those it was about, and no words of it."""
    access.require(person, "look.records")
    mine = [row[0] for row in _all(person) if _is_open(person.pk, *row[1:])]
    found = Certificate.objects.filter(pk__in=mine)
    return found.select_related("asked_by", "agreed_by", "school").prefetch_related("parts")


def certificate_for(person: Person, id: object) -> Certificate:
    known = reach.as_id(id)
    return or_404(certificates(person).filter(pk=known).first() if known else None)


def hidden_from(person: Person) -> list[UUID]:
    """Those of which this person must not know."""
    if not access.may(person, "look.records"):
        return [pk for pk, *_ in _all(person)]
    return [row[0] for row in _all(person) if not _is_open(person.pk, *row[1:])]


def others(person: Person) -> int:
    """How many more records were destroyed, for the chair: of those that nothing kept them from."""
    if Duty.CHAIR not in person.duties:
        return 0
    whole = _all(person).filter(part_of=None)
    return sum(not _is_open(person.pk, *row[1:]) and person.pk in _list(row[2], LINE) for row in whole)


def _all(person: Person) -> QuerySet[Certificate, tuple[UUID, str, str, int, int]]:
    """As much as says who may know: lists are sealed, so they are read here and not by the database."""
    found = Certificate.objects.filter(school=person.school_id).order_by()
    return found.values_list("pk", "record_class", "able", "asked_by", "agreed_by")


def _is_open(person: int, record_class: str, able: str, asked_by: int, agreed_by: int) -> bool:
    if able == ANYONE or person in (asked_by, agreed_by):
        return True
    return person in _list(able, LED) if able else record_class not in CLOSED


def _list(able: str, name: str) -> Collection[int]:
    return json.loads(able).get(name, ()) if able not in ("", ANYONE) else ()


def class_words(record_class: str) -> str:
    return RULES[RecordClass(record_class)].words


# ---- kept with a certificate


def able_of_case(case: Case, record_class: RecordClass, on: date) -> str:
    """Who may know that a case was destroyed: where it is about an adult of the school, those who could lead it then."""
    if record_class not in ABOUT_ADULTS and not _are_here(reach.concerned_in(case), on):
        return ANYONE
    return _kept(reach.leads_of(case, on), reach.in_line(case, on))


def able_of_concern(concern: Concern, on: date) -> str:
    """The same of a concern."""
    if not concern_reach.is_about_staff(concern, on) and not _are_here(concern_reach.concerned_in(concern), on):
        return ANYONE
    line = concern_reach.readers_by_duty(concern, IN_LINE, on)
    return _kept(line.filter(pk__in=concern_reach.readers_of(concern, on).values("pk")), line)


def _are_here(people: Iterable[int], on: date) -> bool:
    """Whether any of these works here, governs, or did."""
    duties = EMPLOYED | GOVERNORS
    return Person.objects.filter(pk__in=list(people), roles__duty__in=duties).exists()


def _kept(led: QuerySet[Person], line: QuerySet[Person]) -> str:
    ids = {LED: led, LINE: line}
    return json.dumps({name: sorted({person.pk for person in those}) for name, those in ids.items()})
