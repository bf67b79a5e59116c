"""What the small pages ask before a deed: one step and what it needs, whom a name may mean, what may be chosen."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.cases import case_leads, rules
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.settings import settings_of
from schoolgate.cases.queries import pages, reach, state
from schoolgate.cases.queries.acknowledging import signed_in_words
from schoolgate.cases.queries.ladder import deciding_step, rung_words
from schoolgate.cases.queries.people import pupils_maybe_meant
from schoolgate.cases.queries.step_pages import parts_of
from schoolgate.community.models import Person
from schoolgate.engines.procedures import checks, schema
from schoolgate.engines.procedures.consequences import warnings_for
from schoolgate.engines.procedures.engine import check_deed
from schoolgate.engines.procedures.schema import DEEDS, RestrictedAct

FIRST = "First: "


def check_leads(person: Person, case: Case, deed: str) -> None:
    """Refused for those who may read the case and do not run it."""
    access.require(person, deed, case)
    if not reach.leads(person, case):
        raise access.Refused(deed)


def grant_days(case: Case) -> int:
    return settings_of(case.school_id).grant_days


def may_open_in_emergency(person: access.Someone) -> bool:
    return access.may(person, "cases.open_in_emergency") and bool(person.duties & case_leads.MAY_OPEN_IN_EMERGENCY)


def has_cases(person: access.Someone | None, at: datetime) -> bool:
    """Whether there is anything of cases for this person: those in the line always, others once they were let in."""
    if person is None or not access.may(person, "look.cases"):
        return False
    return access.may(person, "look.case_desk") or reach.visible_to(person, at).exists()


def others_to_link(person: Person, case: Case, at: datetime) -> list[Case]:
    """Cases that this person leads, other than this one."""
    return list(reach.led_by(person, at).exclude(pk=case.pk).order_by("-opened_at"))


def label_of(case: Case) -> str:
    """A case in a list to choose from, for those whom it reaches."""
    return f"{case}: {rules.procedure(case.procedure).name}" + (f" ({case.who})" if case.who else "")


def duty_words(duty: str) -> str:
    return WORDS[Duty(duty)]


@dataclass(frozen=True)
class HeldBack:
    """What may not be done in a case for one and the same reason, with the sentence and clause that say so."""

    what: tuple[str, ...]
    why: str
    clause: str

    @property
    def for_now(self) -> bool:
        """Whether something comes first; otherwise it is never done in such a case."""
        return self.why.startswith(FIRST)


def held_back(case: Case) -> list[HeldBack]:
    """What this case holds back as it stands, each reason once."""
    if case.closed_at is not None:
        return []
    procedure, here = state.procedure_of(case), state.state_of(case)
    named = {deed for step in procedure.steps for deed in step.blocks | step.stops} | set(procedure.never)
    found: dict[tuple[str, str], list[str]] = {}
    for deed in (item for item in RestrictedAct if item in named):
        try:
            check_deed(procedure, here, deed)
        except Broken as broken:
            _, first, why = str(broken).partition(FIRST)
            found.setdefault((first + why or str(broken), broken.clause), []).append(
                DEEDS[deed].removeprefix("any ").removeprefix("a ")
            )
    return [HeldBack(tuple(what), why, clause) for (why, clause), what in found.items()]


def keeps(person: Person, page: pages.CasePage) -> bool:
    """Whether how long this record is kept is theirs to see: once it is closed, for whoever runs it."""
    return page.case.closed_at is not None and page.leads and access.may(person, "look.records")


def warnings_about(case: Case, person: Person) -> tuple[str, ...]:
    """What to think of before a consequence for somebody with their part in this case."""
    return warnings_for(parts_of(case, person.pk))


def left_over(page: pages.CasePage) -> tuple[str, ...]:
    """What is still open where no step is: legal points, consequences and questions, and letters that have not been sent."""
    drafts = sum(letter.sent_at is None for letter in page.letters)
    unsent = "A letter is written and has not been sent." if drafts == 1 else f"{drafts} letters have not been sent."
    return (*page.missing, *((unsent,) if drafts else ()))


def in_words(page: pages.CasePage, on: date) -> dict[str, list[tuple[Any, ...]]]:
    """People, head's checks and consequences of a case, each with the words for it."""
    maybe = pupils_maybe_meant(page.case, on) if page.leads else {}
    signed = signed_in_words(page.people)
    return {
        "people": [
            (row, schema.PARTS[schema.CasePart(row.part)], maybe.get(row.name, ()), signed.get(row.pk, ""))
            for row in page.people
        ],
        "left": [(sentence,) for sentence in left_over(page)],
        "checks": [(check, checks.check(check.check_id).title) for check in page.checks],
        "consequences": [
            (consequence, rung_words(consequence.rung), deciding_step(consequence)) for consequence in page.consequences
        ],
    }
