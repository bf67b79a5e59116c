"""What a person or the clock may do with letters and mail: put them in the outbox, print them, try again."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community.models import School
from schoolgate.post import queries, rules
from schoolgate.post.models import Message
from schoolgate.post.rules import Letter


@action("post.send", clause="7.2")
def send(school: School, *, letters: Sequence[Letter], by: access.Someone, at: datetime) -> list[Message]:
    """Puts e-mails in the outbox, from where the background worker sends them."""
    return _queued(school, letters, at)


@action("post.remind", clause="1.1")
def remind(school: School, *, letters: Sequence[Letter], by: access.Someone, at: datetime) -> list[Message]:
    """Reminds people by e-mail of what they have not read and signed yet."""
    return _queued(school, letters, at)


@action("post.remind_of_review", clause="9.1")
def remind_of_review(school: School, *, letters: Sequence[Letter], by: access.Someone, at: datetime) -> list[Message]:
    """Reminds the head by e-mail that the policy has to be looked at again."""
    return _queued(school, letters, at)


@action("post.remind_of_register", clause="1.5")
def remind_of_register(school: School, *, letters: Sequence[Letter], by: access.Someone, at: datetime) -> list[Message]:
    """Reminds those who keep the age register by e-mail that it has to be checked again."""
    return _queued(school, letters, at)


@action("post.print_letters", clause="7.2")
def print_letters(school: School, *, letters: Sequence[Letter], by: access.Someone, at: datetime) -> list[Message]:
    """Records the letters that are printed for people who have no e-mail."""
    return Message.objects.bulk_create(
        _message(school, letter, at, way=Message.Way.PAPER, state=Message.State.PRINTED, sent_at=at)
        for letter in letters
    )


@action("post.try_again")
def try_again(message: Message, *, by: access.Someone, at: datetime) -> Message:
    """Sends a mail again that could not be sent."""
    if not message.can_be_tried_again:
        raise Broken("This message cannot be sent again: it is not stuck, or its words are no longer kept.")
    message.state, message.problem = Message.State.WAITING.value, ""
    message.tries, message.next_try_at = 0, at
    message.save()
    return message


def _queued(school: School, letters: Sequence[Letter], at: datetime) -> list[Message]:
    """Nobody gets two mails in the same matter on one day, whoever presses what at the same time."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    written = queries.written_on(school.pk, timezone.localdate(at))
    return Message.objects.bulk_create(
        _message(school, letter, at, way=Message.Way.EMAIL, state=Message.State.WAITING, next_try_at=at)
        for letter in letters
        if (letter.person_id, rules.matter(letter.kind)) not in written
    )


def _message(
    school: School, letter: Letter, at: datetime, *, way: Message.Way, state: Message.State, **fields: datetime
) -> Message:
    return Message(
        school=school,
        person_id=letter.person_id,
        to=letter.to,
        kind=letter.kind,
        subject=letter.subject[:200],
        body=letter.body,
        way=way.value,
        state=state.value,
        made_at=at,
        **fields,
    )
