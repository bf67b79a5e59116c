"""Concerns told in the story's words, for the tests of this folder."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from schoolgate import access
from schoolgate.community.models import Person
from schoolgate.concerns import receipts, rules
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import Attachment, Channel, ConcernKind, ConcernPart, Report
from schoolgate.engines.evidence import shapes
from tests.cast import MONDAY, Cast

MINUTE = timedelta(minutes=1)
PLAIN = "The two of them argued about the scores of a game on the tablet."
CALLED = "They call him names in the group chat every evening."


def fresh(person: Person) -> Person:
    return Person.objects.prefetch_related("roles").get(pk=person.pk)


def staff(
    cast: Cast, words: str = PLAIN, *, by=None, about=(), kind=ConcernKind.STAFF, at=MONDAY, token: str = "", **said
) -> Concern:
    """A member of staff tells us; `about` are people it is about."""
    telling = Report(
        door=Channel.STAFF, kind=kind, words=words, people=tuple((item.pk, ConcernPart.ABOUT) for item in about), **said
    )
    return concern_telling.tell(
        cast.school,
        telling=telling,
        form_token=token or receipts.form_token(at - MINUTE),
        by=by or cast.assistant,
        at=at,
    )


def outside(
    cast: Cast,
    words: str = PLAIN,
    *,
    door=Channel.ANONYMOUS,
    kind=ConcernKind.WORRY,
    by=None,
    at=MONDAY,
    token: str = "",
    **said,
) -> Concern:
    """Somebody from outside tells us; without `by`, somebody who has not signed in."""
    telling = Report(door=door, kind=kind, words=words, **said)
    return concern_telling.tell(
        cast.school,
        telling=telling,
        form_token=token or receipts.form_token(at - MINUTE),
        by=by or access.Outsider(cast.school.pk),
        at=at,
    )


def bullying(cast: Cast, **said) -> Concern:
    concern = staff(cast, CALLED, **said)
    assert concern.harm == rules.Harm.BULLYING
    return concern


def read(concern: Concern, by: Person, at=MONDAY) -> Concern:
    return triage.read(concern, by=fresh(by), at=at)


class Found(shapes.Examined):
    """What the evidence engine answers for a file that may be kept."""

    def __init__(self, digest: str, size: int, **said):
        usual = {
            "media_type": "image/png",
            "kind": shapes.FileKind.PICTURE,
            "shown": b"stripped",
            "shown_type": "image/png",
            "metadata": {"camera": "Larkcam"},
            "blurred": b"blurred",
            "text": "see you at the swings",
        }
        super().__init__(digest=digest, size=size, **(usual | said))


def picture(content: bytes = b"picture of a chat", name: str = "chat.png", **said) -> Attachment:
    return Attachment(name, content, Found(hashlib.sha256(content).hexdigest(), len(content), **said))


def now():
    return timezone.now()
