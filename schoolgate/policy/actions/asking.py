"""What is kept of an answer that the software gave: that it was given, and nothing about whoever asked."""

from datetime import datetime

from schoolgate import access
from schoolgate.action import action
from schoolgate.community.models import School
from schoolgate.engines.rulings import records
from schoolgate.engines.rulings.facts import Question
from schoolgate.engines.rulings.policy import Ruling
from schoolgate.policy.models import Asked
from schoolgate.policy.queries import rulings


@action("policy.count_answer")
def count_answer(school: School, *, question: Question, ruling: Ruling, by: access.Someone, at: datetime) -> Asked:
    """Counts an answer for review: the question, the answer, its clauses and the role, without a name."""
    return note_answer(school, question=question, ruling=ruling, at=at)


def note_answer(school: School, *, question: Question, ruling: Ruling, at: datetime) -> Asked:
    """The same for a stranger, without an entry of the trail: no deed of anybody, and as many as strangers ask for."""
    policy = rulings.policy_in_force(school, school.calendar().local(at).date())
    facts = records.written(question, policy, on=policy.local(at).date())
    return Asked.objects.create(
        school=school,
        at=at.replace(minute=0, second=0, microsecond=0),
        kind=records.kind_of(question),
        role=facts.get("role") or "",
        platform=(facts.get("platform") or {}).get("id", "")[:40],
        facts=facts,
        answer=ruling.answer.value,
        clauses=list(ruling.clauses),
    )
