"""The ladder of consequences, as it stands for one person in a case."""

from collections.abc import Iterable
from datetime import date, datetime

from django.http import Http404

from schoolgate.access.duties import EMPLOYED
from schoolgate.broken import Broken
from schoolgate.cases import rules
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.queries import reach, state
from schoolgate.community.models import Person
from schoolgate.engines.procedures.consequences import LADDER, Rung, Whom, is_for
from schoolgate.engines.procedures.consequences import Consequence as OnTheLadder
from schoolgate.engines.procedures.engine import check_deed
from schoolgate.engines.procedures.schema import RestrictedAct


def rungs_for(case: Case, person: Person, whom: Person | None = None) -> list[OnTheLadder]:
    """The rungs of the ladder that are this person's to decide in this case; those that can be for `whom` alone."""
    full = state.reload(case)
    duties = state.actor_in(full, person).duties
    kind = Whom.STAFF if case.procedure in rules.COLLEAGUES else Whom.PUPIL
    never = state.procedure_of(full).never
    theirs = [
        item for item in LADDER.values() if item.who & duties and item.whom is kind and _deed_of(item) not in never
    ]
    if whom is None:
        return theirs
    here, in_it = state.state_of(full), {one.pk for one in subjects_of(full, theirs)}
    return [item for item in theirs if whom.pk in in_it and is_for(item, whom.pk, here)]


def consequence_for(person: Person, id: object, consequence: object, *, at: datetime) -> Consequence:
    """A consequence of a case that reaches this person and not their own; anything else is the same 404."""
    case = reach.case_for(person, id, at=at)
    known = reach.as_id(consequence)
    row = case.consequences.select_related("person", "case").filter(pk=known).first() if known else None
    if row is None or row.person_id == person.pk:
        raise Http404
    return row


def rung_words(rung: str) -> str:
    return LADDER[Rung(rung)].name


def supervisors_for(case: Case, on: date) -> list[Person]:
    """Who may supervise: everybody who works here and is not kept from the case."""
    staff = Person.objects.filter(school=case.school_id).holding(*EMPLOYED, on=on)
    return list(staff.exclude(pk__in=reach.kept_from(case)))


def subjects_of(case: Case, rungs: Iterable[OnTheLadder]) -> list[Person]:
    """For whom any of these can be, each once: children with a part, or adults whom the case is about."""
    people = dict.fromkeys(part.person for part in case.parts.all() if part.person and not part.by_name)
    here = state.state_of(case)
    children = {child.id for child in here.facts.children}
    kinds = {item.whom for item in rungs}
    return [
        one
        for one in people
        if (Whom.PUPIL in kinds and one.pk in children)
        or (Whom.STAFF in kinds and one.pk in here.concerned and one.pk not in children)
    ]


def not_yet(case: Case, person: Person, rung: OnTheLadder) -> str:
    """What holds this consequence back for this person as the case stands, with its clause; nothing when nothing does."""
    full = state.reload(case)
    try:
        check_deed(state.procedure_of(full), state.state_of(full), _deed_of(rung), person.pk)
    except Broken as broken:
        return f"{broken} (Clause {broken.clause}.)"
    return ""


def _deed_of(rung: OnTheLadder) -> RestrictedAct:
    if rung.whom is Whom.STAFF:
        return RestrictedAct.DISCIPLINE
    return RestrictedAct.PUPIL_SUSPENSION if rung.rung is Rung.SUSPENSION else RestrictedAct.CONSEQUENCE


def deciding_step(row: Consequence) -> str:
    """The step in which a prepared suspension is decided; nothing where a page of its own asks for the rest."""
    if row.rung != Rung.SUSPENSION:
        return ""
    steps = rules.procedure(row.case.procedure).steps
    return next((step.id for step in steps if RestrictedAct.PUPIL_SUSPENSION in step.does), "")
