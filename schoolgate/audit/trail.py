"""The sealed trail: each entry seals the one before, with a key kept outside the database.

It holds field names and digests, never the words of a record. See docs/explanation/adr/0002-trail.md.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from schoolgate.audit.models import Entry, Length


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
) -> Entry:
    """Appends one entry to the school's trail, inside the caller's transaction."""
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
        previous=last.seal if last else _seal(f"school {school_id} begins"),
    )
    entry.seal = _seal(_words(entry))
    entry.save(force_insert=True)
    Length.objects.update_or_create(
        school_id=school_id, defaults={"entries": number, "seal": _length_seal(school_id, number, entry.seal)}
    )
    return entry


def digest(value: object) -> str:
    """The sealed digest of a value: shows later that it is the same, without holding what it was."""
    return _seal(repr(value))[:16]


def first_broken() -> BrokenEntry | None:
    """Finds the first entry that was edited, removed, swapped or cut off, in any school; None when all hold."""
    schools = sorted({*_schools(Entry), *_schools(Length)})
    return next((broken for school in schools if (broken := first_broken_of(school))), None)


def first_broken_of(school_id: int) -> BrokenEntry | None:
    """The same for one school, every entry from its first to its last."""
    previous, number = _seal(f"school {school_id} begins"), 0
    for entry in Entry.objects.filter(school_id=school_id).order_by("number").iterator():
        number += 1
        if entry.number != number:
            return BrokenEntry(school_id, number, "the entry is missing")
        if entry.previous != previous:
            return BrokenEntry(school_id, number, "it does not follow the entry before it")
        if entry.seal != _seal(_words(entry)):
            return BrokenEntry(school_id, number, "its words were changed")
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
    return json.dumps(
        [
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
    )


def _length_seal(school_id: int, entries: int, last: str) -> str:
    return _seal(f"school {school_id} has {entries} entries, the last {last}")


def _seal(words: str) -> str:
    return hmac.new(settings.TRAIL_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()
