"""The words of the mails about concerns: that something waits, and never what or about whom."""

from schoolgate import pages
from schoolgate.community.models import Person
from schoolgate.concerns import receipts
from schoolgate.concerns.models.concern import Concern
from schoolgate.post import rules
from schoolgate.post.rules import Letter

KIND = f"{rules.PRIVATE}.concern"
SUBJECT = "Something is waiting for you in Schoolgate"
NOBODY = "Nobody at school may read something in Schoolgate"
NOBODY_READS = (
    "Something waits in Schoolgate, and nobody who reads for the school may read it: it is about them or their family, "
    "or somebody it is about gave them their duty. You cannot see it either.\n\n"
    "Give the duty of chair to a governor who was not chosen by the same person, or ask IT to give it on the server. "
    "Until then, ask the local authority (LADO) what to do. Do not ask at school what it is about."
)
UNREAD = "Something in Schoolgate has not been read in time"
HAS_NOT_BEEN_READ = (
    "Something waits in Schoolgate. Everybody who may read it was asked to, and nobody has. You cannot see it.\n\n"
    "Ask the chair of governors today to sign in. If they cannot, give the duty of chair to another governor, or ask the "
    "local authority (LADO) what to do. Do not ask at school what it is about."
)
URGENT = "Something urgent is waiting in Schoolgate"
SOMETHING_URGENT = (
    "Something urgent is waiting in Schoolgate, and no one has read it yet.\n\n"
    "1. Sign in: {link}\n"
    "2. Open what is under “Not read yet”, from the top.\n\n"
    "We will email again, and then email the next person, until someone has read it. Do not forward this email."
)
TAKEN_OUT = "Someone can no longer read something in Schoolgate"
READER_TAKEN_OUT = (
    "Someone who reads for the school entered something in Schoolgate. Because of that entry, someone else can no longer "
    "read it. It has gone to the next person who may read it. The person who made the entry cannot end it alone.\n\n"
    "This can be right. If you hear that it was wrong, speak to the local authority (LADO). Do not ask at school what it "
    "is about."
)
FOLLOW = "tell/follow/{token}/"
"""Where a link in a mail to someone without an account leads; the page of that address is `concerns:follow`."""


def waiting(person: Person) -> Letter:
    """To somebody who signs in: to those who read concerns and to a reporter alike, so that no two differ."""
    return Letter(person.pk, person.email, KIND, SUBJECT, _body(f"{pages.address()}/"))


def urgent(person: Person) -> Letter:
    """To somebody who may read it: that something urgent waits, and how to open it."""
    body = SOMETHING_URGENT.format(link=f"{pages.address()}/concerns/")
    return Letter(person.pk, person.email, KIND, URGENT, f"{body}\n")


def nobody_reads(person: Person) -> Letter:
    """To a governor: that something waits which none of those who read for the school may read."""
    return Letter(person.pk, person.email, KIND, NOBODY, f"{NOBODY_READS}\n\n{pages.address()}/\n")


def unread(person: Person) -> Letter:
    """To a governor: that something waits which all who may read it were asked to read, and nobody has."""
    return Letter(person.pk, person.email, KIND, UNREAD, f"{HAS_NOT_BEEN_READ}\n\n{pages.address()}/\n")


def taken_out(person: Person) -> Letter:
    """To head, chair and governors: that an entry of one reader has taken out another."""
    return Letter(person.pk, person.email, KIND, TAKEN_OUT, f"{READER_TAKEN_OUT}\n\n{pages.address()}/\n")


def to_reporter(concern: Concern) -> Letter:
    """To the address that a reporter gave, with a link of their own."""
    link = f"{pages.address()}/{FOLLOW.format(token=receipts.link_token(concern.pk))}"
    return Letter(None, concern.contact, KIND, SUBJECT, _body(link))


def _body(link: str) -> str:
    return f"{SUBJECT}.\n\n{link}\n"
