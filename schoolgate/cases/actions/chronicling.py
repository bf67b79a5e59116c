"""What anyone whom a case reaches may add to it: entries, addenda, contacts, documents."""

from datetime import datetime
from typing import Protocol

from schoolgate import access
from schoolgate.action import action
from schoolgate.cases import papers, queries, rules
from schoolgate.cases.actions import parts
from schoolgate.cases.models import Addendum, Case, Contact, Document, Event
from schoolgate.cases.rules import EventKind, How


class Examined(Protocol):
    """What the engine of evidence found in a file that may be kept."""

    @property
    def media_type(self) -> str: ...
    @property
    def shown(self) -> bytes | None: ...
    @property
    def text(self) -> str: ...


@action("cases.add_event", clause="6.1")
def add_event(
    case: Case, *, words: str, happened_at: datetime | None = None, by: access.Someone, at: datetime
) -> Case:
    """Enters something that happened in the chronology, with when it happened and when it was entered."""
    rules.check_words(words)
    now = queries.locked(case, by, at)
    parts.write(now, EventKind.NOTE, words, by=by, at=at, happened_at=happened_at)
    return now


@action("cases.add_addendum", clause="6.1")
def add_addendum(case: Case, *, event: Event, words: str, by: access.Someone, at: datetime) -> Case:
    """Adds to an entry or puts it right; the entry itself stays as it was entered."""
    rules.check_words(words)
    now = queries.locked(case, by, at)
    if event.case_id != now.pk:
        raise access.Refused("cases.add_addendum")
    assert by.id is not None
    Addendum(case=now, event=event, words=words, at=at, by_id=by.id).save()
    return now


@action("cases.add_contact", clause="6.2")
def add_contact(
    case: Case,
    *,
    whom: str,
    how: How,
    words: str,
    happened_at: datetime | None = None,
    by: access.Someone,
    at: datetime,
) -> Case:
    """Enters with whom somebody spoke about the case, how, and what was said."""
    rules.check_words(words)
    if not whom.strip():
        raise rules.Broken("Say with whom you spoke: their name, and for whom they work.")
    now = queries.locked(case, by, at)
    event = parts.write(now, EventKind.CONTACT, words, by=by, at=at, happened_at=happened_at)
    Contact(case=now, event=event, whom=whom, how=how.value).save()
    return now


@action("cases.add_document", clause="6.1")
def add_document(
    case: Case, *, name: str, content: bytes, examined: Examined, by: access.Someone, at: datetime
) -> Case:
    """Keeps a file with the case, sealed; the same file twice is one."""
    now = queries.locked(case, by, at)
    try:
        digest, path = papers.keep(content)
        shown = papers.keep(examined.shown, mark=".shown")[1] if examined.shown is not None else ""
    except OSError as error:
        raise rules.Broken(
            f"{name} could not be kept: the disk may be full. Nothing else was lost. Tell IT, then try again."
        ) from error
    assert by.id is not None
    _, new = Document.objects.get_or_create(
        case=now, digest=digest,
        defaults={
            "name": name, "path": path, "shown_path": shown, "media_type": examined.media_type,
            "size": len(content), "text": examined.text, "at": at, "by_id": by.id,
        },
    )  # fmt: skip
    if new:
        parts.write(now, EventKind.DOCUMENT, f"A document was added: {name}", by=by, at=at)
    return now
