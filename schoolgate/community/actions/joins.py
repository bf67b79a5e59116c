"""Two records of one person: somebody says so, and a second person agrees or refuses."""

from datetime import datetime

from django.db import IntegrityError, transaction

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import joining, rules
from schoolgate.community.actions import sign_in
from schoolgate.community.models import Person, Role
from schoolgate.community.record_joins import RecordJoin

PUPIL = "Pupils’ records cannot be joined. Put their number right at the next import: say there that it is one pupil."


@action("community.propose_join", clause="6.4")
def propose_join(person: Person, *, other: Person, reason: str, by: access.SignedIn, at: datetime) -> RecordJoin:
    """Asks whether another record is of this person too; nothing changes before a second person agrees."""
    rules.check_reason(reason)
    if other.school_id != person.school_id:
        raise access.Refused("community.propose_join")
    if person.pk == other.pk:
        raise Broken("This is the same record. Choose the other one.")
    if by.id in (person.pk, other.pk):
        raise Broken("One of these records is yours, so somebody else has to ask.", "6.4")
    if person.same_as_id or other.same_as_id:
        raise Broken("One of these records was joined to another already.")
    if Role.objects.filter(person__in=(person, other), duty=Duty.PUPIL).exists():
        raise Broken(PUPIL)
    both = (person.pk, other.pk)
    if RecordJoin.objects.filter(kept__in=both, joined__in=both, answered_at=None).exists():
        raise Broken("This was asked already and waits for an answer.")
    try:
        with transaction.atomic():
            return RecordJoin.objects.create(
                school_id=person.school_id, kept=person, joined=other, reason=reason, asked_at=at, asked_by_id=by.id
            )
    except IntegrityError as error:
        raise Broken(f"Somebody has asked already whether {other} is somebody else’s record too.") from error


@action("community.agree_join", clause="6.4")
def agree_join(question: RecordJoin, *, by: access.SignedIn, at: datetime) -> RecordJoin:
    """Agrees that two records are of one person: everything becomes that one’s, at once and for good.

    A sign-in of either comes to read what is the other's, so that somebody else has to make sure of the person.
    """
    question = _open(question, by)
    people = Person.objects.select_for_update(of=("self",)).order_by("pk")
    both = {person.pk: person for person in people.filter(pk__in=question.about_ids)}
    kept, joined = both[question.kept_id], both[question.joined_id]
    if kept.same_as_id or joined.same_as_id:
        raise Broken("One of these records was joined to another since. Refuse this, and have it asked anew.")
    question.answered_at, question.answered_by_id, question.agreed = at, by.id, True
    question.save()
    kept_email, joined_email = kept.email, joined.email
    sign_in.forget_asked(joined, by_id=by.id, at=at)
    sign_ins = joining.join(kept, joined, at)
    if sign_ins.stays is not None:
        sign_in.came_by_join(question, sign_ins, by=by, at=at)
    else:
        # Each duty has an address that the other record brought: whoever comes in by it is made sure of.
        changed = [(kept, email, kept.email) for email in (kept_email, joined_email)]
        sign_in.note_addresses(kept.school, changed, by=question.asked_by, at=at)
    return question


@action("community.refuse_join", clause="6.4")
def refuse_join(question: RecordJoin, *, reason: str, by: access.SignedIn, at: datetime) -> RecordJoin:
    """Says that two records are of two people, with the reason; nothing changes."""
    rules.check_reason(reason)
    question = _open(question, by)
    question.answered_at, question.answered_by_id, question.agreed, question.answer = at, by.id, False, reason
    question.save()
    return question


def _open(question: RecordJoin, by: access.SignedIn) -> RecordJoin:
    """The question as it is now, where it is open and somebody else asked it."""
    question = RecordJoin.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.answered_at is not None:
        raise Broken("This was answered already.")
    if question.asked_by_id == by.id:
        raise Broken("You asked this yourself, so a second person has to answer.", "6.4")
    return question
