"""Documents of a case: one with who may open what of it, and whether it was asked for a moment ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolgate import access
from schoolgate.cases import papers
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Document, Letter
from schoolgate.cases.queries import reach
from schoolgate.community.models import Person
from schoolgate.pages import or_404

LOOKED_AT, ORIGINAL = "document", "original"
LOOK_LASTS = timedelta(minutes=15)
"""How long a document stays open to whoever asked for it."""


@dataclass(frozen=True)
class DocumentPage:
    """One document: what it is, whether it is open to whoever is there, and what else they may do with it."""

    document: Document
    opened: bool
    pages: tuple[int, ...]
    may_open_original: bool
    may_delete: bool


def document_for(person: Person, id: object, *, of: object = None, at: datetime) -> Document:
    """One document of a case that this person may see; of another case and not theirs are the same 404."""
    here = Document.objects.filter(case__in=reach.visible_to(person, at), pk=reach.as_id(id))
    here = here if of is None else here.filter(case=reach.as_id(of))
    return or_404(here.select_related("case__school", "by").first())


def document_page(person: Person, case_id: object, id: object, *, at: datetime) -> DocumentPage:
    """One document of a case for somebody whom the case reaches."""
    document = document_for(person, id, of=case_id, at=at)
    return DocumentPage(
        document=document,
        opened=opened_by(person, document, at),
        pages=tuple(range(1, document.pages + 1)) if document.shown_path else (),
        may_open_original=access.may(person, "cases.open_document_original", document.case),
        may_delete=access.may(person, "cases.ask_second", document.case) and reach.leads(person, document.case),
    )


def opened_by(person: Person, document: Document, at: datetime) -> bool:
    """Whether this person asked for it a moment ago, so that it may be shown: each asking is kept."""
    looks = document.looks.filter(person=person, what=LOOKED_AT, at__gt=at - LOOK_LASTS, at__lte=at)
    return looks.exists()


def there_already(case: Case, digest: str) -> Document | None:
    """The document that is this very file, where the case has it."""
    return case.documents.select_related("by").filter(digest=digest).first()


def files_only_of(document: Document) -> set[str]:
    """The files of a document that no other case holds."""
    files = set(document.paths)
    return files - shared_files(document.case, files)


def shared_files(case: Case, files: set[str]) -> set[str]:
    """The same file may lie with another case: it is kept once for both."""
    digests = {papers.digest_of(path) for path in files}
    others = Document.objects.exclude(case=case).filter(digest__in=digests).values_list("digest", flat=True)
    letters = Letter.objects.exclude(case=case).filter(digest__in=digests).values_list("digest", flat=True)
    held = {*others, *letters}
    return {path for path in files if papers.digest_of(path) in held}
