"""Cases opened in the story's words, for the tests of this folder."""

from datetime import timedelta

from schoolgate.cases.actions import decisions, opening, readers, steps
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import state
from schoolgate.community.models import Person
from schoolgate.concerns.tests import story as told
from schoolgate.engines.procedures.schema import CasePart, FieldKind, Key, Step
from tests.cast import MONDAY, Cast

WHY = "The words are in the concern. It has to be looked into."
DAY = timedelta(days=1)
fresh = told.fresh


def opened(cast: Cast, procedure: str = "cyberbullying", *, by=None, about=(), harmed=(), at=MONDAY, **said) -> Case:
    """A case is opened: about these, with those harmed."""
    people = [(item, CasePart.ALLEGED if is_pupil(item) else CasePart.SUBJECT) for item in about]
    people += [(item, CasePart.HARMED) for item in harmed]
    return opening.open_case(
        cast.school,
        procedure=procedure,
        reason=said.pop("reason", WHY),
        people=people,
        by=fresh(by or opener(cast, procedure, about)),
        at=at,
        **said,
    )


def is_pupil(person: Person) -> bool:
    return "pupil" in fresh(person).duties


def opener(cast: Cast, procedure: str, about) -> Person:
    """Somebody who may open it and whom it is not about."""
    line = [cast.head, cast.chair, cast.dsl] if procedure in ("adult", "conduct") else [cast.dsl, cast.head, cast.chair]
    return next(person for person in line if person.pk not in {who.pk for who in about})


def bullying(cast: Cast, **said) -> Case:
    """A bullying case with one child on each side, run by the DSL."""
    return opened(cast, harmed=[cast.pupil], about=[cast.young_pupil], **said)


def adult(cast: Cast, about: Person | None = None, **said) -> Case:
    """An allegation against a teacher, run by the head."""
    return opened(cast, "adult", about=[about or cast.teacher], **said)


def now(case: Case) -> Case:
    return state.reload(case)


def given_for(step: Step, outcome: str, at=MONDAY) -> dict:
    """Something of the right shape for everything that a step needs."""
    shapes = {
        FieldKind.WORDS: "As written down.",
        FieldKind.DATE: at.date(),
        FieldKind.MOMENT: at,
        FieldKind.NUMBER: 1,
        FieldKind.YES: True,
        FieldKind.CASE: "123456",
        FieldKind.TICKS: [],
    }
    wanted = [need for need in step.needs if not need.when or outcome in need.when]
    return {need.name: shapes[need.kind] for need in wanted if need.kind is not FieldKind.SECOND}


def do(
    case: Case, step: str, by: Person, *, outcome: str = "", child: Person | None = None, at=MONDAY, **given
) -> Case:
    """Does a step with everything that it needs."""
    found = state.procedure_of(case).step(step)
    outcome = outcome or (found.outcomes[0].id if found.outcomes else "")
    own = (
        {"reason": f"As written down about {child}."}
        if child and any(need.name == "reason" for need in found.needs)
        else {}
    )
    return steps.record_step(
        case,
        step=step,
        child=child.pk if child else None,
        outcome=outcome,
        given=given_for(found, outcome, at) | own | given,
        seen=Case.objects.values_list("revision", flat=True).get(pk=case.pk),
        by=fresh(by),
        at=at,
    )


def walk(
    case: Case, by: Person, outcomes: dict | None = None, *, at=MONDAY, until: str = "", other: Person | None = None
) -> Case:
    """Does whatever is open, again and again, until nothing else is left or only that step."""
    case = now(case)
    for _ in range(200):
        lines = state.lines_of(case, case.school.calendar(), {}, at)
        found = [row for row in lines if row.standing == "open" and row.key.step != until]
        ready = [row for row in found if not row.step.optional and not _twice(case, row.key)]
        if not ready:
            return case
        line = ready[0]
        allowed = [o.id for o in line.step.outcomes]
        outcome = (outcomes or {}).get(line.key.step, allowed[0] if allowed else "")
        doer = next(item for item in (by, other or by) if state.actor_in(case, fresh(item)).duties & line.who)
        case = do(case, line.key.step, doer, outcome=outcome, child=line.child, at=at, in_spite="Decided all the same.")
    raise AssertionError("The procedure does not come to its end.")


def _twice(case: Case, key: Key) -> bool:
    """Whether a step that can be done again was done already."""
    return any((line.step, line.child_id) == tuple(key) for line in case.done.all())


def decide_checks(case: Case, by: Person, at=MONDAY) -> None:
    for check in case.checks.filter(decision=""):
        decisions.decide_check(case, check=check, decision="as_written", reason="Weighed.", by=fresh(by), at=at)


def look(case: Case, by: Person, what: str = "page", at=MONDAY) -> Case:
    return readers.look(case, what=what, by=fresh(by), at=at)
