"""Files that came with a concern, or wait for its form."""

from __future__ import annotations

import uuid

from django.db import models

from schoolgate.community.models import Person, School
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.models.concern import Concern, OfConcern
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.models import SealedFile


class Evidence(OfConcern, SealedFile):
    """A file that came with a concern: the original untouched, what may be shown of it, and its text."""

    FIXED = ("concern", "line", *SealedFile.FIXED)
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="evidence")
    line = models.ForeignKey(Message, models.CASCADE, null=True, related_name="files")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "digest"], name="file_once_a_concern")]

    class Privacy:
        personal = {
            "name": "the file's name",
            "text": "what can be read in it",
            "metadata": "what the file says of itself",
            "path": "the file",
            "shown_path": "the file",
            "blurred_path": "the file",
            "digest": "the file's digest",
            "by": "who sent it",
        }
        plain = {"concern", "line", "media_type", "size", "at", "pages", "sealed_round"}

    def __str__(self) -> str:
        return self.name


class PendingUpload(models.Model):
    """A file that waits, sealed, for the rest of its form; nobody's, and found with the reference in that form only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    reference_digest = models.CharField(max_length=64, db_index=True)
    name = Sealed()
    digest = Sealed("the file's digest")
    path = models.CharField("the file and what was found in it, sealed", max_length=100)
    size = models.PositiveBigIntegerField()
    on_disk = models.PositiveBigIntegerField("bytes on the disk")
    from_outside = models.BooleanField("from somebody who has not signed in")
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"name": "the file's name", "digest": "the file's digest", "path": "the file"}
        plain = {"school", "reference_digest", "size", "on_disk", "from_outside", "at"}
