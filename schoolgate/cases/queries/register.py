"""The register of consequences: what is in force today, for those who must act on it, and never why."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.cases.models.case import Case, Participant
from schoolgate.cases.models.consequences import Consequence, ConsequenceQuerySet
from schoolgate.cases.queries import reach, state
from schoolgate.cases.rules import ABOUT
from schoolgate.community import kinship
from schoolgate.community.models import Person, Placement
from schoolgate.engines.procedures import consequences

AUTUMN = 9
"""The month in which a school year begins."""


@dataclass(frozen=True)
class InForce:
    """A consequence that holds today: for whom, what, until when, who supervises. Never the case, never the reason."""

    person: Person
    rung: str
    words: str
    starts_on: date
    ends_on: date | None
    review_on: date | None
    supervisor: Person | None


def consequences_in_force(person: Person, on: date) -> list[InForce]:
    """What this person must act on today: for the children of their own classes, and what they supervise."""
    if not access.may(person, "look.consequences"):
        return []
    found = _mine(person, on).select_related("person", "supervisor")
    return [_seen(item) for item in found.order_by("person__last_name", "person__first_name", "starts_on")]


def lets_in(person: Person, at: datetime) -> bool:
    """Whether a case or what is in force of one reaches this person, so that they owe a second step."""
    in_force = access.may(person, "look.consequences") and _mine(person, reach.today(at)).exists()
    return in_force or reach.visible_to(person, at).exists()


def is_about(person_id: int, people: frozenset[int]) -> bool:
    """Whether any case in which any of these people is, is about this person."""
    return Case.objects.about_with(person_id, people).exists()


def in_question(school_id: int) -> frozenset[int]:
    """Whom an open case is about or may mean, and the family of all who are in one: no child is sent to them."""
    parts = Participant.objects.filter(case__school=school_id, case__closed_at=None, person__isnull=False)
    rows = list(parts.order_by().values_list("person", "part"))
    family = kinship.family_of(person for person, _ in rows)
    return family | frozenset(person for person, part in rows if part in ABOUT)


def _mine(person: Person, on: date) -> ConsequenceQuerySet:
    rooms = person.teaching.held(on).values("classroom") if Duty.TEACHER in person.duties else None
    mine = Q(supervisor=person)
    if rooms is not None:
        placed = Placement.objects.held(on).filter(pupil=OuterRef("person"), classroom__in=rooms)
        mine |= Q(Exists(placed))
    # One that comes from a case about themselves or their family would betray it.
    cases = Case.objects.filter(school=person.school_id).open_to(person.pk)
    held = Consequence.objects.in_force(on).filter(mine, case__in=cases.values("pk"))
    pupils = Person.objects.filter(school=person.school_id).holding(Duty.PUPIL, on=on)
    shown = [one.value for one, rung in consequences.LADDER.items() if rung.shown_as]
    return held.filter(rung__in=shown, person__in=pupils.values("pk")).exclude(person=person)


def _seen(consequence: Consequence) -> InForce:
    assert consequence.starts_on is not None
    return InForce(
        person=consequence.person,
        rung=consequence.rung,
        words=consequences.LADDER[consequences.Rung(consequence.rung)].shown_as,
        starts_on=consequence.starts_on,
        ends_on=consequence.ends_on,
        review_on=consequence.review_on,
        supervisor=consequence.supervisor,
    )


def verdict(case: Case, person: access.Someone, proposed: consequences.Proposed) -> consequences.Verdict:
    """What would follow if this person decided this now; `Broken` where they may not."""
    full = state.reload(case)
    return consequences.check_consequence(
        state.procedure_of(full),
        state.state_of(full),
        proposed,
        actor=state.actor_in(full, person),
        year=year_of(full, proposed.person, proposed.starts_on),
    )


def may_decide(case: Case, person: access.Someone, rung: consequences.Rung) -> bool:
    """Whether this rung of the ladder is theirs to decide in this case."""
    return bool(state.actor_in(state.reload(case), person).duties & consequences.LADDER[rung].who)


def year_of(case: Case, pupil: int, on: date) -> consequences.Year:
    """The term and school year in which a day lies, and this pupil's suspensions, in whichever case."""
    first = date(on.year if on.month >= AUTUMN else on.year - 1, AUTUMN, 1)
    year = (first, first.replace(year=first.year + 1) - timedelta(days=1))
    earlier = Consequence.objects.filter(
        person=pupil, rung=consequences.Rung.SUSPENSION.value, decided_at__isnull=False, days__isnull=False
    ).exclude(ended_on__lte=F("starts_on"))
    suspensions = tuple(
        consequences.Suspension(consequence.starts_on, float(consequence.days or 0))
        for consequence in earlier
        if consequence.starts_on is not None
    )
    return consequences.Year(_term(case, on) or year, year, suspensions)


def _term(case: Case, on: date) -> tuple[date, date] | None:
    """The term in which a day lies, where the school has entered it."""
    term = case.school.dates.filter(kind="term", starts_on__lte=on, ends_on__gte=on).first()
    return (term.starts_on, term.ends_on) if term else None
