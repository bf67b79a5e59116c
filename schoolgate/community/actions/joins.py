"""Two records of one person: somebody says so, and a second person agrees or refuses."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import joining, rules
from schoolgate.community.actions import appointing, sign_in
from schoolgate.community.models import Person, Role
from schoolgate.community.queries import appointments
from schoolgate.community.queries import joins as queries
from schoolgate.community.record_joins import JoinVoice, RecordJoin

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
            question = RecordJoin.objects.create(
                school_id=person.school_id, kept=person, joined=other, reason=reason, asked_at=at, asked_by_id=by.id
            )
    except IntegrityError as error:
        raise Broken(f"Somebody has asked already whether {other} is somebody else’s record too.") from error
    if queries.takes_two(question):
        _tell(question, f"{person} and {other} are said to be one person, and are asked to be joined", by, at)
    return question


@action("community.agree_join", clause="6.4")
def agree_join(question: RecordJoin, *, by: access.SignedIn, at: datetime) -> RecordJoin:
    """Agrees that two records are of one person: once enough agree everything becomes that one’s, for good.

    Where anybody in it works here or governs it takes two, the head or the chair among them, and the voice of somebody
    about whom there is something that those in it are in counts for nothing: they see the same as everybody who waits.
    A sign-in of either comes to read what is the other's, so that somebody else has to make sure of the person.
    """
    question = _open(question, by, at)
    JoinVoice.objects.create(question=question, by_id=by.id, at=at)
    if not queries.is_enough(question, at):
        return question
    for_readers = queries.takes_two(question)
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
    if for_readers:
        _tell(question, f"{kept} and {joined} were joined, as two had agreed", by, at)
    return question


@action("community.refuse_join", clause="6.4")
def refuse_join(question: RecordJoin, *, reason: str, by: access.SignedIn, at: datetime) -> RecordJoin:
    """Says that two records are of two people, with the reason; nothing changes."""
    rules.check_reason(reason)
    question = _open(question, by, at)
    question.answered_at, question.answered_by_id, question.agreed, question.answer = at, by.id, False, reason
    question.save()
    return question


def _tell(question: RecordJoin, line: str, by: access.SignedIn, at: datetime) -> None:
    """The head and the governors hear of records that may take a reader from something; not those whose records they are."""
    known = appointments.to_tell(question.school_id, timezone.localdate(at))
    to = [person for person in known if person.pk not in question.about_ids]
    appointing.tell(question.school, [line], by=[by], at=at, to=to, words="join", page="home")


def _open(question: RecordJoin, by: access.SignedIn, at: datetime) -> RecordJoin:
    """The question as it is now, where it is open and somebody else asked it."""
    question = RecordJoin.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.answered_at is not None:
        raise Broken("This was answered already.")
    if question.asked_by_id == by.id:
        raise Broken("You asked this yourself, so a second person has to answer.", "6.4")
    if not queries.may_answer(question, by, at):
        raise access.Refused("community.agree_join")
    if question.voices.filter(by=by.id).exists():
        raise Broken("You have agreed already. The others are asked, too.", "6.4")
    return question
