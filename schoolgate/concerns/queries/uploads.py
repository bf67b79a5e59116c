"""Files that wait for the rest of their form: their names, for whoever holds the form; never what is in them."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from schoolgate.community.models import School
from schoolgate.concerns import receipts
from schoolgate.concerns.models.evidence import PendingUpload
from schoolgate.concerns.models.settings import Draft

FOLDER = "kept"


@dataclass(frozen=True)
class KeptFile:
    """A kept file as its form lists it."""

    id: object
    name: str
    size: int


def kept_files(school: School, reference: str) -> tuple[KeptFile, ...]:
    """The files that are kept for the form with this reference, by name."""
    files = (KeptFile(item.pk, item.name, item.size) for item in of(school, reference))
    return tuple(sorted(files, key=lambda file: (file.name.casefold(), str(file.id))))


def of(school: School, reference: str) -> QuerySet[PendingUpload]:
    """Found by a keyed digest: the reference itself is stored nowhere but in its form."""
    return PendingUpload.objects.filter(school=school, reference_digest=receipts.kept_digest(reference))


def expired(before: datetime) -> QuerySet[PendingUpload]:
    """Kept since before then, for no draft that somebody still has."""
    return PendingUpload.objects.filter(at__lt=before).exclude(reference_digest__in=_of_drafts())


def schools_with_expired(before: datetime) -> list[School]:
    """Schools that keep files for longer than they are to be kept."""
    if not PendingUpload.objects.filter(at__lt=before).exists():
        return []
    return list(School.objects.filter(pk__in=expired(before).values("school")))


def school_of_reference(reference: str) -> School | None:
    """The school whose form has this reference and files that are kept for it."""
    kept = PendingUpload.objects.filter(reference_digest=receipts.kept_digest(reference)).select_related("school")
    one = kept.first()
    return one.school if one else None


def references_in(draft: str) -> tuple[str, ...]:
    """The reference that a draft holds, as it holds everything else of its form."""
    return tuple(json.loads(draft).get("kept", ())) if draft else ()


def _of_drafts() -> list[str]:
    drafts = Draft.objects.values_list("content", flat=True)
    return [receipts.kept_digest(reference) for draft in drafts for reference in references_in(draft)]
