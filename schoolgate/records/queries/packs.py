"""What would go to another school, to be looked through before it goes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.papers import Document
from schoolgate.community.models import Person
from schoolgate.records import marking, redacting
from schoolgate.records.marking import Marked
from schoolgate.records.masking import Mask
from schoolgate.records.queries import children, naming
from schoolgate.records.queries.children import ChildEntry
from schoolgate.records.queries.naming import Decided, Flag
from schoolgate.sealed import field


@dataclass(frozen=True)
class EntryLook:
    """An entry as it would go, and as it was written, with what is covered marked."""

    entry: ChildEntry
    before: Marked


@dataclass(frozen=True)
class Pack:
    """A child’s file as it would go, and the names in it about which somebody decides."""

    entries: tuple[ChildEntry, ...]
    documents: tuple[Document, ...]
    flags: tuple[Flag, ...]
    looks: tuple[EntryLook, ...]
    """The entries for whoever looks through them before they go."""
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
) -> Pack:
    """The file with what was decided so far; a name about which nobody has decided is covered as far as is likely."""
    events = children.events_of(cases)
    mask = children.mask_for(person, child, cases, events, decided)
    entries = children.entries_of(child, cases, events, mask, also.splitlines())
    looks = tuple(_look(entry, event, mask, also) for entry, event in zip(entries, events, strict=True))
    flags = naming.flags_of(mask, children.texts_of(events), decided)
    chosen = tuple(documents)
    whole = (to_school.strip(), entries, [document.digest for document in chosen])
    return Pack(entries, chosen, tuple(flags), looks, field.digest("pack", repr(whole)))


def _look(entry: ChildEntry, event: Event, mask: Mask, also: str) -> EntryLook:
    text = "\n".join(children.texts_of([event]))
    gone = [(start, end) for start, end, _ in redacting.spans(text, (), also.splitlines())]
    return EntryLook(entry, marking.marked(text, mask, gone))
