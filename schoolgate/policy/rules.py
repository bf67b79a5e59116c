"""What the document itself may and may not do: stages, who approves, what counts as a change."""

import re
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from schoolgate.broken import Broken

T = TypeVar("T", bound=Hashable)


class Stage(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Audience(StrEnum):
    PUPIL = "pupil"
    PARENT = "parent"
    STAFF = "staff"
    GOVERNOR = "governor"


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.IN_REVIEW, Stage.DISCARDED}),
    Stage.IN_REVIEW: frozenset({Stage.DRAFT, Stage.APPROVED}),
    Stage.APPROVED: frozenset({Stage.DRAFT, Stage.PUBLISHED}),
    Stage.PUBLISHED: frozenset(),
    Stage.DISCARDED: frozenset(),
}

MINIMUM_AGE = 13
"""Clause 5.p.1: no pupil below this age uses a social network."""


def check_move(stage: Stage, to: Stage) -> None:
    """Clause 9.1: a version moves from draft to review to approval to publication, never back from there."""
    if to not in MOVES[stage]:
        raise Broken(f"This version is {stage}, so it cannot become {to}.", "9.1")


def check_withdrawal(stage: Stage) -> None:
    """Clause 9.1: its authors take a version back while it is in review; once approved, only a governor gives it back."""
    if stage is not Stage.IN_REVIEW:
        raise Broken(f"This version is {stage}, so it cannot be withdrawn from review.")


def check_editable(stage: Stage) -> None:
    """Clause 9.1: only a draft is edited; what people have read stays as they read it."""
    if stage is not Stage.DRAFT:
        raise Broken(f"This version is {stage} and can no longer be edited. Start a new version instead.")


def moved(order: Sequence[int], one: int, after: int | None) -> list[int]:
    """Clause 9.2: the order of a draft's clauses with one of them put after another, or first."""
    rest = [other for other in order if other != one]
    if after is not None and after not in rest:
        raise Broken("Choose another clause of this draft to put it after.", "9.2")
    place = rest.index(after) + 1 if after is not None else 0
    becomes = [*rest[:place], one, *rest[place:]]
    if becomes == list(order):
        raise Broken("The clause stands there already.", "9.2")
    return becomes


def kept_in_order(was: Sequence[T], becomes: Sequence[T]) -> set[T]:
    """Those that still follow one another as before, as many as possible; the rest have been moved."""
    rank = {one: number for number, one in enumerate(was)}
    best: list[list[T]] = []
    for one in (become for become in becomes if become in rank):
        # `best[n]` is the run of n + 1 that ends earliest in the old order.
        at = bisect_left([rank[run[-1]] for run in best], rank[one])
        best[at : at + 1] = [[*(best[at - 1] if at else []), one]]
    return set(best[-1]) if best else set()


def check_approver(*, author_id: int | None, approver_id: int | None) -> None:
    """Clause 9.1: nobody approves their own words."""
    if author_id is not None and author_id == approver_id:
        raise Broken("You have worked on this version, so another governor has to approve it.")


def check_in_force_on(in_force_on: date, *, today: date, after: date | None) -> None:
    """Clause 9.1: a version comes into force today or later, and after the one before it."""
    if in_force_on < today:
        raise Broken("Choose today or a later date: people cannot be bound by a version before they could read it.")
    if after and in_force_on < after:
        raise Broken(f"Another version comes into force on {after:%-d %B %Y}. Choose that date or a later one.")


def bare(text: str) -> str:
    """The words alone: no capitals, spacing, punctuation or names of officers."""
    return " ".join(re.findall(r"\w+", re.sub(r"\{\w+\}", " ", text).casefold()))


def is_material(
    was: tuple[str, str, frozenset[str]] | None, becomes: tuple[str, str, frozenset[str]], *, wording_only: bool
) -> bool:
    """Clause 9.2: whether people have to be asked again, from (text, strength, audience) before and after.

    New clauses, another strength and a wider audience always count. Other words count unless the head has
    said that they only reword.
    """
    if was is None or was[1] != becomes[1] or becomes[2] - was[2]:
        return True
    return bare(was[0]) != bare(becomes[0]) and not wording_only


def is_material_to_pupils(was: str, becomes: str, *, wording_only: bool) -> bool:
    """Clause 9.2: whether pupils have to be asked again because the sentence they agree to reads differently."""
    return bare(was) != bare(becomes) and not wording_only


def check_before_publication(stage: Stage) -> None:
    """Clause 9.2: what is asked again is settled before a version is published, never after."""
    if stage in (Stage.PUBLISHED, Stage.DISCARDED):
        raise Broken(f"This version is {stage}, so what people were asked stays as it was.")


def check_proposal(*, was: str, wording: str, reason: str, number: int, newest: int | None) -> None:
    """Clause 9.2: a proposal changes words of the newest published version, and says why."""
    if newest is None or number > newest:
        raise Broken("This version is not published yet, so it is for its authors to change.")
    if number < newest:
        raise Broken(f"Version {newest} has been published since. Propose your change to its clause.")
    if not wording.strip() or wording.split() == was.split():
        raise Broken("Write how the clause should read: these are its present words.")
    if not reason.strip():
        raise Broken("Say why, so that whoever answers understands.")


def check_source(source: str, source_date: str, *, today: date) -> None:
    """Clause 1.5: every age names where the figure comes from and when it was read there."""
    if not source.strip():
        raise Broken("Say where it says so, so that others can check it.", "1.5")
    if source_date[:10] > today.isoformat():
        raise Broken("The day on which you read it is in the future. Check the day, month and year.", "1.5")


def check_review_on(review_on: date, *, in_force_on: date) -> None:
    """Clause 9.1: the policy is looked at again, within three years."""
    if review_on <= in_force_on:
        raise Broken("The review date has to be after the day the policy comes into force.")
    if (review_on - in_force_on).days > 3 * 366:
        raise Broken("Choose a review date within three years.")


def check_signed_on(signed_on: date, *, today: date, published_on: date) -> None:
    """Clause 1.1: a reply slip is signed after the version was published and not in the future."""
    if signed_on > today:
        raise Broken("The date on the slip is in the future. Check the day, month and year.")
    if signed_on < published_on:
        raise Broken(f"This version was published on {published_on:%-d %B %Y}, after the date on the slip.")


def check_accounts_private(checked_on: date | None, *, today: date) -> None:
    """Clause 3.b.2: whoever signs that their accounts are private has looked within the last 30 days."""
    if checked_on is None:
        raise Broken("Give the day on which you checked that your own accounts are private.", "3.b.2")
    if checked_on > today:
        raise Broken("The day of your check is in the future. Check the day, month and year.", "3.b.2")
    if (today - checked_on).days > 30:
        raise Broken("Your check is more than 30 days old. Look at your settings again and give that day.", "3.b.2")


LONGEST_EXEMPTION = 366
"""Days: an exception is looked at again within a year."""


def check_holder(*, is_grown: bool, since_on: date, today: date, held: bool, account: str) -> None:
    """Clause 1.3: an account of the school is run by a grown-up who is named for it, and named once."""
    if not account.strip():
        raise Broken("Give the name of the account, so that others know which one it is.", "1.3")
    if not is_grown:
        raise Broken("A pupil cannot run an account of the school.", "1.3")
    if since_on > today:
        raise Broken("The day from which they run it is in the future. Come back on that day.", "1.3")
    if held:
        raise Broken("They are on the list for this account already.", "1.3")


def check_exemption(*, from_on: date, until_on: date, reason: str, today: date) -> None:
    """Clauses 5.p.3 and 5.p.5: an exception has a reason and an end, at most a year away."""
    if not reason.strip():
        raise Broken("Give the reason, so that anyone who looks later understands the decision.")
    if until_on < from_on:
        raise Broken("The last day is before the first one. Check both dates.")
    if until_on < today:
        raise Broken("The last day has passed already. Choose a day that is still to come.")
    if (until_on - from_on).days > LONGEST_EXEMPTION:
        raise Broken("An exception lasts a year at most. Choose an earlier last day, and look at it again then.")
