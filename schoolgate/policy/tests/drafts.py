"""A school's small document, brought in and taken from stage to stage, for the tests of drafting."""

from datetime import date

from schoolgate.audit import trail
from schoolgate.audit.models import Entry
from schoolgate.engines.documents import reader, shapes
from schoolgate.policy.actions import drafting, reviewing
from schoolgate.policy.models import Clause, RemovedClause, Version
from tests.cast import MONDAY, Cast

TODAY = MONDAY.date()

DOCUMENT = """Online Policy

Contents
1. Purpose 1
2. Pupils 2

1. Purpose

This policy keeps everyone at our school safe and kind online.

2. Pupils

a. Pupils must never share their address or telephone number online.
b. Pupils should tell a grown-up when something online worries them.

3. Staff

Staff must keep their own accounts private. If you are worried about a pupil, contact the DSL, Jane
Smith, at once.
"""


def reading_of(text: str = DOCUMENT) -> shapes.ParsedDocument:
    return reader.read(text.encode(), "policy.txt")


def imported(cast: Cast, text: str = DOCUMENT) -> Version:
    """The head's draft, read from the small document; nothing is confirmed yet."""
    return drafting.import_document(
        cast.school, reading=reading_of(text), source_name="policy.txt", source_digest="d", by=cast.head, at=MONDAY
    )


def confirmed(cast: Cast) -> Version:
    version = imported(cast)
    ids = list(version.clauses.values_list("pk", flat=True))
    return drafting.confirm_clauses(version, clauses=ids, by=cast.head, at=MONDAY)


def sent(cast: Cast) -> Version:
    return reviewing.send_for_review(confirmed(cast), by=cast.head, at=MONDAY)


def approved(cast: Cast) -> Version:
    return reviewing.approve(sent(cast), by=cast.chair, at=MONDAY)


def publish(version: Version, cast: Cast, *, in_force_on: date = TODAY) -> Version:
    return reviewing.publish(
        version, in_force_on=in_force_on, review_on=date(2027, 9, 1), review_every=12, by=cast.head, at=MONDAY
    )


def published(cast: Cast) -> Version:
    return publish(approved(cast), cast)


def through(version: Version, cast: Cast) -> Version:
    """Takes a draft whose clauses are all confirmed to publication."""
    reviewing.send_for_review(version, by=cast.head, at=MONDAY)
    reviewing.approve(version, by=cast.chair, at=MONDAY)
    return publish(version, cast)


def clause(version: Version, place: str) -> Clause:
    return version.clauses.get(place=place)


def aside(version: Version, words: str) -> RemovedClause:
    return version.set_aside.get(text__startswith=words)


def events(cast: Cast) -> list[str]:
    """The deeds in the trail, in order; the trail is whole."""
    assert trail.first_broken() is None
    entries = Entry.objects.filter(school_id=cast.school.pk).order_by("number")
    return [event.removeprefix("policy.") for event in entries.values_list("event", flat=True)]
