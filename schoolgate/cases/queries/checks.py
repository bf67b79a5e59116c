"""The head's checks of a case."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from schoolgate.cases import rules
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Check
from schoolgate.cases.queries import reach
from schoolgate.community.models import Person
from schoolgate.engines.procedures import checks


@dataclass(frozen=True)
class CheckPage:
    """A head's check: the text, where it is written and how sure that is, and the decision."""

    case: Case
    row: Check
    check: checks.Check

    @property
    def decision_words(self) -> str:
        return rules.DECISIONS.get(self.row.decision, "")


def check_page(person: Person, id: object, check: int, *, at: datetime) -> CheckPage:
    """A check of a case that this person decides; anything else is the same 404."""
    case = reach.case_for(person, id, at=at)
    row = case.checks.select_related("person", "by").filter(pk=check).first()
    if row is None or not reach.decides_checks(person, case):
        raise Http404
    return CheckPage(case, row, checks.check(row.check_id))


def check_title(id: int) -> str:
    return checks.check(id).title
