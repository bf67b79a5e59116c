"""How a concern ends, and how an end is taken back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.concerns import rules
from schoolgate.concerns.actions import meaning, reaching
from schoolgate.concerns.models.chronicle import Decision
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import concern_pages, reach
from schoolgate.concerns.rules import Outcome, Status

GOES_ON = frozenset({Outcome.OPEN_CASE, Outcome.ADD_TO_CASE})
"""It goes on in a case, with those who must not close that alone."""


@action("concerns.decide", clause="5.p.8", reach=reach.locked, asks=meaning.ASKS)
def decide(
    concern: Concern, *, end: Outcome, reason: str, seen: int | None = None, by: access.SignedIn, at: datetime
) -> Concern:
    """Ends a concern in one way, with a reason; of two people at once the second is told what the first did."""
    rules.check_reason(reason)
    _check_open(concern)
    rules.check_seen(seen, concern_pages.told_so_far(concern))
    if end not in GOES_ON:
        reach.check_may_end(concern, by)
    concern_pages.check_end(
        end, concern, concern.steps.all(), concern.reaches.filter(ended_at=None), concern.lines.all()
    )
    try:
        with transaction.atomic():
            Decision.objects.create(concern=concern, end=end.value, reason=reason, at=at, by_id=by.id)
    except IntegrityError:
        _check_open(concern)
        raise
    _set_status(concern, rules.AFTER[end])
    if concern.entered_by_id or concern.contact:
        reaching.write_to_reporter(concern, at)
    return concern


@action("concerns.take_back", clause="5.p.8", reach=reach.locked, asks=meaning.ASKS)
def take_back(concern: Concern, *, reason: str, by: access.Someone, at: datetime) -> Concern:
    """Takes the decision about a concern back, with a reason; the first one stays in its history."""
    rules.check_reason(reason)
    taken = concern.decisions.filter(taken_back_at=None).first()
    if taken is None:
        raise Broken("There is no decision to take back.")
    taken.taken_back_at, taken.taken_back_by_id, taken.taken_back_why = at, by.id, reason
    taken.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    _set_status(concern, Status.LOOKED_INTO if concern.steps.exists() else Status.READ)
    return concern


@action("concerns.finish", clause="5.p.8", reach=reach.locked, asks=meaning.ASKS)
def finish(concern: Concern, *, reason: str, seen: int | None = None, by: access.Someone, at: datetime) -> Concern:
    """Finishes with a concern that was passed on or went into a case, when that has come to its end."""
    rules.check_reason(reason)
    reach.check_may_end(concern, by)
    if not concern.decisions.filter(taken_back_at=None).exists():
        raise Broken("Decide first how it ends.", "5.p.8")
    if concern.status == Status.FINISHED:
        raise Broken("This is finished already.")
    rules.check_seen(seen, concern_pages.told_so_far(concern))
    rules.check_all_read(waits=concern_pages.waits(concern))
    concern.addenda.create(words=f"Finished: {reason}", at=at, by_id=by.id)
    _set_status(concern, Status.FINISHED)
    return concern


# ---- parts


def _check_open(concern: Concern) -> None:
    standing = concern.decisions.filter(taken_back_at=None).select_related("by").first()
    if standing:
        what = rules.ENDS[Outcome(standing.end)].lower()
        raise Broken(f"{standing.by} has decided this already: {what}. Take that back first to change it.")


def _set_status(concern: Concern, status: Status) -> None:
    concern.status = status.value
    concern.save(update_fields=["status"])
