"""The outbox: every mail of any part is kept here first, and leaves with the background worker.

So a slow or dead mail server never holds up a page, and a mail that did not leave is seen.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone
from django.utils.html import strip_tags

from schoolgate.community.models import Invitation, School
from schoolgate.post import queries, rules
from schoolgate.post.models import Message

log = logging.getLogger("schoolgate.post")

BATCH = 100
KIND = "X-Schoolgate-Kind"
SECRETS_KEPT = timedelta(days=14)


class Backend(BaseEmailBackend):
    """Django's mail, written to the outbox instead of sent.

    What comes this way (invitations, new passwords) may hold a link that signs someone in: its words are
    never shown, and emptied when it has gone. A header names what it is about.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        at = timezone.now()
        for mail in email_messages:
            if mail.attachments:
                raise ValueError("The outbox holds words only: give people a link instead of an attachment.")
        Message.objects.bulk_create(_kept(mail, to, at) for mail in email_messages for to in mail.recipients())
        return len(email_messages)


def _kept(mail: EmailMessage, to: str, at: datetime) -> Message:
    school_id, person_id = queries.addressee(to)
    about = mail.extra_headers.get(KIND, "")
    return Message(
        school_id=school_id,
        person_id=person_id,
        kind=f"{rules.ACCOUNT}.{about}"[:40] if about else rules.ACCOUNT,
        to=to,
        subject=" ".join(str(mail.subject).split())[:200],
        body=_words(mail),
        made_at=at,
        next_try_at=at,
    )


def _words(mail: EmailMessage) -> str:
    return strip_tags(str(mail.body)) if mail.content_subtype == "html" else str(mail.body)


def put(school: School, letters: Sequence[rules.Letter], at: datetime) -> list[Message]:
    """Puts mails in the outbox as part of a deed of another app, in that deed's transaction."""
    return Message.objects.bulk_create(
        Message(
            school=school,
            person_id=letter.person_id,
            to=letter.to,
            kind=letter.kind,
            subject=letter.subject[:200],
            body=letter.body,
            made_at=at,
            next_try_at=at,
        )
        for letter in letters
    )


def deliver(at: datetime) -> int:
    """Sends what is due, outside any transaction, and returns how many mails left."""
    _empty_old_secrets(at)
    waiting = Message.objects.filter(state=Message.State.WAITING.value, next_try_at__lte=at)
    due = list(waiting.select_related("school").order_by("next_try_at", "pk")[:BATCH])
    if not due:
        return 0
    if not settings.DELIVERY:
        for message in due:
            _keep(message, at)
        return 0
    return _send_all([message for message in due if _claim(message, at)], at)


def _claim(message: Message, at: datetime) -> bool:
    """Takes a message for this try, so that no second worker sends it too."""
    if message.tries >= rules.TRIES:
        _end(message, Message.State.FAILED, problem=rules.STOPPED)
        return False
    pause = rules.next_try_at(message.tries + 1, at) or at + timedelta(days=1)
    mine = Message.objects.filter(pk=message.pk, state=Message.State.WAITING.value, tries=message.tries)
    claimed = mine.update(tries=F("tries") + 1, next_try_at=pause)
    message.tries += 1
    return bool(claimed)


def _send_all(messages: list[Message], at: datetime) -> int:
    connection = get_connection(**settings.DELIVERY)
    try:
        connection.open()
    except Exception as problem:  # whatever it is, it is the same for all of them
        log.warning("the mail server cannot be used: %s", type(problem).__name__)
        for message in messages:
            _failed(message, problem, at)
        return 0
    sent = sum(_sent(message, connection, at) for message in messages)
    _close(connection)
    return sent


def _sent(message: Message, connection: Any, at: datetime) -> bool:
    try:
        connection.send_messages([_mail(message, connection)])
    except Exception as problem:  # one mail's failure is written on that mail, and the rest go on
        log.warning("mail %s was not sent: %s", message.pk, type(problem).__name__)
        _failed(message, problem, at)
        _close(connection)  # the next one opens it afresh
        return False
    _end(message, Message.State.SENT, sent_at=at)
    return True


def _mail(message: Message, connection: Any) -> EmailMessage:
    school = message.school
    sender = settings.DEFAULT_FROM_EMAIL
    name = school.name.replace('"', "") if school else "Schoolgate"
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=f'"{name}" <{sender}>',
        to=[message.to],
        reply_to=[school.email] if school and school.email else None,
        connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
    )


def _failed(message: Message, problem: Exception, at: datetime) -> None:
    next_try_at = None if rules.is_final(problem) else rules.next_try_at(message.tries, at)
    message.problem = rules.in_words(problem)[:300]
    message.next_try_at = next_try_at
    message.state = (Message.State.WAITING if next_try_at else Message.State.FAILED).value
    message.save(update_fields=["problem", "next_try_at", "state"])


def _keep(message: Message, at: datetime) -> None:
    """What cannot leave stays; an invitation is over with its link, so that its reader is still to be invited."""
    if message.kind == rules.INVITATION:
        lost = Invitation.objects.filter(email__iexact=message.to, made_at__lte=message.made_at, used_at=None)
        lost.filter(expires_at__gt=at).update(expires_at=at)
    problem = rules.NO_SERVER_NO_LINK if message.holds_secret else rules.NO_SERVER
    _end(message, Message.State.KEPT, problem=problem)


def _end(message: Message, state: Message.State, *, sent_at: datetime | None = None, problem: str = "") -> None:
    message.state, message.sent_at, message.problem, message.next_try_at = state.value, sent_at, problem, None
    if message.holds_secret and state != Message.State.FAILED:
        message.body = ""
        if message.is_to_a_teller:
            message.to = ""
    message.save(update_fields=["state", "sent_at", "problem", "next_try_at", "body", "to"])


def _empty_old_secrets(at: datetime) -> None:
    """A link that could not be sent, and a teller's address, are not kept for ever in case someone tries again."""
    failed = Message.objects.filter(state=Message.State.FAILED.value, made_at__lt=at - SECRETS_KEPT)
    private = failed.filter(kind__startswith=f"{rules.PRIVATE}.")
    failed.filter(kind__startswith=rules.ACCOUNT).exclude(body="").update(body="")
    private.exclude(body="").update(body="")
    private.filter(person=None).exclude(to="").update(to="")


def _close(connection: Any) -> None:
    with suppress(Exception):
        connection.close()
