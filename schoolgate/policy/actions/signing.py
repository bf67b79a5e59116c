"""What people sign, for themselves, in class, or on paper."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community.models import Person
from schoolgate.community.signin.opening import Opener
from schoolgate.policy import audiences, rules, wording
from schoolgate.policy.models import Clause, Signature, SignedText, Version
from schoolgate.policy.queries import reach, signing
from schoolgate.policy.rules import Audience, Stage


@action("policy.sign", clause="1.1")
def sign(
    version: Version,
    *,
    audience: Audience,
    clauses: Sequence[Clause],
    accounts_private_on: date | None = None,
    opener: Opener | None = None,
    by: access.SignedIn,
    at: datetime,
) -> Signature:
    """A person signs, for themselves, the clauses they have just seen.

    In a child's session that somebody else opened it is kept as what it is: agreed with that grown-up, as with a class.
    """
    if signing.asks_accounts(audience, clauses):
        rules.check_accounts_private(accounts_private_on, today=timezone.localdate(at))
    person = Person.objects.prefetch_related("roles").get(pk=by.id)
    way, entered_by = _way(person, opener)
    return _signed(
        version,
        [person],
        audience,
        clauses,
        way=way,
        signed_on=timezone.localdate(at),
        entered_by_id=entered_by,
        at=at,
        accounts_private_on=accounts_private_on,
    )[0]


@action("policy.agree_as_class", clause="3.a.1")
def agree_as_class(
    version: Version, *, pupils: Iterable[Person], clauses: Sequence[Clause], by: access.Someone, at: datetime
) -> list[Signature]:
    """A teacher records the pupils of a class who have heard the rules and agreed."""
    return _signed(
        version,
        list(pupils),
        Audience.PUPIL,
        clauses,
        way=Signature.Way.CLASS,
        signed_on=timezone.localdate(at),
        entered_by_id=by.id,
        at=at,
    )


@action("policy.enter_paper_return", clause="1.1")
def enter_paper_return(
    version: Version,
    *,
    person: Person,
    audience: Audience,
    clauses: Sequence[Clause],
    signed_on: date,
    accounts_private_on: date | None = None,
    by: access.Someone,
    at: datetime,
) -> Signature:
    """The office types in a reply slip that came back on paper."""
    assert version.published_at is not None
    if signing.asks_accounts(audience, clauses):
        rules.check_accounts_private(accounts_private_on, today=signed_on)
    rules.check_signed_on(
        signed_on, today=timezone.localdate(at), published_on=timezone.localdate(version.published_at)
    )
    return _signed(
        version,
        [person],
        audience,
        clauses,
        way=Signature.Way.PAPER,
        signed_on=signed_on,
        entered_by_id=by.id,
        at=at,
        accounts_private_on=accounts_private_on,
    )[0]


# ---- parts


def _way(person: Person, opener: Opener | None) -> tuple[Signature.Way, int | None]:
    """How somebody signs on a screen, and who had it in hand: a child's session is never the child's alone."""
    if Duty.PUPIL not in person.duties:
        return Signature.Way.SCREEN, person.pk
    if opener is not None and opener.may_be_them:
        return Signature.Way.CLASS, opener.person_id
    return Signature.Way.CARD, person.pk


def _signed(
    version: Version,
    people: Sequence[Person],
    audience: Audience,
    clauses: Sequence[Clause],
    *,
    way: Signature.Way,
    signed_on: date,
    entered_by_id: int | None,
    at: datetime,
    accounts_private_on: date | None = None,
) -> list[Signature]:
    for person in people:
        if not person.duties & audiences.DUTIES[audience] or person.school_id != version.school_id:
            raise Broken(f"{person} is not asked to sign this.")
    if version.stage != Stage.PUBLISHED:
        raise Broken("This version is not published, so there is nothing to sign yet.")
    if not clauses:
        raise Broken("There is nothing here that is still to be signed.")
    text = wording.as_seen(clauses, audience, reach.officers_of(version, timezone.localdate(at)))
    seen, _ = SignedText.objects.get_or_create(
        digest=hashlib.sha256(text.encode()).hexdigest(), defaults={"text": text}
    )
    already = set(
        Signature.objects.filter(version=version, audience=audience, person__in=people).values_list(
            "person_id", flat=True
        )
    )
    new = [
        Signature(
            school_id=version.school_id,
            person=person,
            version=version,
            audience=audience.value,
            way=way.value,
            at=at,
            signed_on=signed_on,
            entered_by_id=entered_by_id,
            places=[clause.place for clause in clauses],
            groups=sorted({clause.group for clause in clauses if clause.group}),
            digest=seen.digest,
            accounts_private_on=accounts_private_on,
        )
        for person in people
        if person.pk not in already
    ]
    # Two browsers may send the same signature at once: the first one stands.
    Signature.objects.bulk_create(new, ignore_conflicts=True)
    return list(Signature.objects.filter(version=version, audience=audience, person__in=people))
