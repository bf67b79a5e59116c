"""Takes a concern away for good, with everything that hangs on it; a part of deeds, never a deed of its own.

Whether it may be destroyed is for whoever keeps the records to say: nothing in this app does it by itself.
"""

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.sealed import store, whole

ENTRIES = ("addenda", "lines", "steps", "decisions")
"""What was written in a concern after it was told, and is counted on the certificate."""


@dataclass(frozen=True)
class Destroyed:
    """What was destroyed, without a word of it."""

    digest: str
    entries: int
    files: int
    files_left: int


def destroy(concern: Concern) -> Destroyed:
    """Deletes the concern, what was added to it, its files and the words read in them.

    A file that came with another concern too stays for that one. Files go once the deed is safely written.
    """
    Concern.objects.select_for_update().get(pk=concern.pk)  # nobody looks at it or adds to it meanwhile
    files = list(concern.evidence.all())
    theirs = Evidence.objects.exclude(concern=concern).filter(digest__in=[file.digest for file in files])
    shared = set(theirs.values_list("digest", flat=True))
    gone = [file for file in files if file.digest not in shared]
    found = Destroyed(
        digest=whole.digest_of(concern),
        entries=1 + _entries(concern),
        files=len(gone),
        files_left=len(files) - len(gone),
    )
    Concern.objects.filter(pk=concern.pk).delete()
    for path in (path for file in gone for path in file.paths):
        transaction.on_commit(partial(store.remove, path))
    return found


def _entries(concern: Concern) -> int:
    return sum(getattr(concern, name).count() for name in ENTRIES)
