"""Files and letters of a case."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from schoolgate.cases.models.case import Case, OfCase
from schoolgate.community.models import Person, School
from schoolgate.post.models import Message
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import Keyed
from schoolgate.sealed.models import SealedFile


class Document(OfCase, SealedFile):
    """A file of a case, sealed and kept by its digest, with what it is in a few words."""

    FIXED = ("case", "title", *SealedFile.FIXED)
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    title = Sealed("what it is, in a few words", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="document_once_a_case")]

    class Privacy:
        personal = {
            "name": "the file's name",
            "title": "what it is",
            "path": "the file",
            "shown_path": "the file",
            "blurred_path": "the file",
            "digest": "the file's digest",
            "text": "what can be read in it",
            "metadata": "what the file says of itself",
            "by": "who put it there",
        }
        plain = {"case", "media_type", "size", "at", "pages", "sealed_round"}

    def __str__(self) -> str:
        return self.title or self.name


class LetterTemplate(models.Model):
    """The words of a kind of letter, as this school writes it."""

    school = models.ForeignKey(School, models.CASCADE, related_name="letter_templates")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    words = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "kind"], name="one_template_a_kind")]

    class Privacy:
        personal = {"changed_by": "who wrote it"}
        plain = {"school", "kind", "title", "words", "changed_at"}


class Letter(OfCase):
    """A letter of a case: its words, and once it is sent the document exactly as it was sent."""

    FIXED = (
        "case",
        "kind",
        "about",
        "to",
        "to_name",
        "title",
        "words",
        "written_at",
        "written_by",
        "changed_at",
        "changed_by",
        "digest",
        "path",
        "how",
        "sent_at",
        "sent_by",
    )
    FIXED_ONCE = "sent_at"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="letters")
    kind = Keyed()
    about = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    to_name = Sealed("to whom, where they are not on record", blank=True)
    title = Sealed()
    words = Sealed()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("when the words were changed last, before it went", null=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    digest = models.CharField("digest of the PDF as sent", max_length=64, blank=True)
    path = models.CharField("the sealed PDF as sent", max_length=100, blank=True)
    how = models.CharField("e-mailed or printed", max_length=8, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    sealed_round = models.PositiveIntegerField("how often it was sealed anew", default=0)

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None, digest="", path="", how="")
                | (Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(digest="") & ~Q(path="") & ~Q(how="")),
                name="letter_sent_whole",
            ),
            models.CheckConstraint(
                condition=Q(to__isnull=False, to_name="") | (Q(to=None) & ~Q(to_name="")), name="letter_has_a_reader"
            ),
        ]

    class Privacy:
        personal = {
            "kind": "what it is about",
            "about": "whom it is about",
            "to": "to whom",
            "to_name": "to whom",
            "title": "what it is about",
            "words": "what was written",
            "written_by": "who wrote it",
            "changed_by": "who changed it last",
            "digest": "the letter's digest",
            "path": "the letter",
            "sent_by": "who sent it",
        }
        plain = {"case", "written_at", "changed_at", "how", "sent_at", "message", "sealed_round"}

    @property
    def authors(self) -> frozenset[int]:
        """Whose words it holds: of whoever wrote it, and of whoever changed it last."""
        return frozenset(filter(None, (self.written_by_id, self.changed_by_id)))

    @property
    def number(self) -> str:
        """What stands on it, so that it is found again; it tells nothing."""
        return self.pk.hex[:8].upper()
