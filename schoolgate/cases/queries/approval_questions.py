"""What a second person is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schoolgate.cases import rules
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.queries import reach
from schoolgate.community.models import Person
from schoolgate.engines.procedures.schema import PARTS, CasePart


@dataclass(frozen=True)
class Question:
    """What somebody is asked to agree to as the second person, in words."""

    two: Approval
    words: str
    case_words: str
    details: tuple[tuple[str, str], ...]


def questions_to(person: Person) -> list[Question]:
    return [question_of(item) for item in reach.asked_of(person)]


def question_of(two: Approval) -> Question:
    """The question as the one who is asked reads it: exactly what would be done."""
    procedure = rules.procedure(two.case.procedure)
    words = rules.TWO[rules.What(two.what)]
    return Question(two, words, f"{two.case}: {procedure.name}", tuple(_details(two)))


def _details(two: Approval) -> Iterator[tuple[str, str]]:
    asked = two.asks
    match rules.What(two.what):
        case rules.What.STEP:
            yield from _step_details(two.case, asked)
        case rules.What.GRANT:
            who = reach.people_of([int(asked["person"])])
            yield "Who would read it", ", ".join(str(person) for person in who.values())
            yield "Until", f"{asked['until']:%-d %B %Y}"
            if asked.get("not_about_them"):
                yield (
                    "Are they in it?",
                    "They are named in it. Whoever asks has read it, and says that it is not about them.",
                )
        case rules.What.TAKE_OUT:
            rows = two.case.parts.filter(person=int(asked["person"])).select_related("person")
            parts = ", ".join(PARTS[CasePart(row.part)] for row in rows)
            yield "Who would be taken out", f"{rows[0].person}: {parts}" if rows else "They are not in it any more."
            yield "What follows", "Their family, and whoever else is kept out because of them, may then read the case."
        case rules.What.CORRECTION:
            event = two.case.events.filter(pk=int(asked.get("event", 0))).first()
            yield "As it was recorded", event.words if event else "It is gone already."
            yield "What is right", str(asked.get("right", ""))
        case rules.What.DELETE_EVENT:
            event = two.case.events.filter(pk=int(asked.get("event", 0))).first()
            yield "The entry", event.words if event else "It is gone already."
        case rules.What.DELETE_DOCUMENT:
            known = reach.as_id(asked.get("document"))
            document = two.case.documents.filter(pk=known).first() if known else None
            yield "The document", str(document) if document else "It is gone already."


def _step_details(case: Case, asked: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    step = rules.procedure(case.procedure).step(str(asked["step"]))
    yield "The step", f"{step.title} (clause {step.clause})"
    answer = next((outcome.words for outcome in step.outcomes if outcome.id == asked.get("outcome")), "")
    if answer:
        yield "The answer", answer
    labels = {need.name: need.label for need in step.needs}
    for name, value in asked.get("given", {}).items():
        yield labels.get(name, name), str(value)
