"""From a finished draft to a published version: send, return, approve, publish, set the review."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.policy import rules, wording
from schoolgate.policy.actions import authors
from schoolgate.policy.models import Clause, Version
from schoolgate.policy.queries import reach
from schoolgate.policy.rules import Stage


@action("policy.send_for_review", clause="9.1")
def send_for_review(version: Version, *, by: access.Someone, at: datetime) -> Version:
    """Gives a draft to the governors."""
    rules.check_move(Stage(version.stage), Stage.IN_REVIEW)
    if not version.clauses.exists():
        raise Broken("This draft has no clauses yet, so there is nothing to review.")
    if unsure := version.clauses.filter(confirmed=False).count():
        what = "One clause is" if unsure == 1 else f"{unsure} clauses are"
        raise Broken(f"{what} not confirmed yet. Say “Right” to each, or change it, first.")
    version.stage, version.sent_at, version.sent_by_id = Stage.IN_REVIEW.value, at, by.id
    version.returned_why = version.withdrawn_why = ""
    version.withdrawn_at = version.withdrawn_by = None
    version.save()
    authors.add(version, by.id)
    return version


@action("policy.withdraw", clause="9.1")
def withdraw(version: Version, *, why: str = "", by: access.Someone, at: datetime) -> Version:
    """Takes a version back from review, to go on writing it."""
    rules.check_withdrawal(Stage(version.stage))
    version.stage, version.withdrawn_why = Stage.DRAFT.value, why.strip()
    version.withdrawn_at, version.withdrawn_by_id = at, by.id
    version.save()
    return version


@action("policy.return_to_draft", clause="9.1")
def return_to_draft(version: Version, *, why: str, by: access.Someone, at: datetime) -> Version:
    """Gives a version back to its authors, with the reason."""
    rules.check_move(Stage(version.stage), Stage.DRAFT)
    if not why.strip():
        raise Broken("Say what should change, so that the authors know what to do.")
    version.stage, version.returned_why = Stage.DRAFT.value, why
    version.approved_at = version.approved_by = None
    version.save()
    return version


@action("policy.approve", clause="9.1")
def approve(version: Version, *, by: access.Someone, at: datetime) -> Version:
    """A governor, who has not written any of it, approves the version."""
    rules.check_move(Stage(version.stage), Stage.APPROVED)
    for author in reach.authors_of(version):
        rules.check_approver(author_id=author, approver_id=by.id)
    version.stage, version.approved_at, version.approved_by_id = Stage.APPROVED.value, at, by.id
    version.save()
    return version


@action("policy.mark_wording_only", clause="9.2")
def mark_wording_only(version: Version, *, clauses: Sequence[int], by: access.Someone, at: datetime) -> Version:
    """Says which changed clauses only reword, so that nobody is asked to sign them again."""
    rules.check_before_publication(Stage(version.stage))
    version.clauses.filter(pk__in=clauses).update(wording_only=True)
    version.clauses.exclude(pk__in=clauses).update(wording_only=False)
    return version


@action("policy.publish", clause="7.2")
def publish(
    version: Version, *, in_force_on: date, review_on: date, review_every: int, by: access.Someone, at: datetime
) -> Version:
    """Publishes an approved version from a day on, and so asks each audience for what is new to them."""
    rules.check_move(Stage(version.stage), Stage.PUBLISHED)
    previous = reach.last_published(version.school_id)
    rules.check_in_force_on(in_force_on, today=timezone.localdate(at), after=previous.in_force_on if previous else None)
    rules.check_review_on(review_on, in_force_on=in_force_on)
    clauses = list(version.clauses.all())
    was = {clause.key: clause for clause in previous.clauses.all()} if previous else {}
    for clause in clauses:
        since = wording.asked_since(was.get(clause.key), clause, version.number)
        clause.asked_since, clause.pupils_asked_since = since
    Clause.objects.bulk_update(clauses, ["asked_since", "pupils_asked_since"])
    version.stage, version.published_at, version.published_by_id = Stage.PUBLISHED.value, at, by.id
    version.in_force_on, version.review_on, version.review_every = in_force_on, review_on, review_every
    version.digest = wording.digest(clauses)
    version.save()
    return version


@action("policy.set_review", clause="9.1")
def set_review(version: Version, *, review_on: date, review_every: int, by: access.Someone, at: datetime) -> Version:
    """Changes when the policy is next looked at, and how often."""
    if version.stage != Stage.PUBLISHED:
        raise Broken("Review dates belong to a published version; this one gets them when it is published.")
    rules.check_review_on(review_on, in_force_on=timezone.localdate(at))
    version.review_on, version.review_every = review_on, review_every
    version.save()
    return version
