"""What the clock does for the policy: it asks, reminds, and keeps the review date in view."""

from collections.abc import Callable, Sequence
from datetime import datetime

from schoolgate.access import Machine
from schoolgate.access.duties import Duty
from schoolgate.policy import letters
from schoolgate.policy.queries import ages, reminding
from schoolgate.post import actions as post


def daily(at: datetime) -> None:
    """Everything that is due on this day; a second run on the same day sends nothing more."""
    ask(at)
    remind(at)
    remind_of_review(at)
    remind_of_register(at)


def ask(at: datetime) -> int:
    """Asks everyone who has something to sign and was not asked yet: after publishing, and on joining."""
    return _write(at, reminding.to_ask, letters.ask, post.send)


def remind(at: datetime) -> int:
    """Reminds everyone whose next reminder is due."""
    return _write(at, reminding.to_remind, letters.remind, post.remind)


def remind_of_review(at: datetime) -> int:
    """Reminds the head that the policy has to be looked at again."""
    return _write(at, reminding.to_remind_of_review, letters.remind_of_review, post.remind_of_review)


def remind_of_register(at: datetime) -> int:
    """Reminds the head and the DSL that the age register has to be checked again."""
    written = 0
    for school in reminding.schools():
        people, due_on = ages.to_remind(school, at)
        mails = [letters.check_register(person, due_on) for person in people]
        if mails:
            by = Machine(school.pk, Duty.CLOCK)
            written += len(post.remind_of_register(school, letters=mails, by=by, at=at))
    return written


def _write(
    at: datetime,
    choose: Callable[..., reminding.ToWrite | None],
    word: Callable[..., object],
    do: Callable[..., Sequence[object]],
) -> int:
    """Writes to the people chosen at each school, one deed of the clock a school; returns how many mails."""
    written = 0
    for school in reminding.schools():
        chosen = choose(school, at)
        if chosen:
            mails = [word(person, chosen.version) for person in chosen.people]
            written += len(do(school, letters=mails, by=Machine(school.pk, Duty.CLOCK), at=at))
    return written
