"""Reasons that were copied: the words that another child's decision in the same case has already."""

from collections.abc import Iterator

from schoolgate.broken import Broken
from schoolgate.cases import rules
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach, state
from schoolgate.engines.procedures.schema import TOWARDS_A_CHILD, Step


def decides_for_a_child(step: Step) -> bool:
    """Whether a step decides what follows for one child."""
    return bool(step.each and step.does & TOWARDS_A_CHILD)


def copied(case: Case, reason: str, person: int | None) -> str:
    """A sentence where another child of this case has the same reason word for word; else nothing."""
    if person is None or not reason.strip():
        return ""
    others = {id for id, words in _reasons(case) if id != person and rules.same_words(words, reason)}
    names = sorted(str(someone) for someone in reach.people_of(others).values())
    return rules.COPIED.format(whom=_listed(names)) if names else ""


def check_own(case: Case, reason: str, person: int | None, own_words: bool) -> dict[str, str]:
    """Broken where the words are another child's and nobody says that they fit this one; else what was said to it."""
    warning = copied(case, reason, person)
    if warning and not own_words:
        raise Broken(warning, "8.c.2")
    return {"confirmed": rules.OWN_WORDS} if warning else {}


def _reasons(case: Case) -> Iterator[tuple[int, str]]:
    """Who has which reason already: from decided consequences, and from steps that decide for one child."""
    yield from (
        (consequence.person_id, consequence.reason) for consequence in case.consequences.exclude(decided_at=None)
    )
    deciding = {step.id for step in state.procedure_of(case).steps if decides_for_a_child(step)}
    for done in case.done.filter(step__in=deciding, skipped=False, correction=None, child__isnull=False):
        yield done.child_id or 0, str(done.said.get("reason", ""))


def _listed(people: list[str]) -> str:
    *first, last = people
    return f"{', '.join(first)} and {last}" if first else last
