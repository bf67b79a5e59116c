"""A child's record across cases: who looked at it, and its way to another school."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.cases import papers
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Document
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries.reach import today
from schoolgate.community.models import Person
from schoolgate.concerns.rules import picture_type
from schoolgate.records import archive, bundles
from schoolgate.records.models import InTransfer, Transfer
from schoolgate.records.queries import children, naming, packs, reach
from schoolgate.records.rules import FOLDER

EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
}


@action("records.look_at_child", clause="6.4", reach=reach.child)
def look_at_child(child: Person, *, by: access.SignedIn, at: datetime) -> Person:
    """Writes down, for each case of a child that reaches them, that somebody looks at the child's chronology."""
    cases = _mine(child, by, at)
    known = set(children.logged(by, [case.pk for case in cases], at))
    Look.objects.bulk_create(
        Look(case=case, person_id=by.id, what=children.LOOKED_AT, at=at) for case in cases if case.pk not in known
    )
    return child


@action("records.make_transfer", clause="6.1", reach=reach.child)
def make_transfer(
    child: Person,
    *,
    to_school: str,
    cases: Collection[Case],
    documents: Collection[Document],
    looked: str,
    names: naming.Decided = MappingProxyType({}),
    also: str = "",
    included: Mapping[str, str] = MappingProxyType({}),
    by: access.SignedIn,
    at: datetime,
) -> Transfer:
    """Makes a child's file for another school as it was looked through, encrypted; its passphrase is kept nowhere."""
    if not to_school.strip():
        raise Broken("Write the name of the new school.")
    reaching = {item.pk: item for item in _mine(child, by, at)}
    chosen = [reaching[other_case.pk] for other_case in cases if other_case.pk in reaching]
    if not chosen or len(chosen) != len(cases):
        raise Broken("Choose the cases that go into the file.")
    if any(document.case_id not in {case.pk for case in chosen} for document in documents):
        raise Broken("Choose documents of the cases that go into the file.")
    on = today(at)
    assert isinstance(by, Person)
    pack = packs.pack_of(by, child, to_school, chosen, documents, names, also, included)
    kept, reasons = naming.check_decided(pack.flags, names), packs.check_included(pack)
    if looked != pack.looked:
        raise Broken("Look through the file as it is now before it goes.", "6.1")
    entries = pack.entries
    files = {"01-chronology.pdf": bundles.chronology(child, to_school, entries, on, pack.note)}
    files |= _files(documents)
    words = archive.passphrase()
    digest, path = papers.keep(archive.packed(files, words), folder=FOLDER)
    made = Transfer.objects.create(
        school_id=child.school_id,
        child=child,
        to_school=to_school.strip(),
        left_on=children.left_on(child, on),
        due_on=children.due_on(child, on),
        digest=digest,
        path=path,
        size=sum(map(len, files.values())),
        entries=len(entries),
        documents=len(documents),
        names=naming.kept_as(kept),
        included=json.dumps(reasons),
        at=at,
        by_id=by.id,
    )
    InTransfer.objects.bulk_create(InTransfer(case=item, transfer=made) for item in chosen)
    made.passphrase = words
    return made


@action("records.note_receipt", clause="6.1", reach=reach.transfer)
def note_receipt(
    transfer: Transfer, *, received_on: date, received_by: str, by: access.Someone, at: datetime
) -> Transfer:
    """Notes that the new school has said the file has come, who has it there, and on which day."""
    if transfer.received_on:
        raise Broken("The receipt of this file is noted already.")
    if not received_by.strip():
        raise Broken("Write who at the new school has the file.")
    if not today(transfer.at) <= received_on <= today(at):
        raise Broken("The day it came lies between the day the file was made and today.")
    transfer.received_on, transfer.received_by = received_on, received_by.strip()
    transfer.noted_at, transfer.noted_by_id = at, by.id
    transfer.save(update_fields=["received_on", "received_by", "noted_at", "noted_by"])
    return transfer


# ---- parts


def _mine(child: Person, by: access.Someone, at: datetime) -> list[Case]:
    """The child's cases that reach them."""
    assert isinstance(by, Person)
    return list(children.cases_of(by, child, at).prefetch_related("parts__person__roles"))


def _files(documents: Collection[Document]) -> dict[str, bytes]:
    """The clean copies under names that say nothing: those in the archive can be read without the passphrase."""
    found: dict[str, bytes] = {}
    for number, one in enumerate(documents, 2):
        try:
            found |= dict(_pages(f"{number:02}-document", one))
        except papers.NotThere as error:
            raise Broken(f"{one} is not on the disk any more. Tell IT, or leave it out.") from error
    return found


def _pages(name: str, document: Document) -> Iterator[tuple[str, bytes]]:
    """A document page by page, as it is shown here; the original never leaves, nor what it says beside its words."""
    if not document.shown_path:
        raise Broken(f"Nothing of {document} can be shown, so it cannot go. Leave it out.")
    for page in range(1, document.pages + 1):
        content = document.read_page(page)
        media_type = document.media_type if document.is_sound else picture_type(content)
        number = f"-page-{page:02}" if document.pages > 1 else ""
        yield f"{name}{number}.{EXTENSIONS.get(media_type, 'bin')}", content
