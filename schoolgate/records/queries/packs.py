"""What would go to another school, to be looked through before it goes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from schoolgate.broken import Broken
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Addendum, Event
from schoolgate.cases.models.papers import Document
from schoolgate.cases.rules import EVENTS, EventKind
from schoolgate.community.models import Person
from schoolgate.records import bundles, marking, redacting
from schoolgate.records.marking import Marked
from schoolgate.records.masking import Mask
from schoolgate.records.queries import children, naming
from schoolgate.records.queries.children import ChildEntry
from schoolgate.records.queries.naming import Decided, Flag
from schoolgate.records.queries.whose import CLOSED, IN_THEIR_OWN, WHY, Owners, Whose
from schoolgate.sealed import field


@dataclass(frozen=True)
class EntryLook:
    """An entry as it would go, and as it was written, with what is covered marked."""

    entry: ChildEntry
    before: Marked


@dataclass(frozen=True)
class LeftRow:
    """What is not known to be the child's: it goes only where somebody includes it, with a reason."""

    key: str
    title: str
    why: str
    as_given: str
    before: Marked
    reason: str = ""
    """Why it goes all the same."""


@dataclass(frozen=True)
class Pack:
    """A child’s file as it would go, and the names in it about which somebody decides."""

    entries: tuple[ChildEntry, ...]
    documents: tuple[Document, ...]
    flags: tuple[Flag, ...]
    looks: tuple[EntryLook, ...]
    """The entries for whoever looks through them before they go."""
    left: tuple[LeftRow, ...]
    """What goes only with a reason: documents that were chosen as well."""
    note: str
    """What stands in the file in the place of what is left out."""
    looked: str
    """A keyed digest of all that would go: what is sent back with it was looked through."""


def pack_of(
    person: Person,
    child: Person,
    to_school: str,
    cases: Collection[Case],
    documents: Iterable[Document],
    decided: Decided,
    also: str = "",
    included: Mapping[str, str] = MappingProxyType({}),
) -> Pack:
    """The file with what was decided so far; a name about which nobody has decided is covered as far as is likely."""
    events, owners, chosen = children.events_of(cases), Owners(child, cases), tuple(documents)
    mask = children.mask_for(person, child, cases, events, decided)
    left = tuple(_left(events, chosen, owners, mask, also, included))
    reasons = {row.key: row.reason for row in left if row.reason}
    going = [event for event in events if owners.event(event) not in CLOSED or children.key_of(event) in reasons]
    entries = children.entries_of(child, cases, going, mask, also.splitlines(), owners=owners, included=reasons)
    looks = tuple(_look(entry, event, mask, also) for entry, event in zip(entries, going, strict=True))
    flags = naming.flags_of(mask, children.texts_of(going), decided)
    note = IN_THEIR_OWN if len(reasons) < len(left) else ""
    whole = (to_school.strip(), entries, [document.digest for document in chosen], sorted(reasons), note)
    return Pack(entries, chosen, tuple(flags), looks, left, note, field.digest("pack", repr(whole)))


def check_included(pack: Pack) -> dict[str, str]:
    """Why each row goes that is not known to be the child's; a document that was chosen needs one."""
    for row in pack.left:
        if row.key.startswith("document") and not row.reason.strip():
            raise Broken(f"Give the reason why {row.title} goes with the file, or leave it out.", "6.4")
    return {row.key: row.reason for row in pack.left if row.reason}


def _left(
    events: Iterable[Event],
    documents: Iterable[Document],
    owners: Owners,
    mask: Mask,
    also: str,
    included: Mapping[str, str],
) -> Iterator[LeftRow]:
    """What is left out by default, with the reason of whoever includes it."""

    def row(of: Event | Addendum | Document, title: str, whose: Whose, text: str) -> LeftRow:
        gone = [(start, end) for start, end, _ in redacting.spans(text, (), also.splitlines())]
        key, before = children.key_of(of), marking.marked(text, mask, gone)
        given = mask.over(redacting.without(text, (), also.splitlines()))
        return LeftRow(key, title, WHY[whose], given, before, included.get(key, "").strip())

    for event in events:
        if (whose := owners.event(event)) in CLOSED:
            kind = EVENTS[EventKind(event.kind)]
            title = f"{bundles.moment(event.happened_at)}: {kind} (case {event.case.number})"
            yield row(event, title, whose, "\n".join(filter(None, (children.whom_of(event), event.words))))
        for addendum in event.addenda.all():
            if (whose := owners.addendum(addendum)) in CLOSED:
                title = f"{bundles.moment(addendum.at)}: added to an entry (case {event.case.number})"
                yield row(addendum, title, whose, addendum.words)
    for document in documents:
        if (whose := owners.document(document)) in CLOSED:
            yield row(document, f"the document “{document}”", whose, "")


def _look(entry: ChildEntry, event: Event, mask: Mask, also: str) -> EntryLook:
    going = [event.words, children.whom_of(event), *(words for _, words in _added(entry, event))]
    text = "\n".join(filter(None, going))
    gone = [(start, end) for start, end, _ in redacting.spans(text, (), also.splitlines())]
    return EntryLook(entry, marking.marked(text, mask, gone))


def _added(entry: ChildEntry, event: Event) -> Iterator[tuple[datetime, str]]:
    """What was added later and goes, as it was written."""
    at = {moment for moment, _ in entry.addenda}
    return ((row.at, row.words) for row in event.addenda.all() if row.at in at)
