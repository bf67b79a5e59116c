"""How somebody's sign-in changes when another person begins it: never at once, and never by one person alone."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from schoolgate import access, pages
from schoolgate.access.duties import Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import joining, rules
from schoolgate.community.accounts import Answer, SignInChange, What
from schoolgate.community.actions import appointing
from schoolgate.community.models import Account, Person, School
from schoolgate.community.queries import appointments, sign_in
from schoolgate.community.record_joins import RecordJoin

Changed = tuple[Person, str, str]
"""Whose address on record was changed, the one from before, and the new one."""
ANSWERED = "This has been answered already."


@action("community.ask_factor_reset")
def ask_factor_reset(person: Person, *, by: access.Someone, at: datetime) -> SignInChange:
    """Asks to take away the second step of somebody who has lost it: they, or a second person, have to agree."""
    account = sign_in.account_of(person)
    if account is None or not sign_in.has_factor(person):
        raise Broken(f"{person} has no second step that could be taken away.")
    change = _waiting(person, What.FACTOR)
    return change or _begin(person, account, What.FACTOR, "", by=by, at=at)


def ask_address(person: Person, email: str, *, by: access.Someone, at: datetime) -> SignInChange | None:
    """Begins a change of the address of somebody who has an account, or returns None: they have none, and nothing waits.

    A change to the same address goes on waiting; one to another takes its place.
    """
    account = sign_in.account_of(person)
    if account is None:
        return None
    if email and sign_in.email_is_taken(person, email):
        raise Broken(
            f"{email} already belongs to somebody else's account. Enter another e-mail address for one of the two."
        )
    change = _waiting(person, What.ADDRESS)
    if change is not None and change.new_email.lower() == email.lower():
        return change
    if change is not None:
        _close(change, Answer.WITHDRAWN, by.id, at)
    return _begin(person, account, What.ADDRESS, email, by=by, at=at)


def note_addresses(school: School, changed: Iterable[Changed], *, by: access.Someone, at: datetime) -> None:
    """Keeps that somebody put down another address for people who cannot sign in yet, and tells whom it concerns.

    Whoever works here or governs and comes in by it is made sure of, by nobody who put it down.
    """
    if by.id is None:
        return  # the console, which makes sure of people itself
    notes = [
        SignInChange(
            school_id=school.pk,
            person=person,
            what=What.ADDRESS.value,
            old_email=old,
            new_email=new,
            asked_at=at,
            asked_by_id=by.id,
            answer=Answer.AGREED.value,
            answered_at=at,
        )
        for person, old, new in changed
        if person.pk != by.id and old.lower() != new.lower()
    ]
    SignInChange.objects.bulk_create(notes, batch_size=200)
    duties = sign_in.duties_ahead([note.person_id for note in notes], timezone.localdate(at))
    for note in notes:
        if duties.get(note.person_id, frozenset()) & sign_in.MADE_SURE_OF:
            _write(note, "address_noted", note.old_email)
    watching = [note for note in notes if duties.get(note.person_id, frozenset()) & rules.TOLD]
    _tell_governors(school, watching, "was changed", by=by, at=at)


@action("community.withdraw_change")
def withdraw_change(change: SignInChange, *, by: access.Someone, at: datetime) -> SignInChange:
    """Takes back a change to somebody's sign-in that nobody has agreed to yet."""
    change = _open(change)
    _close(change, Answer.WITHDRAWN, by.id, at)
    return change


@action("community.answer_change")
def answer_change(change: SignInChange, *, agreed: bool, by: access.Someone, at: datetime) -> SignInChange:
    """Agrees to a change of how somebody signs in, as the second of two people, or refuses it."""
    change = _open(change)
    if not _is_console(by) and by.id not in {person.pk for person in sign_in.agreeing(change, timezone.localdate(at))}:
        raise access.Refused("community.answer_change")
    return _answer(change, agreed, by.id, at)


@action("community.answer_own_change")
def answer_own_change(
    person: Person, *, change: SignInChange, agreed: bool, by: access.Someone, at: datetime
) -> SignInChange:
    """Agrees to a change of one's own sign-in by the link that went to the old address, or refuses it."""
    change = _open(change)
    if by.id != person.pk or change.person_id != person.pk:
        raise access.Refused("community.answer_own_change")
    return _answer(change, agreed, by.id, at)


@action("community.confirm_sign_in")
def confirm_sign_in(person: Person, *, how: str, by: access.Someone, at: datetime) -> Person:
    """Says that it is really this person who came back by somebody else's help, and opens what is theirs again."""
    account = _to_settle(person, how, by, at)
    _settle(person, True, how, by, at)
    account.unconfirmed_since = account.password_by_link_at = None
    account.save(update_fields=["unconfirmed_since", "password_by_link_at"])
    return person


@action("community.close_sign_in")
def close_sign_in(person: Person, *, how: str, by: access.Someone, at: datetime) -> Person:
    """Says that it is not this person who came back: the sign-in is closed, and the address is the one from before."""
    account = _to_settle(person, how, by, at)
    before = sign_in.unsettled(person).filter(what=What.ADDRESS.value).first()
    _settle(person, False, how, by, at)
    if before is not None and not sign_in.email_is_taken(person, before.old_email):
        _use_address(person, account, before.old_email)
    take_second_step(account)
    account.is_active = False
    account.set_unusable_password()
    account.save(update_fields=["is_active", "password"])
    _end_sessions(person)
    return person


def came_back(
    person: Person, account: Account, *, email: str, asked: datetime, by_id: int | None, at: datetime
) -> None:
    """Writes down that an account was opened by an invitation, and that somebody has to make sure of its person."""
    SignInChange.objects.create(
        school_id=person.school_id,
        person=person,
        what=What.INVITATION.value,
        old_email=account.email or "",
        new_email=email,
        asked_at=asked,
        asked_by_id=by_id,
        answer=Answer.AGREED.value,
        answered_at=at,
        answered_by=person,
    )
    account.unconfirmed_since = account.unconfirmed_since or at


def take_second_step(account: Account) -> None:
    """Takes every second step away, those too that were put there past the product."""
    Authenticator.objects.filter(user=account).delete()
    account.sign_factors()


def came_by_password(person: Person, account: Account, *, by: access.Someone, at: datetime) -> None:
    """Keeps that an account was opened by nothing but a mailbox, whoever has it: somebody else makes sure of its person."""
    known = sign_in.unsettled(person).filter(what=What.PASSWORD.value).first()
    if known is None:
        change = SignInChange.objects.create(
            school_id=person.school_id,
            person=person,
            what=What.PASSWORD.value,
            new_email=account.email or "",
            asked_at=at,
            answer=Answer.AGREED.value,
            answered_at=at,
            answered_by=person,
        )
        duties = sign_in.duties_ahead([person.pk], timezone.localdate(at))
        if duties.get(person.pk, frozenset()) & rules.TOLD:
            _tell_governors(person.school, [change], "", by=by, at=at)
    account.unconfirmed_since = account.unconfirmed_since or at
    account.save(update_fields=["unconfirmed_since"])


def close_until_sure(person: Person, *, by: access.Someone, at: datetime) -> None:
    """Something confidential comes to somebody whose password a mailbox alone has set: it waits until one has made sure."""
    marked = Account.objects.filter(person=person, password_by_link_at__isnull=False, unconfirmed_since=None).first()
    if marked is not None:
        came_by_password(person, marked, by=by, at=at)


def forget_asked(person: Person, *, by_id: int | None, at: datetime) -> None:
    """What was asked about the sign-in of a record that is joined to another is asked no more."""
    for change in SignInChange.objects.filter(person=person, answer=""):
        _close(change, Answer.WITHDRAWN, by_id, at)


def came_by_join(question: RecordJoin, sign_ins: joining.SignIns, *, by: access.Someone, at: datetime) -> None:
    """Keeps whose sign-in reads from now on what two records have, and tells every address that either had."""
    person, account = question.kept, sign_ins.stays
    assert account is not None
    change = SignInChange.objects.create(
        school_id=person.school_id,
        person=person,
        what=What.JOIN.value,
        old_email=sign_ins.closed,
        new_email=account.email or "",
        asked_at=question.asked_at,
        asked_by_id=question.asked_by_id,
        answer=Answer.AGREED.value,
        answered_at=at,
        answered_by_id=by.id,
    )
    for email in sign_ins.addresses:
        _write(change, "records_joined", email)
    duties = sign_in.duties_ahead([person.pk], timezone.localdate(at))
    if duties.get(person.pk, frozenset()) & rules.TOLD:
        _tell_governors(person.school, [change], "", by=by, at=at)


# ---- parts


def _waiting(person: Person, what: What) -> SignInChange | None:
    """What waits already, with the person locked, so that of two who ask at once the second finds the first."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    return SignInChange.objects.filter(person=person, what=what.value, answer="").first()


def _begin(
    person: Person, account: Account, what: What, email: str, *, by: access.Someone, at: datetime
) -> SignInChange:
    token, old = secrets.token_urlsafe(32), sign_in.address_of(person, account)
    change = SignInChange.objects.create(
        school_id=person.school_id,
        person=person,
        what=what.value,
        old_email=old,
        new_email=email,
        token_digest=sign_in.digest_of(token) if old else None,
        asked_at=at,
        asked_by_id=by.id,
    )
    _write(change, "change_asked", old, link=pages.address() + reverse("signin:own_change", args=[token]))
    if person.duties & rules.TOLD:
        _tell_governors(person.school, [change], "is asked to be changed", by=by, at=at)
    return change


_others = {
    What.FACTOR.value: "somebody asks to take the second step away",
    What.PASSWORD.value: "a new password was set by a mailed link, and there was no second step",
    What.JOIN.value: "two records were joined to one, which signs in with {change.new_email}",
}


def _tell_governors(
    school: School, asked: Sequence[SignInChange], done: str, *, by: access.Someone, at: datetime
) -> None:
    """How those sign in who watch others is told to all governors and the head, as their duties are."""
    lines = [
        f"{change.person}: the e-mail address {done} from {change.old_email or 'none'} to {change.new_email or 'none'}"
        if change.what == What.ADDRESS.value
        else f"{change.person}: {_others[change.what].format(change=change)}"
        for change in asked
    ]
    theirs = {change.person_id for change in asked}
    known = appointments.to_tell(school.pk, timezone.localdate(at)) if lines else ()
    appointing.tell(school, lines, by=[by], at=at, to=[one for one in known if one.pk not in theirs], words="address")


def _open(change: SignInChange) -> SignInChange:
    """The change as it is now, locked; Broken where somebody was quicker."""
    found = SignInChange.objects.select_for_update(of=("self",)).select_related("person__school")
    now = found.get(pk=change.pk)
    if now.answer:
        raise Broken(ANSWERED)
    return now


def _close(change: SignInChange, answer: Answer, by_id: int | None, at: datetime) -> None:
    change.answer, change.answered_by_id, change.answered_at = answer.value, by_id, at
    change.save(update_fields=["answer", "answered_by", "answered_at"])


def _answer(change: SignInChange, agreed: bool, by_id: int | None, at: datetime) -> SignInChange:
    _close(change, Answer.AGREED if agreed else Answer.REFUSED, by_id, at)
    if agreed:
        _take_effect(change, at)
    _write(change, "change_answered", change.old_email)
    if agreed and change.new_email:
        _write(change, "change_answered", change.new_email)
    return change


def _take_effect(change: SignInChange, at: datetime) -> None:
    person = change.person
    account = Account.objects.select_for_update().get(person=person)
    own = change.answered_by_id == person.pk
    if change.what == What.FACTOR.value:
        take_second_step(account)
    else:
        if change.new_email and sign_in.email_is_taken(person, change.new_email):
            raise Broken(f"{change.new_email} belongs to somebody else's account by now. Refuse this, and ask anew.")
        _use_address(person, account, change.new_email)
    if change.what == What.ADDRESS.value and (own or not change.new_email):
        # Whoever holds the old address can sign in as it is; without an address nobody new comes in.
        change.settled_at, change.was_them = at, True
        change.save(update_fields=["settled_at", "was_them"])
    else:
        account.unconfirmed_since = account.unconfirmed_since or at
        account.save(update_fields=["unconfirmed_since"])
    _end_sessions(person)


def _use_address(person: Person, account: Account, email: str) -> None:
    """Puts the address on record; who has none any more goes on signing in with the one before."""
    person.email = email
    person.save(update_fields=["email"])
    if email:
        account.email = email.lower()
        account.save(update_fields=["email"])
        EmailAddress.objects.filter(user=account).delete()
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)


def _end_sessions(person: Person) -> None:
    Account.objects.end_sessions([person.pk])


def _to_settle(person: Person, how: str, by: access.Someone, at: datetime) -> Account:
    """The account of somebody of whom this one is to make sure, locked."""
    if not how.strip():
        raise Broken("Enter how you made sure, so that anyone who looks later understands it.")
    account = Account.objects.select_for_update().filter(person=person).first()
    if account is None or account.unconfirmed_since is None:
        raise Broken(f"Somebody has made sure of {person} already.")
    if not _is_console(by) and by.id not in {one.pk for one in sign_in.confirming(person, timezone.localdate(at))}:
        raise access.Refused("community.confirm_sign_in")
    return account


def _settle(person: Person, was_them: bool, how: str, by: access.Someone, at: datetime) -> None:
    for change in sign_in.unsettled(person):
        change.settled_at, change.settled_by_id, change.was_them, change.how = at, by.id, was_them, how
        change.save(update_fields=["settled_at", "settled_by", "was_them", "how"])


def _is_console(by: access.Someone) -> bool:
    return isinstance(by, access.Machine) and by.duty is Duty.CONSOLE


def _write(change: SignInChange, template: str, to: str, *, link: str = "") -> None:
    """Tells an address what is asked or done; in the same transaction, and its words are shown to nobody else."""
    if not to:
        return
    person = change.person
    words = {"change": change, "person": person, "school": person.school, "link": link}
    subject = " ".join(render_to_string(f"signin/mail/{template}_subject.txt", words).split())
    body = render_to_string(f"signin/mail/{template}.txt", words)
    mail.EmailMessage(subject, body, to=[to], headers={"X-Schoolgate-Kind": "sign_in"}).send()
