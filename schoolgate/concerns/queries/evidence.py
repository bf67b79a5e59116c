"""The files of a concern, for those who may open them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404

from schoolgate import access
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.watching import AccessLog
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import UNSEEN, Channel
from schoolgate.pages import or_404
from schoolgate.sealed import store

LOOK_LASTS = timedelta(minutes=15)
"""How long a file stays open to someone who asked for it."""


@dataclass(frozen=True)
class File:
    """A file of a concern: what may be shown of it (None where nothing may), and the original on request.

    `store.NotThere` where the disk has lost what is asked for.
    """

    evidence: Evidence

    @property
    def shown(self) -> bytes | None:
        return self.page(1) if self.evidence.shown_path else None

    def page(self, number: int) -> bytes:
        """The clean copy of one page; the first is page 1."""
        return self.evidence.read_page(number)

    def blurred(self) -> bytes:
        """A picture in which nothing can be made out."""
        return self.evidence.read_blurred()

    def original(self) -> bytes:
        """The untouched bytes."""
        return self.evidence.read_original()

    @property
    def is_lost(self) -> bool:
        """Whether the disk has lost any of what may be shown of it."""
        pages = range(1, self.evidence.pages + 1) if self.evidence.shown_path else ()
        paths = [self.evidence.page_path(page) for page in pages]
        return not all(store.is_there(path) for path in (*paths, self.evidence.blurred_path) if path)

    @property
    def has_original(self) -> bool:
        return store.is_there(self.evidence.path)


@dataclass(frozen=True)
class Drawing:
    """What a child drew to tell us, and whether whoever looks has asked for it a moment ago."""

    file: File
    is_open: bool

    @property
    def is_unseen(self) -> bool:
        """Whether no machine has looked at it yet, so that nothing of it is shown."""
        return self.file.evidence.media_type == UNSEEN


def drawings_of(
    concern: Concern, files: Iterable[File], looks: Iterable[AccessLog], person: Person, at: datetime
) -> tuple[Drawing, ...]:
    """Of the files of a concern those with which it was told by a child, who has no other way to send one than to draw it."""
    mine = {look.evidence_id for look in looks if look.person_id == person.pk and look.at > at - LOOK_LASTS}
    drawn = [file for file in files if concern.door == Channel.PUPIL and file.evidence.at == concern.entered_at]
    return tuple(Drawing(file, file.evidence.pk in mine) for file in drawn if file.evidence.line_id is None)


def evidence_for(person: Person, id: object) -> File:
    """A file of a concern that this person may see; anything else is the same 404."""
    known = reach.as_id(id)
    if known is None:
        raise Http404
    files = Evidence.objects.filter(pk=known, concern__in=reach.visible_to(person))
    evidence = or_404(files.select_related("concern", "by").first())
    return File(evidence)


def who_opens_originals(concern: Concern, on: date) -> list[Person]:
    """Those whom a concern reaches and who may open the sealed originals of its files."""
    return [reader for reader in reach.readers_of(concern, on) if access.may(reader, "concerns.open_original", concern)]


def opened_by(person: Person, evidence: Evidence, at: datetime) -> bool:
    """Whether this person asked for the file a moment ago, so that it may be shown: each asking is kept."""
    return evidence.seen.filter(person=person, at__gt=at - LOOK_LASTS).exists()
