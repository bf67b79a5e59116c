"""What a suspension does here: from that moment on the adult reads nothing of pupils, and their duties are another's."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from schoolgate.cases import rules
from schoolgate.cases.models.case import Case, Participant
from schoolgate.cases.queries import state
from schoolgate.cases.rules import ABOUT
from schoolgate.community.actions import standing
from schoolgate.community.models import Person, School
from schoolgate.engines.procedures import engine

ADULTS = tuple(sorted(rules.COLLEAGUES))


def keep_standing(case: Case) -> None:
    """Whoever a case is about may act here, or may not, as all the cases about them say."""
    keep_of({row.person_id for row in _about(Participant.objects.filter(case=case)) if row.person_id})


def keep_all(school: School) -> None:
    """The same for everybody of a school whom a case about an adult is about, so that nothing stays behind."""
    parts = Participant.objects.filter(case__school=school, case__procedure__in=ADULTS)
    keep_of({row.person_id for row in _about(parts) if row.person_id})


def keep_of(people: Collection[int]) -> None:
    """Sets whether these people may act here; records that were joined are one person."""
    if not people:
        return
    found = Person.objects.filter(Q(pk__in=people) | Q(also__in=people) | Q(same_as__in=people))
    same = {pk: same_as or pk for pk, same_as in found.order_by().values_list("pk", "same_as").distinct()}
    theirs = Participant.objects.filter(person__in=same, case__procedure__in=ADULTS)
    cases = Case.objects.filter(pk__in=theirs.order_by().values("case")).prefetch_related(
        "parts__person__roles", "done"
    )
    out = {same.get(row.person_id or 0) for case in cases for row in suspended_in(case)}
    for id in sorted(same):
        standing.set_standing(id, suspended=same[id] in out)


def suspended_in(case: Case) -> list[Participant]:
    """Those whom this case suspends now: the grown-ups whom it was about when that was decided."""
    procedure = rules.procedure(case.procedure)
    since = engine.suspended_since(procedure, state.state_of(case)) if procedure.id in rules.COLLEAGUES else None
    return [row for row in _about(case.parts.all()) if row.at <= since] if since else []


def _about(parts: Iterable[Participant]) -> list[Participant]:
    return [row for row in parts if row.person_id and not row.by_name and row.part in ABOUT and "pupil" not in row.held]
