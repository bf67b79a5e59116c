"""What those whom a concern reaches do with it before it ends: read, add, ask, pass on."""

from datetime import datetime

from django.db.models import Q

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community.models import Person
from schoolgate.community.queries import appointers
from schoolgate.concerns import onward, routing, rules
from schoolgate.concerns.actions import alarming, filing, keeping_out, meaning, reaching
from schoolgate.concerns.models.answers import TakenOut
from schoolgate.concerns.models.chronicle import Addendum, BullyingEntry, Link, Message
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.watching import AccessLog
from schoolgate.concerns.queries import concern_pages, reach, shown
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.queries.meant import children_named, may_mean
from schoolgate.concerns.rules import (
    AccessReason,
    AlertKind,
    Attachment,
    BullyingStep,
    ConcernPart,
    Harm,
    Scope,
    Status,
)
from schoolgate.engines import model_policy

OFTEN = 60 * 60
"""Seconds within which a second look by the same person is the same look."""
NAMES = (
    "It names {names}, whom they did not name themselves. Write it without the name, or say below that they may know."
)
TO_WHOM_IT_IS_ABOUT = (
    "It is about whoever told it, and they read what you write: it can warn them. Ask whoever leads this before you "
    "write. If they may read it, say so below."
)
STAYS = "You have said so already. A second person has to say so too: ask somebody who reads this, or share it with the head or the chair."
MAY_MEAN = (
    "What was told may mean {person}, or a child of theirs. Read all of it again: if it says something of what they did, choose somebody "
    "else; if it only names them, say so below."
)


@action("concerns.read", clause="1.4a", reach=reach.locked)
def read(concern: Concern, *, by: access.SignedIn, at: datetime) -> Concern:
    """Reads a concern: who looked is kept, and the first of those it was meant for acknowledges it."""
    last = concern.seen.filter(person=by.id, evidence=None).last()
    if last is None or (at - last.at).total_seconds() > OFTEN or _is_given_since(concern, by, last.at):
        AccessLog.objects.create(concern=concern, person_id=by.id, at=at)
    concern.lines.filter(from_school=False, read_at=None).update(read_at=at)
    duties = routing.reached_by(appointers.duties_towards(by, concern))
    waits = not concern.acknowledged_at or concern.escalate_at is not None
    meant_for_them = Q(duty__in=duties) | Q(person=by.id, why=AccessReason.ON_DUTY.value)
    if waits and concern.reaches.filter(meant_for_them, ended_at=None).exists():
        if not concern.acknowledged_at:
            concern.acknowledged_at, concern.acknowledged_by_id = at, by.id
            reaching.thank_whoever_complained(concern, at)
        concern.escalate_at = None
        concern.status = Status.READ.value if concern.status == Status.RECEIVED else concern.status
        concern.save(update_fields=["acknowledged_at", "acknowledged_by", "escalate_at", "status"])
        alarming.end(concern)
    if concern.acknowledged_at:
        settled = concern.alerts.filter(settled_at=None)
        if not access.may(by, "concerns.decide", concern):
            settled = settled.exclude(matter=AlertKind.QUIET.value)
        settled.update(settled_at=at)
    return concern


@action("concerns.add_addendum", clause="6.1", reach=reach.locked, asks=meaning.ASKS)
def add_addendum(concern: Concern, *, words: str, by: access.Someone, at: datetime) -> Concern:
    """Adds to a concern or puts something right; the first words stay."""
    rules.check_words(words)
    Addendum.objects.create(concern=concern, words=words, at=at, by_id=by.id)
    return concern


@action("concerns.add_step", clause="5.p.8", reach=reach.locked, asks=meaning.ASKS)
def add_step(concern: Concern, *, step: BullyingStep, words: str, by: access.SignedIn, at: datetime) -> Concern:
    """Writes down what was found when it was looked into, or what came of it."""
    rules.check_words(words)
    if not concern.acknowledged_at:
        raise Broken("Read it first: nothing is looked into unread.", "5.p.8")
    BullyingEntry.objects.create(concern=concern, step=step.value, words=words, at=at, by_id=by.id)
    _looked_into(concern)
    return concern


@action("concerns.attach_evidence", clause="6.1", reach=reach.locked, asks=meaning.ASKS)
def attach_evidence(concern: Concern, *, enclosure: Attachment, by: access.Someone, at: datetime) -> Concern:
    """Adds a file that was examined and may be kept; `rules.Broken` when the disk has no room for it."""
    try:
        filing.file(concern, enclosure, by=by, at=at)
    except OSError as error:
        raise Broken(
            f"{enclosure.name} could not be kept: the disk may be full. Nothing else was lost. Tell IT, then try again."
        ) from error
    return concern


@action("concerns.look_at_evidence", clause="6.1", reach=reach.evidence)
def look_at_evidence(evidence: Evidence, *, by: access.SignedIn, at: datetime) -> Evidence:
    """Asks to see a file that came with a concern; that somebody looked is kept."""
    AccessLog.objects.create(concern=evidence.concern, person_id=by.id, evidence=evidence, at=at)
    return evidence


@action("concerns.open_original", clause="6.1", reach=reach.evidence)
def open_original(evidence: Evidence, *, reason: str, by: access.SignedIn, at: datetime) -> Evidence:
    """Asks for the untouched original of a file, with a reason that is kept."""
    rules.check_reason(reason)
    AccessLog.objects.create(
        concern=evidence.concern, person_id=by.id, evidence=evidence, original=True, reason=reason, at=at
    )
    return evidence


@action("concerns.confirm_clause", clause="8.b.2", reach=reach.locked)
def confirm_clause(concern: Concern, *, clause: str, by: access.Someone, at: datetime) -> Concern:
    """Confirms which clause of the policy a concern touches, or chooses another."""
    if clause not in {other.id for other in model_policy.clauses()}:
        raise Broken(f"The policy has no clause {clause}. Choose one from the list.")
    concern.clause, concern.clause_confirmed_at, concern.clause_confirmed_by_id = clause, at, by.id
    concern.save(update_fields=["clause", "clause_confirmed_at", "clause_confirmed_by"])
    return concern


@action("concerns.confirm_scope", clause="2.1", reach=reach.locked, asks=meaning.ASKS)
def confirm_scope(concern: Concern, *, scope: Scope, reason: str = "", by: access.Someone, at: datetime) -> Concern:
    """Confirms which of the two uses a concern is about, or says with a reason that it is the other one."""
    rules.check_scope(scope, first=concern.first_scope, reason=reason)
    concern.scope, concern.scope_reason = scope.value, reason.strip()
    concern.scope_confirmed_at, concern.scope_confirmed_by_id = at, by.id
    concern.save(update_fields=["scope", "scope_reason", "scope_confirmed_at", "scope_confirmed_by"])
    return concern


@action("concerns.set_harm", clause="1.4a", reach=reach.locked, asks=meaning.ASKS)
def set_harm(concern: Concern, *, harm: Harm, urgent: bool, reason: str, by: access.Someone, at: datetime) -> Concern:
    """Says under which harm a concern is read and whether it is urgent, with a reason."""
    rules.check_reason(reason)
    concern.harm, concern.urgent, concern.harm_reason = harm.value, urgent, reason
    concern.save(update_fields=["harm", "urgent", "harm_reason"])
    return concern


@action("concerns.name_person", clause="6.4", reach=reach.locked)
def name_person(concern: Concern, *, person: Person, part: ConcernPart, by: access.Someone, at: datetime) -> Concern:
    """Says which person of the school a concern is about; it then goes to those who may read that."""
    if person.school_id != concern.school_id:
        raise access.Refused("concerns.name_person")
    before = keeping_out.readers(concern, at)
    row, new = About.objects.get_or_create(concern=concern, person=person, part=part.value)
    if part in rules.CONCERNED:  # that their name may mean them is answered: nobody takes that back alone
        concern.about.filter(person=person, by_name=True).exclude(pk=row.pk).delete()
        About.objects.filter(pk=row.pk, by_name=True).update(by_name=False)
    TakenOut.objects.filter(concern=concern, person=person).delete()
    if part in rules.CONCERNED or not reach.is_read(concern, reach.today(at)):
        reaching.route(concern, at)
    if part in rules.CONCERNED and Duty.PUPIL not in person.duties:
        onward.tell_meant(concern, [person.pk], at)
    if new and part in rules.BARS:
        meaning.keep_from_namesakes(concern, person, by, at)
    keeping_out.note(concern, before, by, at)
    return concern


@action("concerns.not_meant", clause="6.4", reach=reach.locked, asks=meaning.ASKS)
def not_meant(concern: Concern, *, person: Person, reason: str, by: access.Someone, at: datetime) -> Concern:
    """Says that what was told did not mean this person, or that they were named by mistake, with a reason that stays.

    Whoever was named stays so until a second person in the line says the same: until then all are kept out by it.
    """
    rules.check_reason(reason)
    gone, _ = About.objects.filter(concern=concern, person=person, by_name=True).delete()
    words = f"{person} was not meant: {reason}" if gone else _named_by_mistake(concern, person, reason, by, at)
    Addendum.objects.create(concern=concern, words=words, at=at, by_id=by.id)
    if gone:
        meaning.remember(concern, [person.pk], by, at)
    reaching.reach_duty(concern, reaching.meant_for(concern, at), AccessReason.ROUTED, at)
    return concern


@action("concerns.say", clause="3.c.2", reach=reach.locked, asks=meaning.ASKS)
def say(
    concern: Concern,
    *,
    words: str,
    may_know: bool = False,
    to_them: bool = False,
    seen: int | None = None,
    by: access.Someone,
    at: datetime,
) -> Concern:
    """Writes to whoever told us; they find it with their receipt, their link, or when they sign in.

    Children whom they did not name themselves are named to them only by somebody who says that they may know. Where it is
    about whoever told it, nothing is written before somebody has said `to_them` that it may be.
    """
    rules.check_words(words)
    if not concern.acknowledged_at:
        raise Broken("Read it first, then write.", "5.p.8")
    rules.check_seen(seen, concern_pages.told_so_far(concern))
    if shown.is_about_teller(concern) and not to_them:
        raise Broken(TO_WHOM_IT_IS_ABOUT, "6.4")
    named = [] if may_know else children_named(concern, words, reach.today(at))
    if named:
        raise Broken(NAMES.format(names=" and ".join(map(str, named))), "5.p.8")
    Message.objects.create(concern=concern, words=words, at=at, by_id=by.id, from_school=True)
    reaching.write_to_reporter(concern, at)
    return concern


@action("concerns.pass_to_teacher", clause="5.p.7", reach=reach.locked, asks=meaning.ASKS)
def pass_to_teacher(
    concern: Concern, *, teacher: Person, reason: str, not_about_them: bool = False, by: access.Someone, at: datetime
) -> Concern:
    """Lets one teacher, and no other, read a concern and look into it."""
    _given_to(concern, teacher, frozenset({Duty.TEACHER}), AccessReason.PASSED, reason, not_about_them, by, at)
    _looked_into(concern)
    return concern


@action("concerns.share", clause="6.4", reach=reach.locked, asks=meaning.ASKS)
def share(
    concern: Concern, *, person: Person, reason: str, not_about_them: bool = False, by: access.Someone, at: datetime
) -> Concern:
    """Lets one more person read a concern, by name and with a reason."""
    _given_to(concern, person, EMPLOYED | {Duty.CHAIR}, AccessReason.SHARED, reason, not_about_them, by, at)
    return concern


@action("concerns.link", clause="5.p.8", reach=reach.reached)
def link(concern: Concern, *, other: Concern, by: access.SignedIn, at: datetime) -> Concern:
    """Says that two concerns have to do with each other; both must reach whoever says so."""
    # In the order of their ids, so that two people who link the same two never wait for each other.
    first, second = (
        reach.locked(item, by, at) for item in sorted((concern, other), key=lambda each_item: str(each_item.pk))
    )
    if first.pk == second.pk:
        raise Broken("A concern cannot be linked to itself.")
    Link.objects.get_or_create(concern=first, other=second, defaults={"at": at, "by_id": by.id})
    return concern


# ---- parts


def _named_by_mistake(concern: Concern, person: Person, reason: str, by: access.Someone, at: datetime) -> str:
    """Takes out whom a second person, too, says to be named by mistake; until then notes that one has."""
    concern_people.check_named_by_mistake(concern, person)
    if by.id is None or person.pk == by.id:
        raise Broken("Ask somebody else: nobody takes themselves out.", "6.4")
    said = TakenOut.objects.filter(concern=concern, person=person)
    if said.filter(by=by.id).exists():
        raise Broken(STAYS, "6.4")
    holders = reach.holders_for(concern, reach.today(at))
    in_line = {id for held in holders.values() for id in held} - reach.not_by_duty(concern)
    seconds = said.filter(by__in=in_line) if by.id in in_line else said.none()
    if not seconds.exists():
        TakenOut.objects.create(concern=concern, person=person, at=at, by_id=by.id)
        return f"{person} was named by mistake, one person says: {reason} They stay named until a second one does."
    first = ", ".join(str(row.by) for row in seconds.select_related("by"))
    About.objects.filter(concern=concern, person=person).delete()
    said.delete()
    return f"{person} was named by mistake: {reason} {first} said so first."


def _given_to(
    concern: Concern,
    person: Person,
    duties: frozenset[Duty],
    why: AccessReason,
    reason: str,
    not_about_them: bool,
    by: access.Someone,
    at: datetime,
) -> None:
    rules.check_reason(reason)
    if person.school_id != concern.school_id:
        raise access.Refused(f"concerns.{why}")
    if person.pk in concern.about_ids:
        raise Broken("It is about them, so they cannot read it.", "6.4")
    if not reach.duties_of([person.pk], reach.today(at)) & duties:
        raise Broken("Choose somebody from the list.")
    if person.pk in reach.kept_from(concern):
        raise Broken("It is about their family, so they cannot read it. Choose somebody else.", "6.4")
    if may_mean(concern, [person.pk], reach.today(at)):
        if not not_about_them:
            raise Broken(MAY_MEAN.format(person=person), "6.4")
        words = f"{person} is only named in it: {reason}"
        Addendum.objects.create(concern=concern, words=words, at=at, by_id=by.id)
        meaning.remember(concern, [person.pk], by, at)
    if not reaching.reach_person(concern, person, why, reason, by_id=by.id, at=at):
        raise Broken(f"It reaches {person} already.")


def _is_given_since(concern: Concern, by: access.SignedIn, since: datetime) -> bool:
    """Whether it was given to whoever reads it after they looked last: it waits for them to open it anew."""
    return concern.reaches.filter(person=by.id, ended_at=None, at__gt=since).exists()


def _looked_into(concern: Concern) -> None:
    if concern.status == Status.READ:
        concern.status = Status.LOOKED_INTO.value
        concern.save(update_fields=["status"])
