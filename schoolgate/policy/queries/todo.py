"""What the policy asks of whoever is there, for the first page."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person
from schoolgate.community.queries.tasks import Task
from schoolgate.policy.models import Proposal, Version
from schoolgate.policy.queries import ages, coverage, reach, signing
from schoolgate.policy.rules import Audience, Stage
from schoolgate.post import queries as post

REVIEW_AHEAD = timedelta(days=30)

SIGN = {
    Audience.STAFF: "Read and sign the terms for staff",
    Audience.PARENT: "Read the policy for parents and carers",
    Audience.GOVERNOR: "Read and sign as a governor",
    Audience.PUPIL: "Say yes to our rules",
}


def tasks_for(person: Person, now: datetime) -> list[Task]:
    """What is asked of this person: to sign, to read with a class, to review, to publish, to chase."""
    on = timezone.localdate(now)
    version = reach.last_published(person.school_id)
    return [
        *_to_sign(person, version),
        *_classes(person, version, on),
        *_drafts(person, version),
        *_review(person, version, on),
        *_proposals(person),
        *_register(person, on),
        *_mail(person),
        *_office(person, version, on),
    ]


def _to_sign(person: Person, version: Version | None) -> Iterator[Task]:
    for owed in signing.owed_of(person, version):
        count = len(owed.clauses)
        if owed.audience is Audience.PUPIL:
            hint = "Read them, or let them be read to you."
        elif owed.again:
            hint = f"{'One part has' if count == 1 else f'{count} parts have'} changed since you signed."
        else:
            hint = f"{count} parts. It takes about {max(2, count // 6)} minutes."
        yield Task(SIGN[owed.audience], hint, reverse("policy:sign", args=[owed.audience.value]), urgent=True)


def _classes(person: Person, version: Version | None, on: date) -> Iterator[Task]:
    """A teacher's own classes; those who lead see every class in the coverage."""
    if version is None or Duty.TEACHER not in person.duties:
        return
    own = {str(teaching.classroom_id) for teaching in person.teaching.held(on)}
    if not own:
        return
    for share in coverage.pupils_by_class(version, on):
        if share.key in own and share.left:
            hint = f"{share.done} of {share.total} pupils have agreed."
            yield Task(f"Read the rules with {share.label}", hint, reverse("policy:class", args=[share.key]))


def _drafts(person: Person, version: Version | None) -> Iterator[Task]:
    if not access.may(person, "look.drafts"):
        return
    draft = reach.open_draft(person.school_id)
    if draft is None:
        if access.may(person, "policy.publish") and version is None:
            yield Task("Bring in your policy", "Nothing is published yet.", reverse("policy:versions"), urgent=True)
        return
    if draft.stage == Stage.IN_REVIEW and access.may(person, "policy.approve"):
        if person.pk not in reach.authors_of(draft):
            url = reverse("policy:review", args=[draft.pk])
            yield Task(f"Review {draft}", "It waits for a governor’s approval.", url, urgent=True)
    elif draft.stage == Stage.APPROVED and access.may(person, "policy.publish"):
        url = reverse("policy:publish", args=[draft.pk])
        yield Task(f"Publish {draft}", "It is approved.", url, urgent=True)
    elif draft.stage == Stage.DRAFT and access.may(person, "policy.send_for_review"):
        yield Task(f"Finish {draft}", _unfinished(draft), reverse("policy:draft", args=[draft.pk]))


def _unfinished(draft: Version) -> str:
    if draft.returned_why:
        return "The governors gave it back with a reason."
    if draft.withdrawn_at:
        return "It was withdrawn from review."
    unsure = draft.clauses.filter(confirmed=False).count()
    return f"{unsure} clauses are not confirmed yet." if unsure else "Every clause is confirmed. Send it for review."


def _review(person: Person, version: Version | None, on: date) -> Iterator[Task]:
    if version is None or version.review_on is None or not access.may(person, "policy.set_review"):
        return
    if version.review_on - REVIEW_AHEAD <= on:
        late = version.review_on < on
        hint = f"{'It was due' if late else 'Due'} on {version.review_on:%-d %B %Y}."
        yield Task("Look at the policy again", hint, reverse("policy:review_dates", args=[version.pk]), urgent=late)


def _proposals(person: Person) -> Iterator[Task]:
    if not access.may(person, "policy.answer_proposal"):
        return
    waiting = Proposal.objects.filter(school=person.school_id, answered_at=None).count()
    if waiting:
        what = "a proposal" if waiting == 1 else f"{waiting} proposals"
        yield Task(f"Answer {what}", "Someone on the staff asks for a change.", reverse("policy:proposals"))


def _register(person: Person, on: date) -> Iterator[Task]:
    if person.school_id is None or not access.may(person, "policy.check_register"):
        return
    due_on = ages.check_due_on(person.school_id)
    if due_on - REVIEW_AHEAD <= on:
        late = due_on < on
        hint = f"{'It was due' if late else 'Due'} on {due_on:%-d %B %Y}."
        yield Task("Check the age register", hint, reverse("policy:register_check"), urgent=late)


def _mail(person: Person) -> Iterator[Task]:
    """One line, with a number and no name, for whoever can do something about mail that does not leave."""
    stuck = post.stuck(person.school_id) if access.may(person, "look.leaving_mail") else None
    if stuck is None or not stuck.number:
        return
    if not stuck.has_server:
        title = "A mail cannot leave" if stuck.number == 1 else f"{stuck.number} mails cannot leave"
        who = "Set one on the server." if Duty.IT in person.duties else "Ask IT to set one."
        yield Task(title, f"No mail server is set. {who}", reverse("post:leaving"), urgent=True)
        return
    title = "A message could not be sent" if stuck.number == 1 else f"{stuck.number} messages could not be sent"
    if access.may(person, "look.outbox"):
        yield Task(title, "See why, and try again.", reverse("post:outbox"), urgent=True)
    else:
        yield Task(title, "See why.", reverse("post:leaving"), urgent=True)


def _office(person: Person, version: Version | None, on: date) -> Iterator[Task]:
    if version is not None and Duty.OFFICE in person.duties:
        on_paper = coverage.owing(person.school_id, on, audience=Audience.PARENT.value).filter(email="").count()
        if on_paper:
            who = "A parent" if on_paper == 1 else f"{on_paper} parents"
            hint = f"{who} without e-mail {'has' if on_paper == 1 else 'have'} not signed."
            yield Task("Chase paper returns", hint, f"{reverse('policy:chase')}?audience=parent&way=paper")
