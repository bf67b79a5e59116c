"""From a concern to a case: the ways that its page offers, and what a new case takes over from it."""

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.cases.models.case import FromConcern
from schoolgate.cases.queries import reach
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.onward import Way
from schoolgate.concerns.rules import Channel, ConcernKind, ConcernPart, Harm, Outcome
from schoolgate.engines.procedures.schema import PARTS, Began, CasePart, Source

FROM_CONCERN = {
    ConcernPart.ABOUT: CasePart.SUBJECT,
    ConcernPart.HARMED: CasePart.HARMED,
    ConcernPart.ALLEGED: CasePart.ALLEGED,
    ConcernPart.WITNESS: CasePart.WITNESS,
    ConcernPart.TELLER: CasePart.OTHER,
}
"""What somebody's part in a concern becomes in a case."""
OF_KIND = {ConcernKind.JOIN: "join", ConcernKind.POSING: "contact", ConcernKind.COLLEAGUE: "adult"}
OF_HARM = {Harm.SEXUAL: "contact", Harm.GROOMING: "contact", Harm.ADULT: "adult", Harm.BULLYING: "cyberbullying"}
"""Of sexual images and behaviour the one in which no child is punished, and the police and the pictures come first."""
SOURCES = {Channel.PUPIL: Source.CHILD, Channel.PARENT: Source.PARENT, Channel.STAFF: Source.COLLEAGUE}
JOIN = (
    "A pupil asked to join a colleague’s account (concern {number}). The head tells the parents, as clause 5.p.4 asks."
)


def ways(person: access.Someone, concern: Concern, at: datetime) -> Iterator[Way]:
    """How a concern becomes a case or part of one; once it is one, the case, for those who may read it."""
    if concern.decisions.filter(taken_back_at=None).exists():
        mine = reach.visible_to(person, at).filter(from_concerns__concern=concern)
        for case in mine.order_by("opened_at"):
            yield Way(f"See {str(case).lower()}", "It goes on there.", reverse("cases:case", args=[case.pk]))
        return
    if concern.acknowledged_at is None or not access.may(person, "cases.open_case", concern):
        return
    asked = urlencode({"concern": concern.pk})
    join = concern.kind == ConcernKind.JOIN
    yield Way(
        "Open the case and prepare the letter to the parents" if join else "Open a case",
        "The pupil and the member of staff come into it, and you check the letter before anything is sent."
        if join
        else "For anything that needs more than one conversation.",
        f"{reverse('cases:open')}?{asked}",
        Outcome.OPEN_CASE,
        first=join,
    )
    if access.may(person, "cases.add_to_case", concern):
        hint = "It belongs to something that is dealt with already."
        yield Way("Add it to a case", hint, f"{reverse('cases:add_concern')}?{asked}", Outcome.ADD_TO_CASE)


def begins_with(concern: Concern | None) -> dict[str, str]:
    """What the form of a new case holds already, to be changed: what the concern says of itself, and nothing more."""
    begun = {"source": Source.OTHER.value, "began": Began.NOT_KNOWN.value}
    if concern is None:
        return begun
    kind = ConcernKind(concern.kind)
    procedure = OF_KIND.get(kind) or OF_HARM.get(Harm(concern.harm), "")
    begun["source"] = SOURCES.get(Channel(concern.door), Source.OTHER).value
    reason = JOIN.format(number=concern.number) if kind is ConcernKind.JOIN else ""
    return begun | ({"procedure": procedure} if procedure else {}) | ({"reason": reason} if reason else {})


def part_of(about: About) -> CasePart:
    """What somebody's part in a concern becomes: `about` a child says nothing yet of what the child has done."""
    part = FROM_CONCERN[ConcernPart(about.part)]
    if part is CasePart.SUBJECT and Duty.PUPIL in about.person.duties:
        return CasePart.ALLEGED if about.concern.kind == ConcernKind.JOIN else CasePart.OTHER
    return part


def tellers_part(concern: Concern | None) -> list[tuple[Person, CasePart]]:
    """Clause 5.p.4: whose account a pupil sought tells it themselves, and comes into the case as who saw it."""
    if concern is None or concern.kind != ConcernKind.JOIN or concern.entered_by is None:
        return []
    there = {example.person_id for example in concern.about.all()}
    return [] if concern.entered_by_id in there else [(concern.entered_by, CasePart.WITNESS)]


def comes_with(concern: Concern | None) -> list[str]:
    """Everybody who comes into a case with a concern, and as what, for whoever opens it."""
    about = concern.about.select_related("person", "concern") if concern else ()
    found = [(example.person, part_of(example)) for example in about] + tellers_part(concern)
    return [f"{person} {PARTS[part]}" for person, part in found]


def readers_of(concerns: QuerySet[Concern], on: date) -> Iterator[tuple[UUID, int]]:
    """Each of these concerns with each person who was let into its case, or whose duty was asked into it."""
    joined = FromConcern.objects.filter(concern__in=concerns.order_by().values("pk"))
    yield from joined.filter(case__grants__ended_at=None, case__grants__person__isnull=False).values_list(
        "concern", "case__grants__person"
    )
    asked = joined.filter(case__asked__isnull=False).values_list("concern", "case__school", "case__asked__duty")
    held: dict[tuple[int, str], list[int]] = {}
    for concern, school, duty in asked:
        if (school, duty) not in held:
            people = Person.objects.filter(school=school).holding(Duty(duty), on=on)
            held[school, duty] = list(people.values_list("pk", flat=True))
        yield from ((concern, person) for person in held[school, duty])
