"""What anyone whom a case reaches may add to it: entries, addenda, contacts, documents."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.cases import papers, rules
from schoolgate.cases.actions import asking, notify
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Addendum, Contact, Event
from schoolgate.cases.models.papers import Document
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries import documents, reach
from schoolgate.cases.rules import EventKind, How
from schoolgate.engines.evidence.shapes import Examined


@action("cases.add_event", clause="6.1", reach=reach.locked, asks=asking.ASKS)
def add_event(
    case: Case,
    *,
    words: str,
    happened_at: datetime | None = None,
    about: Collection[int] = (),
    by: access.SignedIn,
    at: datetime,
) -> Case:
    """Enters something that happened in the chronology, with when it happened and when it was entered."""
    rules.check_words(words)
    notify.check_children(case, about)
    notify.write(case, EventKind.NOTE, words, by=by, at=at, happened_at=happened_at, about=about)
    return case


@action("cases.add_addendum", clause="6.1", reach=reach.locked, asks=asking.ASKS)
def add_addendum(case: Case, *, event: Event, words: str, by: access.SignedIn, at: datetime) -> Case:
    """Adds to an entry or puts it right; the entry itself stays as it was entered."""
    rules.check_words(words)
    if event.case_id != case.pk:
        raise access.Refused("cases.add_addendum")
    Addendum(case=case, event=event, words=words, at=at, by_id=by.id).save()
    return case


@action("cases.add_contact", clause="6.2", reach=reach.locked, asks=asking.ASKS)
def add_contact(
    case: Case,
    *,
    whom: str,
    how: How,
    words: str,
    happened_at: datetime | None = None,
    about: Collection[int] = (),
    by: access.SignedIn,
    at: datetime,
) -> Case:
    """Enters with whom somebody spoke about the case, how, and what was said."""
    rules.check_words(words)
    if not whom.strip():
        raise Broken("Say with whom you spoke: their name, and for whom they work.")
    notify.check_children(case, about)
    event = notify.write(case, EventKind.CONTACT, words, by=by, at=at, happened_at=happened_at, about=about)
    Contact(case=case, event=event, whom=whom, how=how.value).save()
    return case


@action("cases.add_document", clause="6.1", reach=reach.locked, asks=asking.ASKS)
def add_document(
    case: Case,
    *,
    name: str,
    content: bytes,
    examined: Examined,
    title: str = "",
    about: Collection[int] = (),
    by: access.SignedIn,
    at: datetime,
) -> UUID:
    """Keeps a file with the case, sealed, with what it is; the same file twice is one."""
    notify.check_children(case, about)
    there = documents.there_already(case, papers.digest(content))
    if there is not None:
        return there.pk
    try:
        kept = papers.keep_document(name, content, examined)
    except OSError as error:
        raise Broken(
            f"{name} could not be kept: the disk may be full. Nothing else was lost. Tell IT, then try again."
        ) from error
    made = Document.objects.create(case=case, title=title.strip(), **kept, at=at, by_id=by.id)
    notify.write(case, EventKind.DOCUMENT, f"A document was added: {made}", by=by, at=at, about=about)
    return made.pk


@action("cases.look_at_document", clause="6.4", reach=reach.locked)
def look_at_document(case: Case, *, document: Document, by: access.SignedIn, at: datetime) -> Case:
    """Asks to see a document of a case; each asking is written down, and opens it for a while."""
    return _looked(case, document, documents.LOOKED_AT, "", by, at)


@action("cases.open_document_original", clause="6.4", reach=reach.locked)
def open_document_original(case: Case, *, document: Document, reason: str, by: access.SignedIn, at: datetime) -> Case:
    """Asks for the untouched original of a document, with a reason that is kept."""
    rules.check_reason(reason)
    return _looked(case, document, documents.ORIGINAL, reason, by, at)


def _looked(case: Case, document: Document, what: str, reason: str, by: access.SignedIn, at: datetime) -> Case:
    if document.case_id != case.pk:
        raise access.Refused("look.cases")
    Look.objects.create(case=case, person_id=by.id, what=what, document=document, reason=reason, at=at)
    return case
