"""Versions of a small policy, published step by step, for the tests of this folder."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from schoolgate.community.models import Person
from schoolgate.policy.actions import drafting, reviewing
from schoolgate.policy.models import Clause, Version
from tests.cast import MONDAY, Cast

WORDS = [
    # place, section, text, audience, strength, model, group, gloss, child, picture
    (
        "1.1",
        "1 Purpose",
        "Everyone at {school} keeps to this policy.",
        "pupil parent staff governor",
        "1.1",
        "About this policy",
        "This is for all of us.",
        "These rules are for all of us.",
        "star",
    ),
    (
        "3.a.2",
        "3 Responsible use",
        "Pupils never give away their address.",
        "pupil",
        "3.a.2",
        "Being safe online",
        "Help your child.",
        "Keep your address secret.",
        "lock",
    ),
    (
        "3.b.2",
        "3 Responsible use",
        "Staff keep their own accounts private.",
        "staff",
        "3.b.2",
        "Own accounts",
        "Staff lock their accounts.",
        "Teachers lock their pages.",
        "lock",
    ),
    (
        "3.c.2",
        "3 Responsible use",
        "Parents bring concerns to {head} first.",
        "parent",
        "3.c.2",
        "Parents online",
        "Tell us first.",
        "Families talk to us.",
        "speech",
    ),
    (
        "4.6",
        "4 Terms for staff",
        "Staff do not talk about pupils online.",
        "staff",
        "4.6",
        "Terms of use",
        "Staff do not gossip.",
        "Teachers keep quiet about you.",
        "lock",
    ),
    (
        "9.1",
        "9 Review",
        "Governors look at this policy every year.",
        "governor",
        "9.1",
        "Review",
        "We check this.",
        "We check our rules.",
        "clock",
    ),
]


def first(cast: Cast, *, at: datetime = MONDAY, in_force_on: date | None = None) -> Version:
    """Version 1: drafted by the head, approved by the chair, published."""
    version = Version.objects.create(
        school=cast.school, number=1, title="Social media policy", made_at=at, made_by=cast.head
    )
    for order, (place, section, text, audience, model, group, gloss, child, picture) in enumerate(WORDS, 1):
        Clause.objects.create(
            version=version,
            order=order,
            place=place,
            section=section,
            text=text,
            audience=audience.split(),
            strength="must",
            model=model,
            similarity=1,
            confirmed=True,
            group=group,
            gloss=gloss,
            child=child,
            picture=picture,
        )
    return published(cast, version, at=at, in_force_on=in_force_on)


def revised(
    cast: Cast,
    before: Version,
    changes: dict[str, str],
    *,
    wording_only: bool = False,
    at: datetime,
    in_force_on: date | None = None,
) -> Version:
    """The next version: these places read differently."""
    draft = drafting.revise(before, by=cast.head, at=at)
    for place, text in changes.items():
        clause = draft.clauses.get(place=place)
        drafting.edit_clause(clause, text=text, by=cast.head, at=at)
    reworded = draft.clauses.filter(place__in=changes if wording_only else ()).values_list("pk", flat=True)
    return published(cast, draft, at=at, in_force_on=in_force_on, reworded=list(reworded))


def published(
    cast: Cast, version: Version, *, at: datetime, in_force_on: date | None = None, reworded: Sequence[int] = ()
) -> Version:
    head = fresh(cast.head)
    reviewing.send_for_review(version, by=head, at=at)
    reviewing.approve(version, by=fresh(cast.chair), at=at)
    reviewing.mark_wording_only(version, clauses=reworded, by=head, at=at)
    day = in_force_on or at.date()
    reviewing.publish(version, in_force_on=day, review_on=day + timedelta(days=365), review_every=12, by=head, at=at)
    return version


def fresh(person: Person) -> Person:
    """The person as the database has them now."""
    return Person.objects.prefetch_related("roles").get(pk=person.pk)


def model(cast: Cast, *, at: datetime = MONDAY) -> Version:
    """Version 1 is the whole model policy, in force."""
    return published(cast, drafting.start_from_model(cast.school, by=fresh(cast.head), at=at), at=at)
