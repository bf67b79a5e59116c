"""What a person may do about signing in: invite, accept, hand a child the way in."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core import mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from schoolgate import access, pages
from schoolgate.access.duties import Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community.actions import sign_in
from schoolgate.community.models import Account, Classroom, Invitation, Person
from schoolgate.community.queries import sign_in as sign_in_queries
from schoolgate.community.signin import pictures, queries

KINDS = {"password_by_link": "sign_in", "second_step": "sign_in"}
"""What a mail is for in the outbox, where it is not called after its words."""
GOOD_FOR = timedelta(days=14)

# ---- invitations


@action("community.invite")
def invite(person: Person, *, by: access.Someone, at: datetime, printed: bool = False) -> Invitation:
    """Sends a link to choose a password; it works once, for fourteen days, and ends all older ones.

    One that is `printed` is handed over on paper instead, and no mail is made.
    """
    _check_invitable(person)
    Invitation.objects.filter(person=person, used_at=None, expires_at__gt=at).update(expires_at=at)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        school_id=person.school_id,
        person=person,
        email=person.email.lower(),
        token_digest=sign_in_queries.digest_of(token),
        made_at=at,
        expires_at=at + GOOD_FOR,
        by_id=by.id,
        printed=printed,
    )
    made.link = pages.address() + reverse("signin:invitation", args=[token])
    if not printed:
        _post(made)
    return made


def invite_all(people: Iterable[Person], *, by: access.Someone, at: datetime) -> Iterator[Invitation | Person]:
    """Invites one after the other, each a deed of its own; gives back whoever could not be invited."""
    for person in people:
        try:
            yield invite(person, by=by, at=at)
        except Broken:
            yield person


@action("community.accept_invitation")
def accept_invitation(invitation: Invitation, password: str, *, by: access.Someone, at: datetime) -> Account:
    """An invited person sets their password; somebody has to make sure of those who had an account, or watch others."""
    # The password has no name here, so that the trail holds no digest of it.
    if by.id != invitation.person_id:
        raise access.Refused("an invitation is accepted by whom it was sent to")
    if queries.email_is_taken(invitation.person):
        raise Broken(
            f"{invitation.email} already belongs to somebody else's account. "
            "Ask the school office to put down another e-mail address for you, then to invite you again."
        )
    still_open = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=at)
    if not queries.stands(invitation) or not still_open.update(used_at=at):
        raise Broken("This link does not work any more. Ask the school office for a new one.")
    account = queries.account_to_be(invitation)
    others = sign_in_queries.comes_by_others(invitation.person, invitation.by_id, timezone.localdate(at))
    others = others or (invitation.printed and invitation.by_id is not None)  # whoever printed it has seen the link
    if queries.was_opened_before(account) or others or queries.is_let_in_by_name(invitation.person, at):
        asked, by_id = invitation.made_at, invitation.by_id
        sign_in.came_back(invitation.person, account, email=invitation.email, asked=asked, by_id=by_id, at=at)
    account.email = invitation.email
    account.is_active = True
    account.set_password(password)
    account.save()
    # The link is ours, so what was changed past the product is made good here: somebody makes sure of them.
    account.sign()
    if not account.has_own_factors:
        sign_in.take_second_step(account)
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=invitation.email, verified=True, primary=True)
    return account


# ---- a new password by a mailed link


@action("community.note_password_link")
def note_password_link(person: Person, *, by: access.Someone, at: datetime) -> Account:
    """Somebody set a password by a link that was mailed to them, as whoever reads their mailbox can.

    Every address of theirs hears of it. Where no second step was there before, nothing confidential opens until somebody
    else has made sure of them; where there is nothing confidential yet, that waits for their first second step.
    """
    account = _own(person, by)
    for email in dict.fromkeys(address.lower() for address in (account.email, person.email) if address):
        _tell(person, "password_by_link", email)
    if not queries.has_second_factor(account):
        account.password_by_link_at = at
        account.save(update_fields=["password_by_link_at"])
        if queries.has_private(person, at):
            sign_in.came_by_password(person, account, by=by, at=at)
    return account


@action("community.note_second_step")
def note_second_step(person: Person, *, first: bool, by: access.Someone, at: datetime) -> Account:
    """Somebody set up a second step. The first one after a password by a mailed link proves nothing but the mailbox."""
    account = _own(person, by)
    for email in dict.fromkeys(address.lower() for address in (account.email, person.email) if address):
        _tell(person, "second_step", email)
    if first and account.password_by_link_at is not None:
        sign_in.came_by_password(person, account, by=by, at=at)
    return account


def _own(person: Person, by: access.Someone) -> Account:
    if by.id != person.pk:
        raise access.Refused("a sign-in is changed by whose it is")
    return Account.objects.select_for_update().get(person=person)


def _check_invitable(person: Person) -> None:
    if Duty.PUPIL in person.duties:
        raise Broken(f"{person} is a pupil. Pupils sign in with a picture card, not by e-mail.")
    if not person.duties & queries.INVITED:
        raise Broken(f"{person} is not at the school now, so there is nobody to invite.")
    if not person.email:
        raise Broken(f"{person} has no e-mail address on record. Put one down first, or print a letter.")
    if not queries.is_own_address(person):
        raise Broken(
            f"{person} signs in with another e-mail address than the one on record. "
            "The new one has to be agreed first: enter it again on their page."
        )
    if queries.email_is_taken(person):
        raise Broken(
            f"The e-mail address of {person} already belongs to somebody else's account. "
            "Put down another address for one of the two."
        )


def _post(invitation: Invitation) -> None:
    """Puts the mail into the outbox, in the same transaction; whether it leaves is seen there."""
    words = {"invitation": invitation, "school": invitation.person.school, "person": invitation.person}
    subject = render_to_string("signin/mail/invitation_subject.txt", words)
    body = render_to_string("signin/mail/invitation.txt", words)
    about = {"X-Schoolgate-Kind": "invitation"}
    mail.EmailMessage(" ".join(subject.split()), body, to=[invitation.email], headers=about).send()


# ---- wrong passwords


def tell_of_wrong_passwords(email: str) -> None:
    """Tells whose sign-in it is that somebody tries passwords; nobody where there is no such account."""
    _tell_of_tries(email, "wrong_passwords")


def tell_of_wrong_codes(email: str) -> None:
    """Tells whose sign-in it is that somebody has their password and tries second steps."""
    _tell_of_tries(email, "wrong_codes")


def _tell_of_tries(email: str, kind: str) -> None:
    account = queries.account_of_address(email)
    if account is None:
        return
    _tell(account.person, kind, str(account.email))


def _tell(person: Person, template: str, email: str) -> None:
    """Tells one address of somebody what was done with their sign-in."""
    words = {"school": person.school, "person": person}
    subject = " ".join(render_to_string(f"signin/mail/{template}_subject.txt", words).split())
    body = render_to_string(f"signin/mail/{template}.txt", words)
    mail.EmailMessage(subject, body, to=[email], headers={"X-Schoolgate-Kind": KINDS.get(template, template)}).send()


# ---- pupils


@action("community.open_pupil_session")
def open_pupil_session(pupil: Person, *, by: access.Someone, at: datetime) -> Account:
    """A teacher signs a child of their class in on the device in front of them."""
    _check_in_class(pupil, by=by, at=at)
    return account_of(pupil)


@action("community.set_pictures")
def set_pictures(pupil: Person, chosen: tuple[str, ...], *, number: int, by: access.Someone, at: datetime) -> Account:
    """Gives a child the number and the three pictures of a new card; the old card stops working."""
    # The pictures have no name here, so that the trail holds no digest of them.
    _check_in_class(pupil, by=by, at=at)
    if not pictures.are_known(chosen):
        raise Broken(f"A card has {pictures.ON_A_CARD} pictures, out of the twelve there are.")
    account = account_of(pupil)
    account.card_number = number
    account.pictures = queries.seal_of(account, chosen)
    account.card_by_id, account.card_at = by.id, at
    account.wrong_tries = account.wrong_in_all = 0
    account.save(update_fields=["card_number", "pictures", "card_by", "card_at", "wrong_tries", "wrong_in_all"])
    return account


def note_wrong_pictures(code: str, number: int, *, at: datetime) -> None:
    """Counts a wrong try at a card over all days, and tells the child's teachers of many; then it opens nothing.

    Nobody who tries sees any of it: a card that is closed answers as to wrong pictures.
    """
    on = timezone.localdate(at)
    account = queries.account_of_card(code, number, on)
    if account is None or queries.is_closed(account):
        return
    with transaction.atomic():
        # Tries at one moment count one after the other, so that exactly one of them is the one that is told of.
        counted = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        if queries.is_closed(counted):
            return
        counted.wrong_tries += 1
        counted.wrong_in_all += 1
        counted.save(update_fields=["wrong_tries", "wrong_in_all"])
    closed = queries.is_closed(counted)
    if not closed and counted.wrong_tries != pictures.MANY:
        return
    for teacher in queries.teachers_to_tell(account.person, on):
        words = {"school": account.person.school, "person": teacher, "closed": closed}
        subject = " ".join(render_to_string("signin/mail/wrong_pictures_subject.txt", words).split())
        body = render_to_string("signin/mail/wrong_pictures.txt", words)
        about = {"X-Schoolgate-Kind": "wrong_pictures"}
        mail.EmailMessage(subject, body, to=[teacher.email], headers=about).send()


def forget_wrong_pictures(account: Account) -> None:
    """A right try ends the count of those since the last right one, not of all."""
    if account.wrong_tries:
        Account.objects.filter(pk=account.pk).update(wrong_tries=0)


@action("community.change_class_code")
def change_class_code(classroom: Classroom, *, by: access.Someone, at: datetime) -> Classroom:
    """Gives a class a new code; the old one opens nothing any more."""
    if queries.class_for(by, classroom.pk, timezone.localdate(at)) is None:
        raise access.Refused("a class's code is for those who teach it")
    code = pictures.class_code()
    while Classroom.objects.filter(code=code).exists():
        code = pictures.class_code()
    classroom.code = code
    classroom.save(update_fields=["code"])
    return classroom


def make_cards(
    classroom: Classroom, pupils: Iterable[Person], *, by: access.Someone, at: datetime
) -> list[queries.Card]:
    """New cards for these pupils of the class, all or none; what is on them can be seen only now."""
    with transaction.atomic():
        if not classroom.code:
            change_class_code(classroom, by=by, at=at)
        numbers = queries.card_numbers(classroom, timezone.localdate(at))
        cards = []
        for pupil in pupils:
            chosen = pictures.draw()
            set_pictures(pupil, chosen, number=numbers[pupil.pk], by=by, at=at)
            cards.append(queries.Card(str(pupil), classroom.code, numbers[pupil.pk], chosen))
    return cards


def account_of(person: Person) -> Account:
    """The person's account; one without a password where there is none yet."""
    there = Account.objects.filter(person=person).first()
    return there or Account.objects.create_for(person, email=None)


def _check_in_class(pupil: Person, *, by: access.Someone, at: datetime) -> None:
    if Duty.PUPIL not in pupil.duties:
        raise Broken(f"{pupil} is not a pupil here now.")
    if not queries.has_in_class(by, pupil, timezone.localdate(at)):
        raise access.Refused("a child is signed in by those who teach their class")
