"""The sealed trail: each entry seals the one before, with a key kept outside the database.

It holds field names, digests and sums of digests, never the words of a record; its newest seal is kept outside the
database too. See docs/explanation/adr/0002-trail.md.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from schoolgate.audit import anchor, rows
from schoolgate.audit.models import Entry, Length, Sum

NOTHING = "0" * 64
"""The sum of no rows."""
SHORT = 16


@dataclass(frozen=True)
class BrokenEntry:
    """The first place where the trail does not hold."""

    school_id: int
    number: int
    why: str


def record(
    *,
    school_id: int,
    event: str,
    by: str,
    at: datetime,
    target: str,
    clause: str = "",
    said: Mapping[str, object] | None = None,
    differences: Mapping[str, int] | None = None,
) -> Entry:
    """Appends one entry to the school's trail, inside the caller's transaction, and moves the sums by what changed."""
    length = Length.objects.select_for_update(no_key=True).filter(school_id=school_id).first()
    number = length.entries + 1 if length else 1
    last = Entry.objects.filter(school_id=school_id).order_by("-number").first()
    entry = Entry(
        school_id=school_id,
        number=number,
        at=at,
        by=by,
        event=event,
        clause=clause,
        target=target,
        said={name: digest(value) for name, value in (said or {}).items()},
        moved=_moved(school_id, differences or {}),
        previous=last.seal if last else _seal(f"school {school_id} begins"),
    )
    entry.seal = _seal(_words(entry))
    entry.save(force_insert=True)
    Length.objects.update_or_create(
        school_id=school_id, defaults={"entries": number, "seal": _length_seal(school_id, number, entry.seal)}
    )
    anchor.expect(school_id, number)
    transaction.on_commit(partial(anchor.keep, school_id, number, entry.seal), robust=True)
    return entry


def _moved(school_id: int, differences: Mapping[str, int]) -> list[list[str]]:
    """Moves these sums; for each its key, the beginning of what it was, and what it is now."""
    if not differences:
        return []
    there = dict(Sum.objects.select_for_update().filter(key__in=differences).values_list("key", "value"))
    moved = []
    for key, difference in sorted(differences.items()):
        before = there.get(key, NOTHING)
        moved.append([key, before[:SHORT], f"{(int(before, 16) + difference) % rows.SIZE:064x}"])
    Sum.objects.bulk_create(
        (Sum(school_id=school_id, key=key, value=value) for key, _, value in moved),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["value"],
    )
    return moved


def digest(value: object) -> str:
    """The sealed digest of a value: shows later that it is the same, without holding what it was."""
    return _seal(repr(value))[:16]


def first_broken() -> BrokenEntry | None:
    """Finds the first entry that was edited, removed, swapped or cut off, in any school; None when all hold."""
    schools = sorted({*_schools(Entry), *_schools(Length)})
    return next((broken for school in schools if (broken := first_broken_of(school))), None)


def first_broken_of(school_id: int, visit: Callable[[Entry], None] = lambda entry: None) -> BrokenEntry | None:
    """The same for one school, every entry from its first to its last; `visit` is given each entry that holds."""
    previous, number = _seal(f"school {school_id} begins"), 0
    for entry in Entry.objects.filter(school_id=school_id).order_by("number").iterator():
        number += 1
        if entry.number != number:
            return BrokenEntry(school_id, number, "the entry is missing")
        if entry.previous != previous:
            return BrokenEntry(school_id, number, "it does not follow the entry before it")
        if entry.seal != _seal(_words(entry)):
            return BrokenEntry(school_id, number, "its words were changed")
        visit(entry)
        previous = entry.seal
    length = Length.objects.filter(school_id=school_id).first()
    if length is None or length.entries != number:
        expected = length.entries if length else 0
        return BrokenEntry(school_id, number + 1, f"the trail has {number} entries where {expected} were sealed")
    if length.seal != _length_seal(school_id, number, previous):
        return BrokenEntry(school_id, number, "the sealed length was changed")
    return None


def _schools(model: type[Entry] | type[Length]) -> Iterator[int]:
    return iter(model.objects.order_by().values_list("school_id", flat=True).distinct())


def _words(entry: Entry) -> str:
    words: list[object] = [
        entry.school_id,
        entry.number,
        entry.at.timestamp(),
        entry.by,
        entry.event,
        entry.clause,
        entry.target,
        sorted(entry.said.items()),
        entry.previous,
    ]
    return json.dumps([*words, entry.moved] if entry.moved else words)


def _length_seal(school_id: int, entries: int, last: str) -> str:
    return _seal(f"school {school_id} has {entries} entries, the last {last}")


def _seal(words: str) -> str:
    return hmac.new(settings.TRAIL_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()
