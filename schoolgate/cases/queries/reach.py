"""What someone may know of cases; the parts every other module of this folder builds on.

Whom a case is about never learns that it is there: not from a list, a count, a search, an id, a number or a mail. Nor
does anybody of the family of those who are in it, whatever their part: another in line runs it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from schoolgate import access, action
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.broken import Broken, Moved
from schoolgate.cases import case_leads, rules
from schoolgate.cases.case_leads import BARRED, IN_LINE
from schoolgate.cases.models.case import (
    Bars,
    Case,
    CaseQuerySet,
    EmergencyAccess,
    FromConcern,
    Participant,
    ended_emergency_access,
    ended_grants,
    family_in,
)
from schoolgate.cases.models.settings import Settings, settings_of
from schoolgate.cases.models.watching import Approval, Look, Notice
from schoolgate.cases.rules import ABOUT
from schoolgate.community.models import Person, Role, School
from schoolgate.community.queries import appointers
from schoolgate.concerns.models.concern import Concern, Unlooked
from schoolgate.concerns.models.keeping_out import KeptOut as KeptOutOfConcern
from schoolgate.concerns.queries import reach
from schoolgate.concerns.routing import GROUPS
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.pages import or_404

M = TypeVar("M", bound=Model)
NOBODY = "nobody"
"""Why governors are told: nobody may run a case."""
LOOK_HOLDS = 60 * 60
"""Seconds within which a second look by the same person at the same thing is the same look."""


def visible_to(person: access.Someone | None, at: datetime) -> CaseQuerySet:
    """Cases that this person runs, was let into or asked into: never one that is about them or their family."""
    if person is None or person.id is None or not access.may(person, "look.cases"):
        return Case.objects.none()
    if case_leads.is_barred(person.duties):
        return Case.objects.none()
    mine = Case.objects.filter(school=person.school_id)
    return mine.reaching(person.id, case_leads.stands_for(person.duties), at, today(at), _bars(person))


def led_by(person: access.Someone | None, at: datetime) -> CaseQuerySet:
    """Of these, the cases that this person runs or has the DSL's part in."""
    found = visible_to(person, at)
    if person is None or person.id is None:
        return found
    return found.led_by(case_leads.stands_for(person.duties), _bars(person)).not_harming(person.id)


def in_emergency(person: access.Someone, number: int) -> CaseQuerySet:
    """The case of this number, where this person may open it in an emergency: not theirs and not there are the same.

    What is about somebody's own chief they do not run, and do not open in this way either.
    """
    if person.id is None:
        return Case.objects.none()
    found = Case.objects.filter(school=person.school_id, number=number).open_to(person.id).not_harming(person.id)
    chiefs = Role.objects.filter(duty__in=case_leads.chiefs_of(person.duties)).order_by().values("person")
    about = Participant.objects.filter(case=OuterRef("pk"), person__in=chiefs, part__in=ABOUT)
    found = found.exclude(Exists(about))
    return found.not_barred(person.duties & case_leads.MAY_OPEN_IN_EMERGENCY, _bars(person))


def _bars(person: access.Someone) -> Bars:
    return appointers.bars(person, {duty: frozenset({duty}) for duty in person.duties} | GROUPS)


def case_for(person: Person, id: object, *, at: datetime, to_change: bool = False) -> Case:
    """One case this person may see; not there, not theirs and about them are the same 404."""
    found = visible_to(person, at).prefetch_related("parts__person")
    if to_change:
        found = found.select_for_update(of=("self",), no_key=True)
    return or_404(one_of(found, id))


# ---- what an action may ask: the row as it is now, or Refused


def reached(case: Case, by: access.Someone, at: datetime) -> Case:
    """Returns the case where it reaches this person, without locking it: a look changes nothing of it."""
    return _found(visible_to(by, at).filter(pk=case.pk), "look.cases")


def led(case: Case, by: access.Someone, at: datetime) -> Case:
    """Returns the case where this person runs it, without locking it: before two are locked in the order of their ids."""
    case = reached(case, by, at)
    if not leads(by, case):
        raise access.Refused("cases.lead")
    return case


def locked(case: Case, by: access.Someone, at: datetime) -> Case:
    """Locks the case where it reaches this person, its concerns first: a reply locks a concern, then its case."""
    _lock_concerns(visible_to(by, at).filter(pk=case.pk))
    return _found(_for_update(visible_to(by, at), case.pk), "look.cases")


def leading(case: Case, by: access.Someone, at: datetime) -> Case:
    """Locks the case where this person runs it; to be let in to read it is not enough."""
    case = locked(case, by, at)
    if not leads(by, case):
        raise access.Refused("cases.lead")
    return case


def deciding_checks(case: Case, by: access.Someone, at: datetime) -> Case:
    """Locks the case where its head's checks are this person's to decide."""
    case = locked(case, by, at)
    if not decides_checks(by, case):
        raise access.Refused("cases.decide_check")
    return case


def told_of_emergency(case: Case, by: access.Someone, at: datetime) -> Case:
    """Locks the case where this person was told that somebody opened it in an emergency, and nobody took note yet."""
    told = emergency_access_to_acknowledge(by).values("case")
    return _found(_for_update(Case.objects.filter(pk__in=told), case.pk), "cases.acknowledge_emergency_access")


def asked_second(two: Approval, by: access.Someone, at: datetime) -> Approval:
    """Locks the case and then the open question, where this person was asked and could still run such a case.

    What two agree to can destroy it, so nothing is hung on it meanwhile, not even a look.
    """
    _lock_concerns(Case.objects.filter(pk__in=asked_of(by).filter(pk=two.pk).order_by().values("case")))
    case = _found(Case.objects.select_for_update(of=("self",)).filter(pk=two.case_id), "cases.confirm_second")
    two = _found(_for_update(asked_of(by).filter(case=case), two.pk), "cases.confirm_second")
    if not in_line(case, today(at)).filter(pk=by.id or 0).exists():
        raise access.Refused("cases.confirm_second")
    two.case = case
    return two


def by_clock(case: Case, by: access.Someone, at: datetime) -> Case:
    """Locks a case of the school for which the clock works; no person gets it here."""
    if not action.is_clock(by):
        raise access.Refused("by clock")
    return _found(_for_update(Case.objects.filter(school=by.school_id), case.pk), "by clock")


def _lock_concerns(cases: CaseQuerySet) -> None:
    joined = FromConcern.objects.filter(case__in=cases.order_by().values("pk")).order_by().values("concern")
    list(Concern.objects.filter(pk__in=joined).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _for_update(rows: QuerySet[M], pk: object) -> QuerySet[M]:
    return rows.select_for_update(of=("self",), no_key=True).filter(pk=pk)


def _found(rows: QuerySet[M], name: str) -> M:
    row = rows.first()
    if row is None:
        raise access.Refused(name)
    return row


# ---- who runs it


def leads(person: access.Someone, case: Case) -> bool:
    """Whether this person runs the case, or has the DSL's part in running it: never one in which they were harmed."""
    if person.id in case.harmed_ids:
        return False
    duties = appointers.duties_towards(person, case)
    return case_leads.leads(duties, lead_duty=Duty(case.lead_duty), restricted=case.restricted)


def decides_checks(person: access.Someone, case: Case) -> bool:
    """Whether a head's check of this case is this person's: the head's, or whoever runs it in the head's place."""
    if person.id in case.harmed_ids:
        return False
    held = case_leads.stands_for(appointers.duties_towards(person, case))
    return Duty.HEAD in held or (case.lead_duty in held and (case.restricted or case.lead_duty != Duty.DSL))


def check_seen(case: Case, seen: int) -> None:
    """Of two people moving one case at once the second is told what the first did."""
    if case.revision != seen:
        raise Moved(rules.LOOK_AGAIN.format(who=case.revised_by or "Somebody"), seen=case.revision)


def settings_for(person: Person) -> Settings:
    """The school's own times, for those who may set them."""
    access.require(person, "cases.edit_settings", person.school)
    return settings_of(person.school_id)


# ---- who is who


def concerned_in(case: Case) -> frozenset[int]:
    """Whom a case is about."""
    about = Participant.objects.filter(case=case, part__in=ABOUT, person__isnull=False)
    return frozenset(id for id in about.values_list("person", flat=True) if id)


def kept_from(case: Case) -> frozenset[int]:
    """Who does not read a case: whom it is about, the family of everyone in it, and for whom it waits to be looked through."""
    told = case.from_concerns.order_by().values("concern")
    waits = Unlooked.objects.filter(concern__in=told).values_list("person", flat=True)
    return concerned_in(case) | family_in(case) | frozenset(waits)


def cannot_lead(case: Case) -> frozenset[int]:
    """Who has no part in running a case, whatever duty they hold: those kept from it, and who was harmed in it."""
    harmed = Participant.objects.filter(case=case, part=CasePart.HARMED, person__isnull=False)
    return kept_from(case) | frozenset(id for id in harmed.values_list("person", flat=True) if id)


def leads_of(case: Case, on: date) -> QuerySet[Person]:
    """Everyone who runs a case today, or has the DSL's part in it."""
    duties = case_leads.group(Duty(case.lead_duty)) | (frozenset() if case.restricted else case_leads.group(Duty.DSL))
    people = Person.objects.filter(school=case.school_id).holding(*duties, on=on, without=barred_roles(case))
    return people.exclude(pk__in=cannot_lead(case)).prefetch_related("roles")


def running(case: Case, on: date) -> frozenset[int]:
    """Everyone who runs a case today, was asked into it or let into it by name: to be asked before something is entered."""
    asked = frozenset() if case.restricted else {Duty(row.duty) for row in case.asked.all()}
    duties = frozenset(duty for other in asked for duty in case_leads.group(other))
    people = Person.objects.filter(school=case.school_id).holding(*duties, on=on, without=barred_roles(case))
    by_duty = {
        *leads_of(case, on).values_list("pk", flat=True),
        *(people.values_list("pk", flat=True) if duties else ()),
    }
    return frozenset(by_duty | set(case.grants.in_force(on).values_list("person", flat=True))) - cannot_lead(case)


def makers_in(case: Case) -> frozenset[int]:
    """Who took another reader out of a case, or of a concern in it, by what they entered."""
    of_concerns = KeptOutOfConcern.objects.filter(concern__in=case.from_concerns.order_by().values("concern"))
    return frozenset({*case.kept_out.values_list("by", flat=True), *of_concerns.values_list("by", flat=True)})


def check_may_close(case: Case, by: access.Someone) -> None:
    """Nobody closes what they took another reader out of."""
    if by.id in makers_in(case):
        raise Broken(
            "Because of what you entered, someone can no longer read this. Ask someone else who runs it to close it.",
            "6.4",
        )


def barred_roles(case: Case) -> list[int]:
    """The roles by which nobody reads a case: somebody it is about gave them, after it was told."""
    return appointers.barred_roles(case.school_id, concerned_in(case), case.told_at)


def governors_to_tell(case: Case, at: datetime) -> QuerySet[Person]:
    """Governors who do not work here, could read it and were not told in the last days that nobody runs it."""
    since = at - reach.TOLD_AGAIN
    people = Person.objects.filter(school=case.school_id).exclude(email="")
    told = Notice.objects.filter(case=case, why=NOBODY, at__gt=since).values("person")
    governors = people.holding(*GOVERNORS, on=today(at)).exclude(pk__in=people.on_roll(*EMPLOYED, on=today(at)))
    return governors.exclude(pk__in=kept_from(case)).exclude(pk__in=told)


def in_line(case: Case, on: date) -> QuerySet[Person]:
    """Everyone who could run cases here, and this one too."""
    people = Person.objects.filter(school=case.school_id).holding(*IN_LINE, on=on, without=barred_roles(case))
    return people.exclude(pk__in=cannot_lead(case)).prefetch_related("roles")


def readers_in_line(case: Case, at: datetime) -> list[Person]:
    """Those in the line whom the case reaches now."""
    people = list(in_line(case, today(at)))
    return [person for person in people if visible_to(person, at).filter(pk=case.pk).exists()]


def seconds_for(case: Case, asker: access.Someone, on: date) -> QuerySet[Person]:
    """Who may be the second of two: somebody in the line, not about them, and not who asks."""
    return in_line(case, on).exclude(pk=asker.id or 0)


def works_here(person: Person, on: date) -> bool:
    """Whether somebody is employed at the school on that day."""
    return Person.objects.filter(pk=person.pk).on_roll(*EMPLOYED, on=on).exists()


def who_may_be_let_in(case: Case, on: date) -> QuerySet[Person]:
    """To whom a case may be opened by name: never the office, IT, or anyone it is about."""
    people = Person.objects.filter(school=case.school_id)
    right = people.holding(*(EMPLOYED - BARRED), Duty.CHAIR, on=on)
    barred = people.on_roll(*BARRED, on=on).exclude(pk__in=people.holding(*IN_LINE, on=on).values("pk"))
    return right.exclude(pk__in=barred.values("pk")).exclude(pk__in=kept_from(case))


# ---- looks


def is_logged(case: Case, person: access.Someone, what: str, at: datetime) -> bool:
    """Whether this look has been written down: no page of a case is shown before it is."""
    since = at.timestamp() - LOOK_HOLDS
    after = datetime.fromtimestamp(since, at.tzinfo)
    looks = Look.objects.filter(case=case, person=person.id, what=what, at__gt=after, at__lte=at)
    return looks.exists()


def check_logged(case: Case, person: access.Someone, what: str, at: datetime) -> None:
    if not is_logged(case, person, what, at):
        raise AssertionError(f"Write the look down first: actions.look(case, what={what!r}, …).")


def emergency_access_to_acknowledge(person: access.Someone) -> QuerySet[EmergencyAccess]:
    """Emergency looks at cases of which this person was told and that nobody has taken note of yet."""
    if person.id is None or not access.may(person, "cases.acknowledge_emergency_access"):
        return EmergencyAccess.objects.none()
    told = Notice.objects.filter(person=person.id, why="emergency", case=OuterRef("case"), at=OuterRef("at"))
    cases = Case.objects.filter(school=person.school_id).open_to(person.id).not_harming(person.id)
    found = EmergencyAccess.objects.filter(Exists(told), seen_at=None, case__in=cases.values("pk"))
    return found.exclude(by=person.id).select_related("case", "by")


# ---- two people


def approval_for(person: Person, id: object, *, to_change: bool = False) -> Approval:
    """A question to this person as the second of two, while it is open; anything else is the same 404."""
    found = asked_of(person)
    if to_change:
        found = found.select_for_update(of=("self",), no_key=True)
    known = as_id(id)
    return or_404(found.filter(pk=known).first() if known else None)


def asked_of(person: access.Someone) -> QuerySet[Approval]:
    """Open questions to this person as the second of two, none of which is about them."""
    if person.id is None or not access.may(person, "cases.confirm_second"):
        return Approval.objects.none()
    cases = Case.objects.filter(school=person.school_id).open_to(person.id).not_harming(person.id)
    open_ones = Approval.objects.filter(second=person.id, answered_at=None, case__in=cases.values("pk"))
    return open_ones.select_related("case", "asked_by", "second")


# ---- concerns


def concerns_of(case: Case, person: Person) -> list[Concern]:
    """The concerns in a case that this person may read."""
    mine = reach.visible_to(person).filter(pk__in=case.from_concerns.values("concern"))
    return list(mine.order_by("entered_at"))


# ---- for the clock


def schools_with_ended_access(at: datetime) -> list[School]:
    """Schools in which a grant or an emergency look is over and nothing has ended it yet."""
    over = Q(pk__in=ended_emergency_access(at).values("case__school"))
    return list(School.objects.filter(over | Q(pk__in=ended_grants(today(at)).values("case__school"))))


def schools() -> list[School]:
    return list(School.objects.all())


def schools_with_open_cases() -> list[School]:
    return list(School.objects.filter(pk__in=Case.objects.filter(closed_at=None).values("school")))


def without_leads(at: datetime) -> list[Case]:
    """Open cases that nobody runs any more, or whom all who ran them turned out to be family."""
    on, led = today(at), set[UUID]()
    for person in Person.objects.holding(*IN_LINE, on=on).prefetch_related("roles"):
        duties = case_leads.stands_for(person.duties_on(on))
        mine = Case.objects.filter(school=person.school_id).led_by(duties, _bars(person)).open_to(person.pk)
        led.update(mine.not_harming(person.pk).order_by().values_list("pk", flat=True))
    open_ones = set(Case.objects.filter(closed_at=None).order_by().values_list("pk", flat=True))
    return list(Case.objects.filter(pk__in=open_ones - led))


# ---- small words


def today(at: datetime) -> date:
    return timezone.localdate(at)


def people_of(ids: Iterable[int]) -> dict[int, Person]:
    return Person.objects.prefetch_related("roles").in_bulk(set(ids))


def one_of(cases: QuerySet[Case], id: object) -> Case | None:
    """The case with this id among these; what is no id at all is simply not there."""
    known = as_id(id)
    return cases.filter(pk=known).first() if known else None


def as_id(id: object) -> UUID | None:
    try:
        return UUID(str(id))
    except ValueError:
        return None


def check_not_held(case: Case) -> None:
    """That no hold stands on it: while one does, nothing of a case is deleted, by however many people."""
    if case.holds.filter(ended_at=None).exists():
        raise Broken("Nothing of this case may be destroyed: it is held. End the hold first.")
