"""A complaint that is a safeguarding matter leaves the door by which it came; parts of deeds, and one deed."""

from datetime import datetime

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.concerns import complaints, suggesting
from schoolgate.concerns.actions import reaching
from schoolgate.concerns.models.chronicle import Addendum
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import foreseen, reach
from schoolgate.concerns.rules import AccessReason, Channel, ConcernKind, Harm, Status

HANDED_OVER = "This is not a complaint. It is about the safety of a child, so it was handed over."
ENDED = "We have finished with this. Take the decision back first, then hand it over."
NO_COMPLAINT = "This was not told as a complaint, so those who lead safeguarding have it already."
OF_A_GOVERNOR = "It is about the chair of governors, so another governor reads it too."


@action("concerns.hand_over", clause="6.4", reach=reach.locked)
def hand_over(concern: Concern, *, by: access.Someone, at: datetime) -> Concern:
    """Says that a complaint is a safeguarding matter: it goes to those who read that, and who had it by name no longer does."""
    if concern.was_complaint:  # pressed twice, or the machine was quicker
        return concern
    if concern.kind not in complaints.LEAVES:
        raise Broken(NO_COMPLAINT, "6.4")
    if concern.status == Status.FINISHED:
        raise Broken(ENDED, "6.4")
    Addendum.objects.create(concern=concern, words=HANDED_OVER, at=at, by_id=by.id)
    _leave(concern, at)
    concern.reaches.filter(ended_at=None, why__in=(AccessReason.SHARED, AccessReason.PASSED)).update(ended_at=at)
    return concern


def if_it_reads_so(concern: Concern, words: str, at: datetime, *, said_so: bool = False) -> bool:
    """What is added to a complaint may make a safeguarding concern of it."""
    if not reads_so(concern, words, said_so=said_so):
        return False
    _leave(concern, at, added=words)
    return True


def reads_so(concern: Concern, words: str, *, said_so: bool = False) -> bool:
    """Whether what is added makes a safeguarding concern of a complaint."""
    kind = ConcernKind(concern.kind)
    return foreseen.once(("leaves", kind, words, said_so), lambda: complaints.leaves(kind, words, said_so=said_so))


def to_a_governor(concern: Concern, at: datetime) -> None:
    """A complaint about the chair is read by another governor as well: the head answers to the chair."""
    kinds = {concern.kind, concern.first_kind}
    about = reach.duties_of(reach.concerned_in(concern), reach.today(at))
    if ConcernKind.UNHAPPY not in kinds or Duty.CHAIR not in about:
        return
    governor = reach.settled_governor(concern, at)
    if governor is not None:
        reaching.reach_person(concern, governor, AccessReason.ROUTED, OF_A_GOVERNOR, by_id=None, at=at)


# ---- parts


def _leave(concern: Concern, at: datetime, added: str = "") -> None:
    told_as = ConcernKind(concern.kind)
    concern.first_kind, concern.kind = told_as.value, complaints.LEAVES[told_as].value
    words = " \n".join((concern.words, concern.childs_words, concern.exact_words, concern.happened_words, added))
    if not concern.harm_reason:  # else somebody has said which it is
        concern.harm = _harm(concern, words, at).value
    if not concern.clause_confirmed_at:
        kind, door = ConcernKind(concern.kind), Channel(concern.door)
        concern.clause = suggesting.clause(kind, door, words, Harm(concern.harm))
    concern.save(update_fields=["kind", "first_kind", "harm", "clause"])
    reaching.route(concern, at)
    to_a_governor(concern, at)


def _harm(concern: Concern, words: str, at: datetime) -> Harm:
    about_staff = reach.is_about_staff(concern, reach.today(at))
    return suggesting.harm(ConcernKind(concern.kind), words, urgent=concern.urgent, about_staff=about_staff)
