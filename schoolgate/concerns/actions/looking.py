"""Whom words mean is found before a deed holds anything still; what is too much for that, the clock looks through."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community.models import School
from schoolgate.concerns import complaints, limits, receipts, rules, suggesting
from schoolgate.concerns.actions import leaving, meaning, reaching, uploads
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import foreseen, reach
from schoolgate.concerns.queries import telling as told
from schoolgate.concerns.queries.meant import readers_named
from schoolgate.concerns.rules import Attachment, Channel, ConcernKind, Harm, Report, Status

AS_CONCERN = (
    "Thank you for telling us. Because of what you wrote we treat it as a safeguarding concern, not as a complaint. You do "
    "not have to tell it again. If it is about someone at school, they cannot read it."
)
THANKS = "Thank you for telling us. We have this, and you will have an answer by {day}."


@contextmanager
def foreseeing_all(concern: Concern, said: Mapping[str, Any], by: access.Someone, at: datetime) -> Iterator[None]:
    """However much it is: the clock holds nothing still meanwhile."""
    with foreseen.foreseeing(None):
        meaning.meant_in(concern, at)
        leaving.reads_so(concern, meaning.everything_in(concern))
        yield


@action("concerns.look_through", clause="6.4", reach=reach.by_clock, ahead=foreseeing_all)
def look_through(concern: Concern, *, by: access.Someone, at: datetime) -> Concern:
    """Looks for whom the words of a concern may mean, where there were too many at once, and sends it on then.

    Also where people changed at the moment at which it was told.
    """
    waited, is_new = concern.unlooked_since is not None, not concern.reaches.exists()
    changed = concern.unlooked_for.filter(at__lte=at)
    waited_for_people = changed.exists()
    added, is_more = meaning.added_since(concern, concern.unlooked_since)
    concern.unlooked_since = None
    concern.save(update_fields=["unlooked_since"])
    went_on = meaning.look_through(concern, at)
    changed.delete()
    if not (waited or waited_for_people):  # only somebody who changed at the moment at which it was told
        return concern
    if not (waited and (is_new or is_more)):  # nothing is new to whoever reads it, but it may go to others now
        if concern.status != Status.FINISHED and reaching.meant_for(concern, at) != concern.goes_to:
            reaching.route(concern, at)
        return concern
    leaving.if_it_reads_so(concern, meaning.everything_in(concern), at)
    if is_new:
        go_on(concern, at)
        reaching.alarm_of_more(concern, added, at)
        return concern
    if concern.status != Status.FINISHED:
        reaching.route(concern, at)  # by what was added while it waited
    if not reaching.alarm_of_more(concern, added, at) and not went_on:
        reaching.write_of_more(concern, reach.readers_of(concern, reach.today(at)), at)
    return concern


def go_on(concern: Concern, at: datetime) -> None:
    """Sends what was told to those who read it; who is not happy is thanked, by mail where they have an account."""
    reaching.route(concern, at)
    leaving.to_a_governor(concern, at)
    if concern.first_kind == ConcernKind.UNHAPPY:
        words = THANKS.format(day=f"{concern.answer_by:%-d %B %Y}") if concern.answer_by else AS_CONCERN
        Message.objects.create(concern=concern, words=words, at=at, from_school=True)
        if concern.entered_by_id:  # an address that was typed may be anybody's: it waits until somebody has read it
            reaching.write_to_reporter(concern, at)


def wait_if_too_much(concern: Concern, at: datetime) -> bool:
    """Nobody reads a concern of whose words not all were looked through: the clock does that within minutes."""
    if concern.unlooked_since is None and foreseen.work().is_spent:
        concern.unlooked_since = at
        concern.save(update_fields=["unlooked_since"])
    return concern.unlooked_since is not None


# ---- what words sound like, found once


def as_told(telling: Report, read: str) -> Report:
    """What was told, as what it is; of very long files only the beginning is looked at here, the rest by the clock."""
    read = read if foreseen.fits(read) else read[: foreseen.MOST_LETTERS]
    key = (telling.kind, telling.all_words(), telling.place, telling.hurt, read)
    return foreseen.once(("told", *key), lambda: complaints.sent_on(telling, read))


def harm(telling: Report, *, about_staff: bool) -> Harm:
    words, urgent = telling.all_words(), telling.urgent
    key = ("harm", telling.kind, words, urgent, about_staff)
    return foreseen.once(key, lambda: suggesting.harm(telling.kind, words, urgent=urgent, about_staff=about_staff))


def clause(telling: Report, harm: Harm) -> str:
    key = ("clause", telling.kind, telling.door, telling.all_words(), harm)
    return foreseen.once(key, lambda: suggesting.clause(telling.kind, telling.door, telling.all_words(), harm))


# ---- before a deed


@contextmanager
def before_telling(school: School, said: Mapping[str, Any], by: access.Someone, at: datetime) -> Iterator[None]:
    """Looks through what is told, and through its files, before anything is held still for it."""
    telling: Report = said["telling"]
    with _counted(school, by, at) as work:
        there = told.of_form(school, said["form_token"])
        if not work.is_spent and _is_taken(telling, said["form_token"], there, by, at):
            files = (*telling.enclosures, *_kept(school, said.get("kept", "")))
            as_it_is = as_told(telling, "\n".join(meaning.read_in(files)))
            found = meaning.barred(school.pk, as_it_is, files, by, at)
            of_staff = meaning.is_about_staff(as_it_is, found, reach.today(at))
            clause(as_it_is, harm(as_it_is, about_staff=of_staff))
            if there is not None:  # the same form, sent again
                meaning.meant_by_more(there, as_it_is.all_words(), files, by, at)
        yield


@contextmanager
def before_reply(school: School, said: Mapping[str, Any], by: access.Someone, at: datetime) -> Iterator[None]:
    """Looks through what is added before anything is held still for it."""
    held = {name: said.get(name, "") for name in ("receipt", "link")}
    with _counted(school, by, at) as work:
        concern = (
            None
            if work.is_spent
            else told.own_concern(school, person_id=by.id, concern_id=said.get("concern_id"), **held)
        )
        if concern is not None and not limits.too_many_replies(concern.pk, at):
            files = (*said.get("enclosures", ()), *_kept(school, said.get("kept", "")))
            if concern.door != Channel.PUPIL:
                readers_named(concern, said["words"], by, reach.today(at), known=True)
            meaning.meant_by_more(concern, said["words"], files, by, at)
            leaving.reads_so(concern, "\n".join((said["words"], *meaning.read_in(files))))
        yield


@contextmanager
def _counted(school: School, by: access.Someone, at: datetime) -> Iterator[Any]:
    """What strangers of one address have looked through in an hour has an end: beyond it the clock does it."""
    address = access.address_of(by)
    most = foreseen.MOST_WORK
    if by.id is None and limits.has_much_looked_at(at, address=address):
        most = -1
    with foreseen.foreseeing(most) as work:
        try:
            yield work
        finally:
            if by.id is None:
                limits.count_looked_at(at, work.done, address=address)


def _is_taken(telling: Report, form_token: str, there: Concern | None, by: access.Someone, at: datetime) -> bool:
    """Whether it will be taken, as far as can be seen: nothing is looked through for what is refused anyway."""
    try:
        rules.check_telling(telling, at=at, by_outsider=by.id is None)
        if by.id is None and there is None:
            receipts.check_form_token(form_token, at=at)
            return not limits.told_too_much(telling.door, at, address=access.address_of(by))
    except Broken:
        return False
    return True


def _kept(school: School, reference: str) -> tuple[Attachment, ...]:
    try:
        return uploads.opened(school, reference)[0] if reference else ()
    except Broken:
        return ()
